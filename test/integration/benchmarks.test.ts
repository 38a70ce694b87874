import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { checkout } from '../../tools/setup/shell.mjs'
import { type PartName, partNames, partOf } from '../bench/page.ts'
import { versionSkipReason } from './bench/ansible.ts'

const pageFile = path.join(checkout, 'docs/benchmarks.md')
const skipReason =
  process.getuid?.() === 0 ? versionSkipReason('newest') : 'the benchmark needs root, for namespaces of its own'

describe.each(partNames)('the part %s of docs/benchmarks.md', name => {
  test('has been measured, and says on what and when', () => {
    expectWhole(fs.readFileSync(pageFile, 'utf8'), name)
  })
})

test('names no folder of the machine that measured it', () => {
  expect(fs.readFileSync(pageFile, 'utf8')).not.toMatch(/(^|[\s`(])\/(home|root|tmp|work|build)\b/m)
})

test('the benchmark runs: of the host, with two rounds', { timeout: 240_000 }, ({ skip }) => {
  skip(skipReason !== undefined, skipReason)
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'nic-bonding-benchmarks-'))
  try {
    const page = path.join(folder, 'page.md')
    fs.writeFileSync(page, partNames.map(name => `<!-- bench of ${name} -->\nold\n<!-- end -->`).join('\n\n'))
    const { status, stdout, stderr } = runBench(['--share', '0.05', '--page', page, 'host'])
    expect(stderr).toBe('')
    expect(status).toBe(0)
    const rows = expectWhole(fs.readFileSync(page, 'utf8'), 'host')
    expect(rows.find(([label]) => label === 'bond by the program')?.at(-1)).toBe('2')
    expect(partOf(fs.readFileSync(page, 'utf8'), 'task')).toBe('old\n')
    expect(stdout).toMatch(/^\d+ of 4 targets met$/m)
  } finally {
    fs.rmSync(folder, { recursive: true, force: true })
  }
})

test('a slow link delays each way, and takes as long for bytes as its rate says', { timeout: 60_000 }, ({ skip }) => {
  skip(process.getuid?.() !== 0, 'network namespaces need root')
  const words = ['--net', '--mount', 'sh', '-c', oneSlowLink, 'sh', path.join(checkout, 'test/bench/link/link.py')]
  const { status, stdout, stderr } = spawnSync('unshare', words, { encoding: 'utf8' })
  expect(stderr).toBe('')
  expect(status).toBe(0)
  const [small = 0, large = 0] = [...stdout.matchAll(/= ([\d.]+)\//g)].map(([, least]) => Number(least))
  expect(small).toBeGreaterThanOrEqual(60)
  expect(small).toBeLessThan(160)
  // 12,000 bytes at 10 Mbit/s, there and back.
  expect(large - small).toBeGreaterThanOrEqual(15)
  expect(large - small).toBeLessThan(120)
})

/** Prints the times of pings of 56 and of 12,000 bytes over one link. */
const oneSlowLink = `
mount -t tmpfs tmpfs /run && mkdir /run/netns && mkfifo /run/hold /run/ready
python3 "$1" 1 0.03 10000000 0.1 </run/hold >/run/ready &
exec 3>/run/hold
read -r word </run/ready
ip netns add h1
ip link set link1 netns h1
ip address add 198.18.0.1/16 dev fleet && ip link set fleet up
ip netns exec h1 sh -c 'ip address add 198.18.1.1/16 dev link1 && ip link set link1 up'
ping -q -c 8 -i 0.2 198.18.1.1 | tail -n 2
ping -q -c 8 -i 0.2 -s 12000 198.18.1.1 | tail -n 2
exec 3>&-
wait`

/** As `npm run bench` does, without the set-up and the build that the tests have had. */
function runBench(args: readonly string[]) {
  const script = JSON.parse(fs.readFileSync(path.join(checkout, 'package.json'), 'utf8')).scripts.bench
  const [command = '', ...words] = String(script).split(' && ').at(-1)?.split(' ') ?? []
  return spawnSync(command, [...words, ...args], { cwd: checkout, encoding: 'utf8' })
}

/** A part has a title, a line about the machine, and tables whose figures are in order; returns the rows of the first. */
function expectWhole(page: string, name: PartName): readonly (readonly string[])[] {
  const text = partOf(page, name)
  expect(text).toMatch(/^## \S/)
  expect(text).toMatch(/^Measured on \d{4}-\d\d-\d\d: .+, \d+ cores, \d+ GB; Node\.js \d.*ansible-core \d.*Linux \d/m)
  const [figures = [], checks = []] = tablesOf(text)
  expect(figures.length).toBeGreaterThan(2)
  for (const [label, , ...cells] of figures) {
    const [median = Number.NaN, least = Number.NaN, most = Number.NaN, runs = Number.NaN] = cells.map(Number)
    expect(least <= median && median <= most && least > 0 && runs >= 1, label).toBe(true)
  }
  for (const [label, target, value, raw] of checks) {
    expect(target, label).toMatch(/^(at (most|least) \d+(\.\d+)? (x|s|MB))?$/)
    expect(value, label).toMatch(/^-?\d+(\.\d+)? (x|s|MB)$/)
    expect(raw, label).toMatch(/^[\d.]+ (s|ms|MB)( \/ [\d.]+ (s|ms|MB))?$/)
  }
  return figures
}

/** The rows of each table, without its head; every row has as many cells as the head. */
function tablesOf(text: string): readonly (readonly (readonly string[])[])[] {
  const blocks = text.split('\n\n').filter(block => block.startsWith('|'))
  return blocks.map(block => {
    const [head = [], , ...rows] = block.split('\n').map(line =>
      line
        .split('|')
        .slice(1, -1)
        .map(cell => cell.trim())
    )
    for (const row of rows) expect(row).toHaveLength(head.length)
    return rows
  })
}

import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { sha256Of } from '../../../tools/setup/npm-node.mjs'
import { hostShells, shells } from '../../support/shell-host.ts'

const scripts = join(import.meta.dirname, '../../../collection/plugins/plugin_utils/shell')
const script = (name: string): string =>
  ['sums.sh', name].map(file => readFileSync(join(scripts, file), 'utf8')).join('')
/** The commands of which put.sh changes anything by. */
const changing = ['mkdir', 'rm', 'cat', 'gzip', 'chmod', 'sync', 'mv', 'ln']

let scratch: string
let folder: string
beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'nic-bonding-put-'))
  folder = join(scratch, 'nic-bonding')
})
afterEach(() => rmSync(scratch, { recursive: true, force: true }))

/** A program that says which version it is, as an upload. */
function upload(version: string, { packed = false, says = `v${version}` } = {}) {
  const file = join(scratch, `upload-${version}`)
  writeFileSync(file, `#!/bin/sh\necho ${says}\n`)
  const given = { version, sha256: sha256Of(file), upload: file, packed: packed ? 'yes' : 'no', remove: '' }
  if (packed) writeFileSync(file, gzipSync(readFileSync(file)))
  return given
}

interface Said {
  readonly status: number | null
  readonly stdout: string
}

function run(shell: string, name: string, given: object, path = process.env.PATH ?? ''): Said {
  const words = Object.entries({ folder, ...given }).map(([key, value]) => `${key}='${value}'`)
  const args = [...(shell.endsWith('busybox') ? ['sh'] : []), '-c', [...words, script(name)].join('\n')]
  return spawnSync(shell, args, { encoding: 'utf8', env: { PATH: path, HOME: scratch } })
}

const runs = (): string => spawnSync(join(folder, 'bin/node'), { encoding: 'utf8' }).stdout
const hidden = (): readonly string[] =>
  [folder, join(folder, 'bin')].flatMap(one => readdirSync(one).filter(name => name.startsWith('.')))

describe.each(shells)('by $name', ({ path: shell }) => {
  test.each([false, true])('puts a program in place and links it, packed %s', packed => {
    const said = run(shell, 'put.sh', upload('10.24.1', { packed }))
    expect(said).toMatchObject({ status: 0, stdout: 'nic-bonding done\n' })
    expect(readlinkSync(join(folder, 'bin/node'))).toBe('../node-10.24.1')
    expect(runs()).toBe('v10.24.1\n')
    const given = upload('12.0.0', { packed })
    expect(run(shell, 'put.sh', { ...given, remove: '10.24.1' }).status).toBe(0)
    expect(runs()).toBe('v12.0.0\n')
    expect(readdirSync(folder)).toEqual(['bin', 'node-12.0.0'])
    const looked = run(shell, 'look.sh', {}).stdout
    expect(looked).toContain(`nic-bonding have 12.0.0 ${given.sha256}\n`)
    expect(looked).toContain('nic-bonding link ../node-12.0.0\n')
    expect(looked).toMatch(/nic-bonding libc glibc \d+\.\d+\n/)
    expect(looked).not.toContain('wrong')
  })

  test.each([
    ['has another SHA-256', { sha256: '0'.repeat(64) }, /another SHA-256/],
    ['is gone', { upload: '/nonexistent' }, /is gone/],
    ['is not what gzip makes', { packed: 'yes' }, /could not be copied/],
    ['says another version', { version: '12.0.1' }, /it says that it is v12\.0\.0, not v12\.0\.1/]
  ])('a program that %s is refused, and the old one stays', (_, wrong, message) => {
    run(shell, 'put.sh', upload('10.24.1'))
    const said = run(shell, 'put.sh', { ...upload('12.0.0'), remove: '10.24.1', ...wrong })
    expect(said.status).toBe(1)
    expect(said.stdout).toMatch(message)
    expect(runs()).toBe('v10.24.1\n')
    expect(readdirSync(folder)).toEqual(['bin', 'node-10.24.1'])
  })

  test('a program that does not start is refused with what it says', () => {
    const file = join(scratch, 'broken')
    writeFileSync(file, '#!/bin/sh\necho no such library >&2\nexit 127\n')
    const given = { ...upload('12.0.0'), upload: file, sha256: sha256Of(file) }
    const said = run(shell, 'put.sh', given)
    expect(said.stdout).toMatch(/nic-bonding failed it does not run on this host: no such library/)
    expect(existsSync(join(folder, 'bin/node'))).toBe(false)
    expect(hidden()).toEqual([])
  })

  test('a disk that is full leaves the old program', () => {
    run(shell, 'put.sh', upload('10.24.1'))
    const given = upload('12.0.0')
    writeFileSync(given.upload, Buffer.alloc(100_000))
    // A file may have one block (ulimit -f): what writes more is ended by SIGXFSZ or told EFBIG.
    const limited = { ...given, sha256: sha256Of(given.upload), remove: "10.24.1'; ulimit -f 1; :'" }
    const said = run(shell, 'put.sh', limited)
    expect(said.status).not.toBe(0)
    expect(runs()).toBe('v10.24.1\n')
    run(shell, 'put.sh', upload('14.0.0'))
    expect(hidden()).toEqual([])
  })

  test('what a killed run has left is removed, what a running one has is not', () => {
    mkdirSync(join(folder, 'bin'), { recursive: true })
    const ended = spawnSync('true').pid
    writeFileSync(join(folder, `.node.${ended}`), '')
    symlinkSync('nowhere', join(folder, `bin/.node.${ended}`))
    writeFileSync(join(folder, `.node.${process.pid}`), '')
    expect(run(shell, 'put.sh', upload('10.24.1')).status).toBe(0)
    expect(hidden()).toEqual([`.node.${process.pid}`])
  })

  test('look.sh names what is not its own', () => {
    symlinkSync('/tmp', folder)
    expect(run(shell, 'look.sh', {}).stdout).toContain(`nic-bonding wrong ${folder} is no folder of its own\n`)
    rmSync(folder)
    mkdirSync(join(folder, 'bin'), { recursive: true })
    chmodSync(join(folder, 'bin'), 0o777)
    writeFileSync(join(folder, 'bin/node'), '')
    const { stdout } = run(shell, 'look.sh', {})
    expect(stdout).toContain(`nic-bonding wrong ${folder}/bin can be written by everybody\n`)
    expect(stdout).toContain(`nic-bonding wrong ${folder}/bin/node is not the link that this role makes\n`)
  })
})

describe.each(hostShells)('by $name, killed at any command', ({ path: shell }) => {
  test('it leaves a Node.js that runs, and the next run mends', () => {
    const stand = join(scratch, 'stand-in')
    mkdirSync(stand)
    for (const command of changing) {
      const text = `#!/bin/sh
read -r count < ${scratch}/count
echo $((count + 1)) > ${scratch}/count
read -r at < ${scratch}/at
[ $((count + 1)) = "$at" ] && { kill -9 $PPID; exit 1; }
exec /usr/bin/${command} "$@"
`
      writeFileSync(join(stand, command), text)
      chmodSync(join(stand, command), 0o755)
    }
    const path = `${stand}:${process.env.PATH}`
    const results = new Set<string>()
    let killed = 0
    for (let at = 1; ; at++) {
      rmSync(folder, { recursive: true, force: true })
      run(shell, 'put.sh', upload('10.24.1'))
      writeFileSync(join(scratch, 'count'), '0\n')
      writeFileSync(join(scratch, 'at'), `${at}\n`)
      const said = run(shell, 'put.sh', { ...upload('12.0.0'), remove: '10.24.1' }, path)
      expect(['v10.24.1\n', 'v12.0.0\n']).toContain(runs())
      results.add(runs())
      if (said.status === 0) break
      killed++
      expect(run(shell, 'put.sh', { ...upload('12.0.0'), remove: '10.24.1' }).status).toBe(0)
      expect(runs()).toBe('v12.0.0\n')
      expect(hidden()).toEqual([])
      expect(readdirSync(folder)).toEqual(['bin', 'node-12.0.0'])
    }
    expect(killed).toBeGreaterThan(6)
    expect([...results].sort()).toEqual(['v10.24.1\n', 'v12.0.0\n'])
  })
})

import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { isRoot } from '../support/fake-host.ts'
import { modules } from '../support/modules.ts'
import { bundlePath, program } from '../support/run-module.ts'

const checkout = join(import.meta.dirname, '../..')
let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'nic-bonding-start-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function run(
  words: readonly string[],
  input = ''
): { readonly status: number | null; readonly stdout: string; readonly stderr: string } {
  const { status, stdout, stderr } = spawnSync(program, words, { input, encoding: 'utf8' })
  return { status, stdout, stderr }
}

function failure(words: readonly string[], input = ''): string {
  const { status, stdout, stderr } = run(words, input)
  expect(status).toBe(1)
  expect(stderr).toBe('')
  expect(stdout.split('\n')).toHaveLength(2)
  const result = JSON.parse(stdout)
  expect(result).toMatchObject({ failed: true, changed: false })
  return result.msg
}

describe('what is asked of it', () => {
  test.each([
    [[], 'no module is named'],
    [['bonds'], 'bonds: there is no such module'],
    [['../bond'], '../bond: there is no such module'],
    [['bond.js'], 'bond.js: there is no such module'],
    [['--help'], '--help: there is no such module'],
    [['h\u00e4\u2028"\\\u{1f600}'], 'h\u00e4\u2028"\\\u{1f600}: there is no such module'],
    [['bond', 'a.json', 'b.json'], 'more than one file of arguments is named']
  ])('%j is refused, naming the modules', (words, message) => {
    const msg = failure(words)
    expect(msg).toContain(message)
    for (const name of modules) expect(msg).toContain(name)
  })

  test('a failure that C writes is ASCII, whatever was named', () => {
    const { stdout } = run([`${'\u{1f600}'.repeat(200)}\u0085`])
    expect(stdout).toMatch(/^[\x20-\x7e]+\n$/)
    expect(JSON.parse(stdout).failed).toBe(true)
  })

  test('--version names the version, the engine and the architecture', () => {
    const { version } = parse(readFileSync(join(checkout, 'collection/galaxy.yml'), 'utf8'))
    const architecture = program.slice(program.lastIndexOf('-') + 1)
    expect(run(['--version'])).toEqual({
      status: 0,
      stdout: expect.stringMatching(new RegExp(`^nic-bonding ${version}, QuickJS-ng [0-9.]+, ${architecture}\n$`)),
      stderr: ''
    })
  })

  test.each(['licenses', 'sbom'])('--%s prints what the build has beside the program', name => {
    const file = name === 'sbom' ? 'sbom.spdx.json' : 'licenses.txt'
    const text = readFileSync(join(checkout, 'build/program', file), 'utf8')
    expect(run([`--${name}`])).toEqual({ status: 0, stdout: text, stderr: '' })
  })
})

describe('arguments', () => {
  test('come from a file or from standard input, with the answer of the bundle', () => {
    const args = JSON.stringify({ name: 'bond0', ports: ['eth0'], mode: 9, root: folder })
    const file = join(folder, 'args.json')
    writeFileSync(file, args)
    const byNode = spawnSync(process.execPath, [bundlePath('bond'), file], { encoding: 'utf8' })
    expect(run(['bond', file]).stdout).toBe(byNode.stdout)
    expect(run(['bond'], args).stdout).toBe(byNode.stdout)
  })

  test('that are JavaScript are no arguments, and nothing is run', () => {
    const made = join(folder, 'made')
    const script = join(folder, 'script.json')
    writeFileSync(script, `import { open } from 'native'; open('${made}', 0o101)\n`)
    expect(failure(['bond', script])).toContain('JSON')
    expect(readdirSync(folder)).not.toContain('made')
  })

  test.skipIf(!isRoot)(`nor where there is no /proc${isRoot ? '' : ' (skipped: chroot needs root)'}`, () => {
    const root = mkdtempSync(join(folder, 'root-'))
    copyFileSync(program, join(root, 'nic-bonding'))
    writeFileSync(join(root, 'args.json'), "import { open } from 'native'; open('/made', 0o101)\n")
    const done = spawnSync('chroot', [root, '/nic-bonding', 'bond', '/args.json'], { encoding: 'utf8' })
    expect(JSON.parse(done.stdout)).toMatchObject({ failed: true, msg: expect.stringContaining('JSON') })
    expect(readdirSync(root).sort()).toEqual(['args.json', 'nic-bonding'])
  })
})

describe('descriptors that are not there', () => {
  const words = (redirections: string): readonly string[] => ['-c', `exec "$0" bond "$1" ${redirections}`, program]
  const args = (): string => {
    const file = join(folder, 'task.json')
    writeFileSync(file, JSON.stringify({ name: 'bond0', ports: ['eth0'], mode: 1, miimon: 100, root: newRoot() }))
    return file
  }
  const newRoot = (): string => {
    const root = mkdtempSync(join(folder, 'host-'))
    spawnSync('mkdir', ['-p', join(root, 'etc/sysconfig/network-scripts')])
    writeFileSync(join(root, 'etc/sysconfig/network-scripts/ifup-eth'), '')
    return root
  }

  test.each(['>&-', '2>&-', '<&- >&- 2>&-', '<&-'])('%s: no file takes their place', redirections => {
    const file = args()
    const { root } = JSON.parse(readFileSync(file, 'utf8'))
    const done = spawnSync('/bin/sh', [...words(redirections), file], { encoding: 'utf8' })
    expect(done.status).toBe(0)
    expect(done.stderr).toBe('')
    if (!redirections.includes('>&- ') && redirections !== '>&-') expect(JSON.parse(done.stdout).changed).toBe(true)
    const text = readFileSync(join(root, 'etc/sysconfig/network-scripts/ifcfg-bond0'), 'utf8')
    expect(text).toMatch(/^DEVICE=bond0\n/)
    expect(text).not.toContain('{')
  })

  test('a reader that is gone is no failure, and no signal', () => {
    const done = spawnSync('/bin/bash', ['-c', 'set -o pipefail; "$0" bond "$1" | true; echo $?', program, args()], {
      encoding: 'utf8'
    })
    expect(done.stdout).toBe('0\n')
  })
})

describe('the environment', () => {
  test.each(['LD_PRELOAD', 'LD_LIBRARY_PATH', 'MALLOC_CONF', 'TZ', 'LANG', 'NODE_OPTIONS', 'QJS_DEBUG'])(
    '%s changes nothing',
    name => {
      const input = JSON.stringify({ name: 'bond0', root: folder })
      const plain = spawnSync(program, ['bond'], { input, env: {}, encoding: 'utf8' })
      const set = spawnSync(program, ['bond'], { input, env: { [name]: '/nowhere' }, encoding: 'utf8' })
      expect([set.status, set.stdout, set.stderr]).toEqual([plain.status, plain.stdout, plain.stderr])
    }
  )
})

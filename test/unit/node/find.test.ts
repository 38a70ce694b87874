import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { shells } from '../../support/shell-host.ts'

const script = readFileSync(join(import.meta.dirname, '../../../roles/node/files/find.sh'), 'utf8')

let scratch: string
beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'nic-bonding-find-'))
})
afterEach(() => rmSync(scratch, { recursive: true, force: true }))

/** Makes a command that prints this as its version, and returns its path. */
function command(file: string, says: string, mode = 0o755): string {
  const path = join(scratch, file)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, `#!/bin/sh\n${says}\n`)
  chmodSync(path, mode)
  return path
}

describe.each(shells)('by $name', ({ path: shell }) => {
  /** The lines about commands of the scratch folder. */
  function find(said: string): readonly string[] {
    const words = [`said='${said}'`, `folder='${scratch}/opt'`, script].join('\n')
    const env = { PATH: `${scratch}/path:${process.env.PATH}`, HOME: scratch }
    const args = [...(shell.endsWith('busybox') ? ['sh'] : []), '-c', words]
    const { stdout, status } = spawnSync(shell, args, { encoding: 'utf8', env })
    expect(status).toBe(0)
    expect(stdout).toMatch(/nic-bonding end\n$/)
    return stdout
      .split('\n')
      .filter(line => line.includes(scratch))
      .map(line => line.trim())
  }

  test('takes first what ansible_node_interpreter says, then PATH, then its own and that of nvm', () => {
    const said = command('said/node', 'echo v18.0.0')
    const inPath = command('path/node', 'echo v10.0.0')
    const own = command('opt/bin/node', 'echo v26.1.0')
    const nvm = command('.nvm/versions/node/v20.1.0/bin/node', 'echo v20.1.0')
    expect(find(said)).toEqual([
      `nic-bonding usable ${said} v18.0.0`,
      `nic-bonding usable ${inPath} v10.0.0`,
      `nic-bonding usable ${own} v26.1.0`,
      `nic-bonding usable ${nvm} v20.1.0`
    ])
    expect(find('node')[0]).toBe(`nic-bonding usable ${inPath} v10.0.0`)
  })

  test.each([
    ['too old', 'echo v8.17.0', 'v8.17.0'],
    ['far too old', 'echo v0.10.48', 'v0.10.48'],
    ['broken', 'echo no such library >&2; exit 127', 'no such library'],
    ['something else', 'echo 10.0', '10.0'],
    ['something else that looks like it', 'echo v1x0.1', 'v1x0.1'],
    ['verbose', 'echo v18.0.0; echo and more', 'v18.0.0 and more']
  ])('what is %s cannot be used, and is named with what it says', (_, says, told) => {
    const path = command('path/node', says)
    const verb = told.startsWith('v18') ? 'usable' : 'unusable'
    expect(find('')).toEqual([`nic-bonding ${verb} ${path} ${told}`])
  })

  test.each(['no such/node', '/usr/bin/env node', "x'; echo nic-bonding usable /evil v99.0.0; '", '-v', '$(id)'])(
    'says nothing of %s, which is no path of a command',
    said => {
      command('no such/node', 'echo v18.0.0')
      expect(find(said.startsWith('no') ? join(scratch, said) : said.replaceAll("'", '"'))).toEqual([])
    }
  )

  test('a file that cannot be run, and a folder, are nothing', () => {
    command('path/node', 'echo v18.0.0', 0o644)
    mkdirSync(join(scratch, 'opt/bin/node'), { recursive: true })
    expect(find('')).toEqual([])
  })
})

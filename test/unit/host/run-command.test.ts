import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import { expect, test } from 'vitest'
import { tempRoot } from './_temp-root.ts'

test.each([
  ['is unset', {}],
  ['is empty', { PATH: '' }],
  ['begins with an empty folder', { PATH: ':/usr/bin' }],
  ['ends with an empty folder', { PATH: '/nowhere:' }],
  ['has an empty folder within', { PATH: '/nowhere::/usr/bin' }],
  ['names the working folder', { PATH: '.:/usr/bin' }],
  ['names a folder below the working folder', { PATH: 'bin:/usr/bin' }]
])('no command is taken from the working folder where PATH %s', (_text, env) => {
  expect(idBy(() => env)).toMatch(/^0 uid=/)
})

test('a command is taken from a folder of PATH before those of the system', () => {
  expect(idBy(root => ({ PATH: `/nowhere:${root}/bin` }))).toBe('0 of the working folder\n')
})

/** What `id` says that a module runs in a working folder which has an `id` of its own, and one in `bin`. */
function idBy(environment: (root: string) => Readonly<Record<string, string>>): string {
  const command = '#!/bin/sh\necho of the working folder\n'
  const root = tempRoot({
    '/id': command,
    '/bin/id': command,
    '/run.ts': `
      import { runCommand } from '${process.cwd()}/modules/lib/host/run-command.ts'
      process.chdir(process.argv[2])
      const { rc, stdout } = runCommand(['id'], 10)
      console.log(rc, stdout.trim())`
  })
  for (const name of ['/id', '/bin/id']) fs.chmodSync(root + name, 0o755)
  const argv = ['--import', 'tsx', `${root}/run.ts`, root]
  const { stdout, stderr, status } = spawnSync(process.execPath, argv, { encoding: 'utf8', env: environment(root) })
  if (status !== 0) throw new Error(stderr)
  return stdout
}

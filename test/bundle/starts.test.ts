import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { modules } from '../support/modules.ts'
import { bundlePath, type ModuleOutput, runModule } from '../support/run-module.ts'

test.each(modules)('%s answers the same as a file and by standard input', name => {
  const args = { no_such_option: 1, another: 'ä\u2028' }
  const judged = runModule(name, args, 'node')
  expect(judged.result).toMatchObject({ failed: true, msg: expect.stringContaining('no_such_option') })
  expect(runByStandardInput(name, args)).toEqual(judged)
})

/** Runs a bundle as Ansible does with pipelining: the arguments in its text, the text by standard input. */
function runByStandardInput(name: string, args: object): ModuleOutput {
  const marker = '<<INCLUDE_ANSIBLE_MODULE_JSON_ARGS>>'
  const json = JSON.stringify(args).replace(/[^ -~]/g, one => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`)
  const [before, after] = readFileSync(bundlePath(name), 'utf8').split(marker)
  const done = spawnSync(process.execPath, [], { input: `${before}${json}${after}`, encoding: 'utf8' })
  return { status: done.status, stdout: done.stdout, stderr: done.stderr, result: JSON.parse(done.stdout) }
}

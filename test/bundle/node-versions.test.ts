import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { endsAndMiddle, matrix, matrixNode } from '../../tools/setup/old-node.mjs'
import { type GoldenCase, loadCases } from '../golden/load-cases.ts'
import { modules } from '../support/modules.ts'
import { bundlePath, type ModuleOutput, runBundle } from '../support/run-bundle.ts'
import { readTree } from '../support/tree.ts'

/** `npm run test:matrix` runs every version, the other runs have the ends and the middle. */
const versions = process.env.NIC_BONDING_MATRIX === undefined ? endsAndMiddle : matrix
const cases = loadCases()
const nodes = versions.map(version => [version, matrixNode(version)] as const)
/** A case has the same root for every Node.js, since a result names it: so what this one plans is asked once. */
const roots = mkdtempSync(join(tmpdir(), 'nic-bonding-node-'))
const plans = new Map<GoldenCase, object>()
afterAll(() => rmSync(roots, { recursive: true, force: true }))

describe.each(nodes)('Node.js %s', (version, node) => {
  const because = node === undefined ? ' (skipped: it is not there, see npm run setup)' : ''

  describe.skipIf(node === undefined)(`every golden case${because}`, () => {
    test.each(cases.map(golden => [`${golden.module}: ${golden.name}`, golden] as const))('%s', (_, golden) => {
      const root = join(roots, golden.module, golden.name)
      mkdirSync(root, { recursive: true })
      try {
        const before = join(golden.folder, 'before')
        if (existsSync(before)) cpSync(before, root, { recursive: true, verbatimSymlinks: true })
        const judged = planOf(golden, root)
        const { result, stderr } = runBundle(golden.module, { ...golden.args, root }, node)
        expect(stderr).toBe('')
        expect(result).toEqual(judged)
        expect(readTree(root)).toEqual(golden.after)
      } finally {
        rmSync(root, { recursive: true, force: true })
      }
    })
  })

  test.skipIf(node === undefined).each(modules)(`%s starts, as a file and by standard input${because}`, name => {
    const args = { no_such_option: 1, another: 'ä\u2028' }
    const judged = runBundle(name, args)
    expect(judged.result).toMatchObject({ failed: true, msg: expect.stringContaining('no_such_option') })
    expect(runBundle(name, args, node)).toEqual(judged)
    const piped = runByStandardInput(name, args, node ?? '')
    // #! is JavaScript since V8 7.4: without it a module cannot be pipelined, see docs/bare-hosts.md.
    if (Number(version.split('.')[0]) < 12) expect(piped.stderr).toContain('SyntaxError: Invalid or unexpected token')
    else expect(piped).toEqual(judged)
  })
})

/** What this Node.js plans, in check mode, which says what the run does. */
function planOf(golden: GoldenCase, root: string): object {
  const plan = plans.get(golden) ?? runBundle(golden.module, { ...golden.args, root, _ansible_check_mode: true }).result
  plans.set(golden, plan)
  return plan
}

/** Runs a bundle as Ansible does with pipelining: the arguments in its text, the text by standard input. */
function runByStandardInput(name: string, args: object, node: string): Partial<ModuleOutput> {
  const marker = '<<INCLUDE_ANSIBLE_MODULE_JSON_ARGS>>'
  const json = JSON.stringify(args).replace(/[^ -~]/g, one => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`)
  const [before, after] = readFileSync(bundlePath(name), 'utf8').split(marker)
  const done = spawnSync(node, [], { input: `${before}${json}${after}`, encoding: 'utf8' })
  if (done.stdout === '') return { stderr: done.stderr }
  return { status: done.status, stderr: done.stderr, result: JSON.parse(done.stdout) }
}

import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { oldNode } from '../../tools/setup/old-node.mjs'
import { loadCases } from '../golden/load-cases.ts'
import { runBundle } from '../support/run-bundle.ts'
import { readTree } from '../support/tree.ts'

/** Node.js 10.24.1, the newest that runs on EL6 (glibc 2.12). */
const node10 = oldNode()
const because = node10 === undefined ? ' (skipped: it is not there, see npm run setup)' : ''

describe.skipIf(node10 === undefined)(`Node.js 10${because}`, () => {
  test.each(loadCases().map(golden => [`${golden.module}: ${golden.name}`, golden] as const))('%s', (_, golden) => {
    const root = mkdtempSync(join(tmpdir(), 'nic-bonding-node10-'))
    try {
      const before = join(golden.folder, 'before')
      if (existsSync(before)) cpSync(before, root, { recursive: true, verbatimSymlinks: true })
      const args = { ...golden.args, root }
      const judged = runBundle(golden.module, { ...args, _ansible_check_mode: true })
      const { result, stderr } = runBundle(golden.module, args, node10)
      expect(stderr).toBe('')
      expect(result).toEqual(judged.result)
      expect(readTree(root)).toEqual(golden.after)
    } finally {
      rmSync(root, { recursive: true, force: true })
    }
  })
})

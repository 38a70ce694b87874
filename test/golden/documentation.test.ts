import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { checkout } from '../../tools/setup/shell.mjs'
import { blocksOf } from '../support/doc-blocks.ts'
import { loadCases } from './load-cases.ts'

const blocks = blocksOf(join(checkout, 'docs/life-of-a-bond.md'), 'yaml')
const working = loadCases().filter(({ module, expected }) => module === 'bond' && expected.failed === undefined)

test.each(blocks)('a task of the page on the life of a bond is that of a case: %s', block => {
  const tasks: readonly { readonly 'nic.bonding.bond': unknown }[] = parse(block)
  for (const task of tasks) expect(working.map(({ args }) => args)).toContainEqual(task['nic.bonding.bond'])
})

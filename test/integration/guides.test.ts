import fs from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { checkout } from '../../tools/setup/shell.mjs'
import { blocksOf } from '../support/doc-blocks.ts'
import { makeProject, runAnsible, versionSkipReason, writePlaybook } from './bench/ansible.ts'
import { type Bench, openBench } from './bench/bench.ts'
import { hostsOf } from './bench/hosts.ts'
import { readTree } from './bench/tree.ts'

type Task = Readonly<Record<string, unknown>>

/** Run word by word by documentation's own tests: a guest, a bare host, other plays. */
const testedElsewhere = ['npm run demo:guest', 'npm run package', 'ansible-playbook nic.bonding.revert -i inventory']

const skipReason = versionSkipReason('newest')
const page = (name: string): string => path.join(checkout, 'docs', name)

let bench: Bench
beforeAll(async () => {
  bench = await openBench()
}, 60_000)
afterAll(() => bench?.close())

describe('the guides', () => {
  test('every command is run by a test', () => {
    const { version }: { version: string } = parse(
      fs.readFileSync(path.join(checkout, 'collection/galaxy.yml'), 'utf8')
    )
    const commands = ['ten-minutes.md', 'playbooks.md'].flatMap(name =>
      blocksOf(page(name), 'sh').flatMap(block => block.trim().split('\n'))
    )
    expect(commands.length).toBeGreaterThan(3)
    const known = (command: string): boolean =>
      testedElsewhere.includes(command) ||
      command === `ansible-galaxy collection install build/nic-bonding-${version}.tar.gz` ||
      command.startsWith('ansible-playbook -i inventory examples/guide.yml')
    expect(commands.filter(command => !known(command))).toEqual([])
  })

  test.for(['virtual-machines.md', 'el6-to-el9.md', 'coming-from.md'])(
    'every task of %s writes a bond, and again without a change',
    async (name, { skip }) => {
      skip(skipReason !== undefined, skipReason)
      const parts = blocksOf(page(name), 'yaml').map(block => parse(block))
      const blocks = parts.map(tasksOf).filter(tasks => tasks.length > 0)
      expect(blocks.length).toBeGreaterThan(0)
      for (const block of blocks) {
        const root = fs.mkdtempSync(path.join(bench.folder, 'root-'))
        const tasks = block.map(task => withRoot(task, root))
        expect((await runTasks(tasks)).every(({ status }) => status === 'ok')).toBe(true)
        const writes = tasks.some(task => 'nic.bonding.bond' in task)
        const files = Object.keys(readTree(root)).filter(file => file.endsWith('ifcfg-bond0'))
        expect(files).toHaveLength(writes ? 1 : 0)
        expect((await runTasks(tasks)).every(({ result }) => result.changed === false)).toBe(true)
      }
    }
  )
})

/** The tasks of a block; variables of the role become one; what is of another tool is left out. */
function tasksOf(block: unknown): readonly Task[] {
  if (!Array.isArray(block)) {
    const { bonding_bonds: bonds } = block as { readonly bonding_bonds?: unknown }
    return bonds === undefined ? [] : [{ 'nic.bonding.bond': { bonds } }]
  }
  return block.filter((task: Task) => Object.keys(task).some(key => key.startsWith('nic.bonding.')))
}

function withRoot(task: Task, root: string): Task {
  return Object.fromEntries(
    Object.entries(task).map(([key, value]) =>
      key.startsWith('nic.bonding.') ? [key, { ...(value as Task), root }] : [key, value]
    )
  )
}

async function runTasks(tasks: readonly Task[]) {
  const { 'direct-pipelined': host = {} } = hostsOf(bench)
  const project = makeProject(bench, { version: 'newest', hosts: { host } })
  const run = await runAnsible(project, 'ansible-playbook', [
    writePlaybook(project, [{ hosts: 'all', gather_facts: false, tasks }])
  ])
  expect(run.rc, run.stdout).toBe(0)
  return run.results
}

import fs from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { checkout } from '../../tools/setup/shell.mjs'
import { blocksOf } from '../support/doc-blocks.ts'
import { type Run, runAnsible, versionSkipReason, versions } from './bench/ansible.ts'
import { type Bench, openBench } from './bench/bench.ts'
import { hostsOf } from './bench/hosts.ts'
import { makeStandInProject } from './stand-in/play.ts'
import { callsIn, type Script, writeProgram, writeScript } from './stand-in/script.ts'

const written = { changed: true, changes: { id: 'x' }, bonds: [{ name: 'bond0' }] }
// The stand-in counts calls without a state together: the dry run, the run, and bond_info.
const applied = [{ changed: true }, { changed: true, state: 'waiting', remaining: 20 }, { drift: [], pending: null }]
const good: Script = { bond: [written], applied, confirmed: [{ changed: true, state: 'confirmed' }] }
const same: Script = { bond: [{ changed: false, changes: {}, bonds: [{ name: 'bond0' }] }] }
const undone: Script = {
  ...good,
  confirmed: [{ failed: true, state: 'reverted', reason: 'no answer from 10.0.0.139' }]
}
const refused: Script = { bond: [{ failed: true, msg: 'ports: eth9 is a port of bond1' }] }
const stuck: Script = {
  ...good,
  applied: [applied[0] ?? {}, { failed: true, msg: 'the connection would be cut off' }],
  reverted: [{ changed: true, state: 'reverted' }]
}
const drifted: Script = { ...good, applied: [...applied.slice(0, 2), { drift: [{ key: 'miimon' }], pending: null }] }

/** The commands of the page, as they stand there. */
const [command = '', tolerant = ''] = blocksOf(path.join(checkout, 'docs/rollout.md'), 'sh')

let bench: Bench

beforeAll(async () => {
  bench = await openBench()
}, 60_000)
afterAll(() => bench?.close())

describe.for(versions)('the playbook rollout, ansible-core %s', version => {
  function rolloutTest(name: string, body: () => Promise<void>) {
    test(name, { timeout: 240_000 }, async ({ skip }) => {
      const reason = versionSkipReason(version)
      skip(reason !== undefined, reason)
      await body()
    })
  }

  /** What no version of Ansible has a say in. */
  function newestTest(...given: Parameters<typeof rolloutTest>) {
    if (version === 'newest') rolloutTest(...given)
  }

  rolloutTest('stops after the batch of the first failure; who comes after it is not asked anything', async () => {
    const { summary, states, run } = await rollOut([good, good, undone, same, same, same, good])
    expect(summary, run.stdout).toEqual([
      ...['changed (2): h1, h2', 'unchanged (3): h4, h5, h6', 'rolled back (1): h3', 'not started (1): h7']
    ])
    expect(run.rc).toBe(2)
    expect(states.h2).toEqual(['bond?', 'applied?', 'bond', 'applied', 'confirmed', 'applied'])
    expect(states.h4).toEqual(['bond?'])
    expect(states.h7).toEqual([])
    expect(run.stdout).toContain('rolled back: not confirmed: no answer from 10.0.0.139')
  })

  rolloutTest('goes on while not more of a batch fail than may', async () => {
    const { summary } = await rollOut([good, undone, good, good, good, good, 'silent'], {}, tolerant)
    expect(summary).toEqual(['changed (5): h1, h3, h4, h5, h6', 'rolled back (1): h2', 'not reached (1): h7'])
  })

  newestTest('changes nobody of a batch that does not pass the dry run', async () => {
    const { summary, states, run } = await rollOut([same, refused, 'silent', good, same, same, good])
    expect(summary, run.stdout).toEqual([
      ...['unchanged (3): h1, h5, h6', 'refused (1): h2', 'not reached (1): h3', 'not started (2): h4, h7']
    ])
    expect([states.h4, states.h7]).toEqual([['bond?', 'applied?'], []])
  })

  newestTest('takes back what was written and cannot be applied; says what does not hold', async () => {
    const options = { rollout_max_fail_percentage: 100 }
    const { summary, states, run } = await rollOut([stuck, drifted], options)
    expect(summary, run.stdout).toEqual(['failed (2): h1, h2'])
    expect(states.h1).toEqual(['bond?', 'applied?', 'bond', 'applied', 'reverted'])
    expect(states.h2?.at(-1)).toBe('applied')
    expect(run.stdout).toContain('failed: the connection would be cut off')
    expect(run.stdout).toContain('the change is confirmed, but does not hold')
  })

  newestTest('in check mode asks everybody and changes nobody', async () => {
    const { summary, states } = await rollOut([good, refused, good, same], {}, `${command.trim()} --check`)
    expect(summary).toEqual(['would change (2): h1, h3', 'unchanged (1): h4', 'refused (1): h2'])
    expect(
      Object.values(states)
        .flat()
        .filter(state => !state.endsWith('?'))
    ).toEqual([])
  })

  newestTest('refuses what could not be undone', async () => {
    const { summary, states } = await rollOut([good], { bonding_rollback_timeout: 0 })
    expect(summary).toEqual(['refused (1): h1'])
    expect(states.h1).toEqual([])
  })

  /** Batches of one, five, and the rest. A call in check mode has a question mark. */
  async function rollOut(scripts: readonly (Script | 'silent')[], more = {}, text = command) {
    const folders = scripts.map(script => (script === 'silent' ? undefined : writeScript(bench, script)))
    const shared = {
      ...hostsOf(bench)['direct-pipelined'],
      ansible_control_path_dir: fs.mkdtempSync(`${bench.folder}/m-`)
    }
    const hosts = folders.map((folder, index) => {
      const own = folder === undefined ? { ansible_port: 1 } : { nic_bonding_program: writeProgram(folder) }
      return [`h${index + 1}`, { ...shared, ...own }] as const
    })
    const project = makeStandInProject(bench, {
      version,
      hosts: Object.fromEntries(hosts),
      defaults: { timeout: '10' }
    })
    const vars = { bonding_become: false, bonding_bonds: [{ name: 'bond0' }], rollout_serial: [1, 5, 100], ...more }
    fs.renameSync(path.join(project.folder, 'inventory.yml'), path.join(project.folder, 'inventory'))
    const [program = '', ...args] = text.trim().split(' ')
    const run = await runAnsible(project, program, [...args, '-e', JSON.stringify(vars)])
    const states = folders.map((folder, index) => [`h${index + 1}`, folder === undefined ? [] : statesIn(folder)])
    return { run, summary: summaryOf(run), states: Object.fromEntries(states) as Readonly<Record<string, string[]>> }
  }
})

function statesIn(folder: string): readonly string[] {
  return callsIn(folder).map(({ state, check }) => `${state}${check ? '?' : ''}`)
}

function summaryOf(run: Run): unknown {
  return run.results.find(({ task }) => task.endsWith('Who was changed, and who was not'))?.result.msg
}

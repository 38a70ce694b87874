import fs from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import type { Script } from '../stand-in/script.ts'
import { describeAction } from './describe-action.ts'
import { action, applied, confirmed, good, ports, resultOf, states } from './rows.ts'

const sources = path.join(import.meta.dirname, '../../../collection/plugins/modules')

describeAction(({ reason, play }) => {
  test.concurrent('confirms over new connections and gives one result', async ({ skip }) => {
    skip(reason !== undefined, reason)
    const { run, calls } = await play(good, [
      { state: 'status' },
      { interfaces: ['bond0'], verify_ping: ['10.0.0.1'] },
      { state: 'status' }
    ])
    expect(run.rc, run.stdout).toBe(0)
    expect(run.stderr).toBe('[WARNING]: first\n[WARNING]: second\n')
    expect(states(calls)).toEqual(['status', 'applied', 'confirmed', 'confirmed', 'confirmed', 'status'])
    const [before, apply, ...later] = calls
    expect(before?.args).toEqual({ state: 'status' })
    expect(apply?.args).toMatchObject({ state: 'applied', wait: false, interfaces: ['bond0'] })
    expect(apply?.args.id).toMatch(/^[0-9a-f]{32}$/)
    expect(later[0]?.args).toEqual({ state: 'confirmed', id: apply?.args.id, verify_ping: ['10.0.0.1'] })
    // The first and the last task come by the shared connection; that of the first was ended by the second task.
    expect(ports(calls).size).toBe(calls.length)
    const result = resultOf(run, 1)
    expect(result).toMatchObject({
      ...confirmed,
      warnings: ['first', 'second'],
      plan: applied.plan,
      away: 0,
      id: apply?.args.id,
      lost: []
    })
    for (const key of ['not_yet', 'msg', 'failed', 'problems']) expect(result).not.toHaveProperty(key)
  })

  test.concurrent('without it, two tasks share one TCP connection: what the test above sees is the plugin', async ({
    skip
  }) => {
    skip(reason !== undefined, reason)
    const { calls } = await play(good, [{ state: 'status' }, { state: 'status' }])
    expect(ports(calls).size).toBe(1)
  })

  test.concurrent('hands the change over again when the connection breaks, under the same id', async ({ skip }) => {
    skip(reason !== undefined, reason)
    const script = {
      ...good,
      applied: [{ cut: true }, { cut: true }, applied],
      confirmed: [{ cut: true }, { ...confirmed, changed: false }]
    }
    const { run, calls } = await play(script, [{ interfaces: 'all' }])
    expect(run.rc, run.stdout).toBe(0)
    expect(states(calls)).toEqual(['applied', 'applied', 'applied', 'confirmed', 'confirmed'])
    expect(new Set(calls.map(({ args }) => args.id)).size).toBe(1)
    expect(resultOf(run, 0)).toMatchObject({ changed: true, state: 'confirmed' })
    expect(resultOf(run, 0).away).toBeGreaterThan(0)
  })

  test.concurrent('undoes over connections of its own, and asks again when one breaks', async ({ skip }) => {
    skip(reason !== undefined, reason)
    const script: Script = {
      reverted: [{ cut: true }, { changed: false, state: 'none' }],
      status: [{ changed: false, state: 'reverted', back: [{ command: 'ifup bond0', rc: 0 }] }]
    }
    const { run, calls } = await play(script, [{ state: 'reverted' }, { state: 'reverted' }])
    expect(run.rc, run.stdout).toBe(0)
    expect(states(calls)).toEqual(['reverted', 'reverted', 'status', 'reverted'])
    expect(calls[1]?.args).toEqual({ state: 'reverted' })
    expect(ports(calls).size).toBe(4)
    expect(resultOf(run, 0)).toMatchObject({ changed: true, state: 'reverted', back: [{ rc: 0 }] })
    expect(resultOf(run, 1)).toMatchObject({ changed: false, state: 'none' })
  })

  test.concurrent('the examples of the documentation are taken as they stand there', async ({ skip }) => {
    skip(reason !== undefined, reason)
    const { EXAMPLES } = parse(fs.readFileSync(path.join(sources, 'network_apply.yml'), 'utf8'))
    const examples: readonly Readonly<Record<string, object>>[] = parse(EXAMPLES)
    const tasks = examples.flatMap(({ [action]: args }) => (args === undefined ? [] : [here(args)]))
    const script = { ...good, confirmed: [confirmed], reverted: [{ changed: false, state: 'none' }] }
    const { run, calls } = await play(script, tasks, { flags: ['-e', '{"written": {"changes": []}}'] })
    expect(run.rc, run.stdout).toBe(0)
    const known = Object.keys(
      parse(fs.readFileSync(path.join(sources, 'network_apply.yml'), 'utf8')).DOCUMENTATION.options
    )
    expect(calls.flatMap(({ args }) => Object.keys(args)).filter(name => !known.includes(name))).toEqual([])
    expect(states(calls)).toContain('reverted')
  })
})

/** The options of an example whose host moves, for a host that stays. */
function here(args: object): object {
  return 'reconnect_host' in args ? { ...args, reconnect_host: '127.0.0.1' } : args
}

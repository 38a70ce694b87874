import { expect, test } from 'vitest'
import { describeAction } from './describe-action.ts'
import { applied, playOf, resultOf } from './rows.ts'

const steering = '\u001b]0;x\u0007\u001b[2J'

/** First answers of a host that lies, by the key that is refused. */
const lies: readonly (readonly [string, Readonly<Record<string, unknown>>])[] = [
  ['state', { ...applied, state: 5 }],
  ['id', { ...applied, id: {} }],
  ['changed', { ...applied, changed: 'yes' }],
  ['warnings', { ...applied, warnings: 5 }],
  ['remaining', { ...applied, remaining: 'soon' }],
  ['problems', { ...applied, problems: 5 }],
  ['back', { ...applied, back: [5] }],
  ['diff', { ...applied, diff: [5] }],
  ['ansible_facts', { ...applied, ansible_facts: { ansible_host: 'x' } }]
]
const reverted = { state: 'reverted', reason: `a reason${steering}`, back: [{ command: steering, rc: steering }] }

describeAction(({ reason, play }) => {
  test.concurrent('a host that lies is refused by name, and shows nothing that steers a terminal', async ({ skip }) => {
    skip(reason !== undefined, reason)
    const shown = { failed: true, msg: steering, warnings: [steering] }
    const script = { applied: [...lies.map(([, row]) => row), shown] }
    const tasks = [...lies, shown].map(() => ({ rollback_timeout: 2, apply_timeout: 1 }))
    const { run } = await play(script, [], { playbook: playOf(tasks, { ignore_errors: true }), flags: ['-vvv'] })
    expect(run.stdout + run.stderr).not.toMatch(/\u001b|\u0007|Traceback|unexpected/i)
    expect(run.results.map(({ status }) => status)).toEqual([...lies, shown].map(() => 'failed'))
    for (const [index, [key]] of lies.entries())
      expect(resultOf(run, index)).toMatchObject({
        changed: false,
        msg: `the host gave an answer that no module of this collection gives (${key}); see what answers for it`
      })
    expect(resultOf(run, lies.length).msg).toBe(String.raw`\x1b]0;x\x07\x1b[2J`)
  })

  test.concurrent.for([
    ['remaining', { failed: true, not_yet: true, state: 'waiting', remaining: 'soon' }],
    ['problems', { failed: true, not_yet: true, state: 'waiting', problems: [5] }],
    ['back', { failed: true, state: 'reverted', back: ['ifup bond0'] }]
  ] as const)('a lie about %s in the answer to a confirmation confirms nothing', async ([key, lie], { skip }) => {
    skip(reason !== undefined, reason)
    const script = { applied: [applied], confirmed: [lie], status: [reverted] }
    const { run } = await play(script, [{ rollback_timeout: 2, apply_timeout: 1 }])
    const { msg, state } = resultOf(run, 0)
    expect(state).toBe('reverted')
    expect(msg).toMatch(new RegExp(`^not confirmed: .*\\(${key}\\).* gone back .*a reason\\\\x1b`))
    expect(run.stdout + run.stderr).not.toMatch(/\u001b|\u0007|Traceback|unexpected/i)
  })
})

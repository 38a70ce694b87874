import { expect, test } from 'vitest'
import type { Script } from '../stand-in/script.ts'
import { describeAction } from './describe-action.ts'
import { applied, confirmed, notYet, playOf, resultOf, states } from './rows.ts'

describeAction(({ reason, play }) => {
  test.concurrent('returns a refusal, nothing to do and no step needed as they are', async ({ skip }) => {
    skip(reason !== undefined, reason)
    const answers = [
      { failed: true, msg: 'refused: no such thing' },
      { changed: false, state: 'none', plan: [] },
      { changed: true, state: 'confirmed', plan: [] }
    ]
    const { run, calls } = await play({ applied: answers }, [], {
      playbook: playOf([{ id: 'mine' }, {}, {}], { ignore_errors: true })
    })
    expect(states(calls)).toEqual(['applied', 'applied', 'applied'])
    expect(calls[0]?.args.id).toBe('mine')
    expect(run.results.map(({ status }) => status)).toEqual(['failed', 'ok', 'ok'])
    for (const [index, { failed: _, ...answer }] of answers.entries()) {
      expect(resultOf(run, index)).toMatchObject(answer)
      expect(resultOf(run, index)).not.toHaveProperty('away')
    }
  })

  test.concurrent('says what verification found and what the host did when the window is over', async ({ skip }) => {
    skip(reason !== undefined, reason)
    const waiting = { failed: true, not_yet: true, state: 'waiting', msg: 'not verified' }
    const problems = ['bond0: port eth1 has no link', '10.0.0.1 does not answer']
    const back = [
      { command: 'ifup bond0', rc: 0 },
      { command: 'ip route add default', rc: 2 }
    ]
    const script: Script = {
      applied: [{ ...applied, state: 'applying' }],
      confirmed: [notYet, { ...waiting, remaining: 2, problems: ['other'] }, { ...waiting, remaining: 0.5, problems }],
      status: [
        { state: 'waiting', remaining: 0 },
        { state: 'reverting' },
        { state: 'reverted', reason: 'not confirmed within 3 seconds', back }
      ]
    }
    const { run, calls } = await play(script, [{ rollback_timeout: 3, id: 'x1' }])
    expect(run.rc).toBe(2)
    expect(states(calls).slice(-3)).toEqual(['status', 'status', 'status'])
    const { msg, ...result } = resultOf(run, 0)
    expect(result).toMatchObject({ changed: true, state: 'reverted', back, away: 0, plan: applied.plan })
    expect(msg).toBe(
      `not confirmed: ${problems.join('; ')}. The host has gone back to what it had before (not confirmed within 3 seconds): ` +
        'ifup bond0, ip route add default [ended with code 2]. Its log on the host: /var/log/x.log'
    )
  })

  test.concurrent('stops at a failure of the change itself and says what the host will do and when', async ({
    skip
  }) => {
    skip(reason !== undefined, reason)
    const script: Script = {
      applied: [applied],
      confirmed: [{ failed: true, state: 'waiting', msg: 'nobody can' }],
      status: [{ state: 'waiting', remaining: 100 }]
    }
    const { run, calls } = await play(script, [{}])
    expect(states(calls)).toEqual(['applied', 'confirmed', 'status'])
    expect(resultOf(run, 0).msg).toMatch(
      /^not confirmed: nobody can\. The host goes back .* by itself within \d+ s, at \d\d:\d\d:\d\d/s
    )
  })

  test.concurrent('takes a state that the host names in place of a confirmation', async ({ skip }) => {
    skip(reason !== undefined, reason)
    const failed = { failed: true, state: 'failed', reason: 'ifup bond0 failed', msg: 'cannot be confirmed' }
    const { run, calls } = await play({ applied: [applied], confirmed: [failed] }, [{ id: 'x2' }])
    expect(states(calls)).toEqual(['applied', 'confirmed'])
    expect(resultOf(run, 0).msg).toContain(
      'not confirmed: ifup bond0 failed. The host could not go back. Settle it on the host: /var/lib/nic-bonding/x2/revert'
    )
  })

  test.concurrent('never confirms at the old address in place of reconnect_host, and learns there that it is undone', async ({
    skip
  }) => {
    skip(reason !== undefined, reason)
    const script: Script = {
      applied: [applied],
      confirmed: [confirmed],
      status: [
        { state: 'waiting', remaining: 90 },
        { state: 'reverted', reason: 'a step failed' }
      ]
    }
    const { run, calls } = await play(script, [{ reconnect_host: '127.0.0.3' }])
    expect(states(calls)).toEqual(['applied', 'status', 'status'])
    expect(resultOf(run, 0)).toMatchObject({ state: 'reverted', away: 0 })
    expect(run.rc).toBe(2)
    expect(resultOf(run, 0).msg).toBe(
      'not confirmed: a step failed. The host has gone back to what it had before. Its log on the host: /var/log/x.log'
    )
  })
})

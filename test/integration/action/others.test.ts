import fs from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { sudoSkipReason } from '../bench/bench.ts'
import { hostsOf } from '../bench/hosts.ts'
import type { StandInPlay } from '../stand-in/play.ts'
import { describeAction } from './describe-action.ts'
import { applied, confirmed, good, resultOf, states } from './rows.ts'

const login = 'sudo-pipelined'
const pam = 'sudo: PAM account management error: Permission denied'

/** What may come back in the place of the module's answer, as a shell script in the place of sudo. */
const others = {
  'a sudo that fails': `echo '${pam}' >&2; exit 1`,
  'a sudo that takes longer than Ansible waits': 'sleep 9; exec sudo "$@"',
  nothing: 'exit 0',
  'a lost shell': 'kill -9 $PPID; exit 137',
  "another program's JSON": `echo '{"changed": false, "state": "confirmed"}'`,
  "the module's answer about another change": `echo 'nic-bonding /x'; echo '{"changed": true, "state": "confirmed", "id": "y"}'`
} as const

describeAction(({ reason, play, bench }) => {
  /** A login by sudo, of whose calls those with these numbers, from 1, do something else. */
  const withSudo = (script: string, calls: string): Pick<StandInPlay, 'login' | 'vars'> => {
    const folder = fs.mkdtempSync(path.join(bench().folder, 'sudo-'))
    fs.chmodSync(folder, 0o777)
    const file = path.join(folder, 'sudo')
    const lines = [
      '#!/bin/sh',
      `echo >>${folder}/calls`,
      `case $(wc -l <${folder}/calls) in ${calls}) ${script} ;; esac`
    ]
    fs.writeFileSync(file, [...lines, 'exec sudo "$@"', ''].join('\n'))
    fs.chmodSync(file, 0o755)
    return { login, vars: { ansible_become_exe: file } }
  }

  test.concurrent.for(Object.entries(others))('asks again after %s', async ([name, script], { skip }) => {
    skip(reason !== undefined, reason)
    skip(hostsOf(bench())[login] === undefined, sudoSkipReason)
    const { run, calls } = await play(good, [{}], withSudo(script, '2 | 3'))
    expect(run.rc, `${name}: ${run.stdout}`).toBe(0)
    expect(states(calls)).toEqual(['applied', 'confirmed', 'confirmed', 'confirmed'])
    expect(resultOf(run, 0)).toMatchObject({ changed: true, state: 'confirmed' })
  })

  test.concurrent('asks again after an answer that ends too early, and one without a state', async ({ skip }) => {
    skip(reason !== undefined, reason)
    const script = { ...good, confirmed: [{ crash: true }, { failed: true, msg: 'this is a bug' }, confirmed] }
    const { run, calls } = await play(script, [{}])
    expect(run.rc, run.stdout).toBe(0)
    expect(states(calls)).toEqual(['applied', 'confirmed', 'confirmed', 'confirmed'])
    expect(resultOf(run, 0)).toMatchObject({ state: 'confirmed', away: 0 })
  })

  test.concurrent('a sudo that never works: nothing was applied, and its words are the message', async ({ skip }) => {
    skip(reason !== undefined, reason)
    skip(hostsOf(bench())[login] === undefined, sudoSkipReason)
    const { run, calls } = await play(good, [{}], withSudo(others['a sudo that fails'], '*'))
    expect(run.rc).toBe(2)
    expect(calls).toEqual([])
    const result = resultOf(run, 0)
    expect(`${result.module_stdout}${result.module_stderr}`).toContain(pam)
    expect(result.changed ?? false).toBe(false)
  })

  test.concurrent('a sudo that works once: the message has its words, and what the host does', {
    timeout: 150_000
  }, async ({ skip }) => {
    skip(reason !== undefined, reason)
    skip(hostsOf(bench())[login] === undefined, sudoSkipReason)
    const more = withSudo(others['a sudo that fails'], '[!1] | ??*')
    const { run, calls } = await play({ applied: [applied] }, [{ rollback_timeout: 2, apply_timeout: 1 }], more)
    expect(states(calls)).toEqual(['applied'])
    expect(resultOf(run, 0).msg).toBe(
      `not confirmed: the host answers, but not the module (${pam}). The host does not say what it did; unless it is down, it has gone ` +
        'back to what it had before: see /var/log/nic-bonding.log there. Its log on the host: /var/log/x.log'
    )
  })
})

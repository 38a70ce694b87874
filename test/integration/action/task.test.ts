import fs from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { sudoSkipReason } from '../bench/bench.ts'
import { hostNames, hostsOf } from '../bench/hosts.ts'
import { describeAction } from './describe-action.ts'
import { applied, good, playOf, ports, resultOf, states } from './rows.ts'

describeAction(({ reason, play, bench }) => {
  test.concurrent('leaves another state to the module, and a number that is none', async ({ skip }) => {
    skip(reason !== undefined, reason)
    const refusal = { failed: true, msg: 'rollback_timeout: soon must be a number' }
    const tasks = [{ state: 'status', id: 'x' }, { rollback_timeout: 'soon' }]
    const { run, calls } = await play({ applied: [refusal], status: [{ changed: false, state: 'none' }] }, tasks)
    expect(states(calls)).toEqual(['status', 'applied'])
    expect(calls[0]?.args).toEqual(tasks[0])
    expect(resultOf(run, 1)).toMatchObject({ changed: false, msg: refusal.msg })
  })

  test.concurrent.for([60, 60.5, '60', '60.0', '6e1', '{{ 120 / 2 }}'])(
    'confirms with rollback_timeout: %s',
    async (given, { skip }) => {
      skip(reason !== undefined, reason)
      const { run, calls } = await play(good, [{ rollback_timeout: given }])
      expect(run.rc, run.stdout).toBe(0)
      expect(states(calls)).toEqual(['applied', 'confirmed', 'confirmed', 'confirmed'])
    }
  )

  test.concurrent.for([0, '0', '0.0'])(
    'waits for the steps and confirms nothing with rollback_timeout: %s',
    async (given, { skip }) => {
      skip(reason !== undefined, reason)
      const begun = { ...applied, rollback_timeout: 0 }
      const script = { applied: [begun, { cut: true }, { ...begun, state: 'confirmed' }] }
      const { run, calls } = await play(script, [{ rollback_timeout: given, interfaces: ['bond0'] }])
      expect(run.rc, run.stdout).toBe(0)
      expect(states(calls)).toEqual(['applied', 'applied', 'applied'])
      const [first, ...others] = calls.map(({ args }) => args)
      expect(first).toEqual({ ...first, state: 'applied', wait: false, rollback_timeout: given, interfaces: ['bond0'] })
      for (const args of others)
        expect(args).toEqual({ state: 'applied', id: first?.id, rollback_timeout: given, interfaces: ['bond0'] })
      expect(resultOf(run, 0)).toMatchObject({ changed: true, state: 'confirmed' })
    }
  )

  test.concurrent('leaves check mode to the module', async ({ skip }) => {
    skip(reason !== undefined, reason)
    const { run, calls } = await play(good, [{ interfaces: ['bond0'] }], { flags: ['--check'] })
    expect(run.rc, run.stdout).toBe(0)
    expect(calls.map(call => [call.check, call.args])).toEqual([[true, { interfaces: ['bond0'] }]])
  })

  test.concurrent.for(hostNames)('works by the login %s', async (login, { skip }) => {
    skip(reason !== undefined, reason)
    skip(hostsOf(bench())[login] === undefined, sudoSkipReason)
    const remote = fs.mkdtempSync(path.join(bench().folder, 'remote-'))
    fs.chmodSync(remote, 0o777)
    const { run, calls } = await play(good, [{}], { login, vars: { ansible_remote_tmp: remote } })
    expect(run.rc, run.stdout).toBe(0)
    expect(states(calls)).toEqual(['applied', 'confirmed', 'confirmed', 'confirmed'])
    expect(ports(calls).size).toBe(4)
    expect(new Set(calls.map(({ user }) => user))).toEqual(new Set([process.getuid?.()]))
    expect(fs.readdirSync(remote)).toEqual([])
  })

  test.concurrent('shares no connection where the inventory asks for one in its own way', async ({ skip }) => {
    skip(reason !== undefined, reason)
    const socket = path.join(fs.mkdtempSync(path.join(bench().folder, 's-')), 'own')
    const vars = {
      ansible_connection: 'ansible.builtin.ssh',
      ansible_ssh_common_args: `-S ${socket} -oControlMaster=auto`,
      ansible_ssh_extra_args: `-o ControlPath=${socket} -o 'ControlPersist=60s'`
    }
    const { run, calls } = await play(good, [{ state: 'status' }, { state: 'status' }, {}], { vars })
    expect(run.rc, run.stdout).toBe(0)
    expect(ports(calls.slice(0, 2)).size).toBe(1)
    expect(ports(calls).size).toBe(5)
  })

  test.concurrent('no_log hides everything, from the module too', async ({ skip }) => {
    skip(reason !== undefined, reason)
    const { run, calls } = await play(good, [], {
      playbook: playOf([{ verify_ping: ['192.0.2.77'] }], { no_log: true }),
      flags: ['-vvv']
    })
    expect(run.rc).toBe(0)
    expect(calls.every(({ noLog }) => noLog)).toBe(true)
    expect(run.stdout).not.toContain('192.0.2.77')
  })

  test.concurrent('async is refused', async ({ skip }) => {
    skip(reason !== undefined, reason)
    const { run, calls } = await play(good, [], { playbook: playOf([{}], { async: 100, poll: 1 }) })
    expect(run.rc).toBe(2)
    expect(calls).toEqual([])
    expect(run.stdout).toMatch(/async/i)
  })
})

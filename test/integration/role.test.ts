import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { versionSkipReason, versions } from './bench/ansible.ts'
import { type Bench, openBench } from './bench/bench.ts'
import { waitUntil } from './bench/processes.ts'
import { openProxy } from './bench/proxy.ts'
import { playOnStandIn, type StandInPlay } from './stand-in/play.ts'
import { callsIn, type Script } from './stand-in/script.ts'

const bonds = [{ name: 'bond0', ports: ['eth0', 'eth1'], mode: 1, miimon: 100 }]
const changes = [{ path: '/etc/sysconfig/network-scripts/ifcfg-bond0' }]
const applied = { changed: true, state: 'applying', plan: ['ifup bond0'] }
const script: Script = {
  bond: [{ changed: true, pending: true, changes }],
  applied: [applied],
  confirmed: [{ changed: true, state: 'confirmed' }],
  status: [{ changed: false, state: 'none' }]
}
const pending: Script = { ...script, bond: [{ changed: false, pending: true, changes: [] }] }

let bench: Bench
beforeAll(async () => {
  bench = await openBench()
}, 60_000)
afterAll(() => bench?.close())

describe.for(versions)('ansible-core %s', version => {
  const reason = versionSkipReason(version)

  const play = (rows: Script, playbook: readonly object[] | string, more: Partial<StandInPlay> = {}) =>
    playOnStandIn({ bench, version, script: rows, playbook, ...more })

  test.concurrent('the handler gives network_apply what the variables say', async ({ skip }) => {
    skip(reason !== undefined, reason)
    const variables = {
      bonding_rollback_timeout: 60,
      bonding_apply_timeout: 100,
      bonding_verify_ping: ['10.0.0.1'],
      bonding_provider: 'initscripts',
      bonding_force: true
    }
    const { run, calls, stdout } = await play(script, [role(variables)])
    expect(run.rc, stdout).toBe(0)
    expect(calls.map(({ state }) => state)).toEqual(['bond', 'applied', 'confirmed'])
    const { id, ...args } = calls[1]?.args ?? {}
    expect(args).toEqual({
      state: 'applied',
      wait: false,
      changes,
      provider: 'initscripts',
      rollback_timeout: 60,
      apply_timeout: 100,
      verify_ping: ['10.0.0.1'],
      force: true
    })
    expect(calls[2]?.args).toEqual({ state: 'confirmed', id, verify_ping: ['10.0.0.1'] })
    expect(changedTasks(stdout)).toEqual(['Write the files of the bonds', 'Restart network'])
  })

  test.concurrent('a rerun applies what a run that died has written', async ({ skip }) => {
    skip(reason !== undefined, reason)
    const { run, calls, stdout } = await play(pending, [role({})])
    expect(run.rc, stdout).toBe(0)
    expect(calls.map(({ state }) => state)).toEqual(['bond', 'applied', 'confirmed'])
    expect(changedTasks(stdout)).toEqual(['Find what an earlier run has written and not applied', 'Restart network'])
  })

  test.concurrent('nothing written and nothing pending applies nothing', async ({ skip }) => {
    skip(reason !== undefined, reason)
    const rows = { ...script, bond: [{ changed: false, pending: false, changes: [] }] }
    const { run, calls, stdout } = await play(rows, [role({}), role({ bonding_bonds: [] })])
    expect(run.rc, stdout).toBe(0)
    expect(calls.map(({ state }) => state)).toEqual(['bond'])
    expect(changedTasks(stdout)).toEqual([])
  })

  test.concurrent('bonding_apply=false and another root leave it written', async ({ skip }) => {
    skip(reason !== undefined, reason)
    const { run, calls, stdout } = await play(pending, [
      role({ bonding_apply: false }),
      role({ bonding_root: '/mnt/image' })
    ])
    expect(run.rc, stdout).toBe(0)
    expect(calls.map(({ state }) => state)).toEqual(['bond', 'bond'])
    expect(changedTasks(stdout)).toEqual([])
  })

  test.concurrent('a dry run asks for the plan alone', async ({ skip }) => {
    skip(reason !== undefined, reason)
    const flags = ['--check', '--diff']
    const { run, calls, stdout } = await play(script, [role({ bonding_reconnect_host: '127.0.0.2' })], { flags })
    expect(run.rc, stdout).toBe(0)
    expect(calls.map(({ state, check }) => [state, check])).toEqual([
      ['bond', true],
      ['applied', true]
    ])
    expect(stdout).toMatch(/Go on at the new address[^\n]*\nskipping/)
  })

  test.concurrent('the tasks that follow reach the host at its new address', async ({ skip }) => {
    skip(reason !== undefined, reason)
    const old = await openProxy('127.0.0.1', bench.sshd.port)
    const other = await openProxy('127.0.0.2', bench.sshd.port, old.port)
    const meanwhile = async (folder: string) => {
      await waitUntil('the apply', 60, () => callsIn(folder).some(({ state }) => state === 'applied'))
      await sleep(600)
      await old.set('refuse')
    }
    try {
      const moved = role({ bonding_reconnect_host: '127.0.0.2' })
      const post = [{ 'nic.bonding.network_apply': { state: 'status' } }]
      const vars = { ansible_port: old.port }
      const { run, calls, stdout } = await play(script, [{ ...moved, post_tasks: post }], { vars, meanwhile })
      expect(run.rc, stdout).toBe(0)
      expect(calls.map(({ state }) => state)).toEqual(['bond', 'applied', 'confirmed', 'status'])
      expect(other.passed()).toBe(2)
    } finally {
      await Promise.all([old.close(), other.close()])
    }
  })

  test.concurrent('a change that is not confirmed fails the play, which goes on nowhere', async ({ skip }) => {
    skip(reason !== undefined, reason)
    const rows = { ...script, confirmed: [{ failed: true, state: 'reverted', reason: 'ifup bond0 failed' }] }
    const { run, stdout } = await play(rows, [role({ bonding_reconnect_host: '127.0.0.1' })])
    expect(run.rc).toBe(2)
    expect(stdout).toContain('not confirmed: ifup bond0 failed. The host has gone back to what it had before')
    expect(stdout).not.toContain('Go on at the new address')
  })

  test.concurrent('the playbook revert undoes an open change and says so', async ({ skip }) => {
    skip(reason !== undefined, reason)
    const rows: Script = {
      status: [{ changed: false, state: 'waiting', id: 'abc' }],
      reverted: [{ changed: true, state: 'reverted', id: 'abc', back: [{ command: 'ifup bond0', rc: 0 }] }]
    }
    const flags = ['-e', 'bonding_hosts=host', '-e', 'bonding_become=false']
    const { run, calls, stdout } = await play(rows, 'nic.bonding.revert', { flags: [...flags, '-e', 'bonding_id=abc'] })
    expect(run.rc, stdout + run.stderr).toBe(0)
    expect(calls.map(({ args }) => args)).toEqual([
      { state: 'status', id: 'abc' },
      { state: 'reverted', id: 'abc' }
    ])
    expect(stdout).toContain('"msg": "Change abc was waiting and is reverted now: ifup bond0"')
    const dry = await play(rows, 'nic.bonding.revert', { flags: [...flags, '--check'] })
    expect(dry.run.rc, dry.stdout).toBe(0)
    expect(dry.calls.every(({ check }) => check)).toBe(true)
  })

  test.concurrent.for([
    ['none', 'Nothing to undo'],
    ['confirmed', 'Nothing to undo: change abc is confirmed']
  ] as const)('the playbook revert leaves what is %s', async ([state, message], { skip }) => {
    skip(reason !== undefined, reason)
    const rows: Script = { status: [{ changed: false, state, ...(state !== 'none' && { id: 'abc' }) }] }
    const { run, calls, stdout } = await play(rows, 'nic.bonding.revert', { flags: ['-e', 'bonding_become=false'] })
    expect(run.rc, stdout + run.stderr).toBe(0)
    expect(calls.map(({ args }) => args)).toEqual([{ state: 'status' }])
    expect(stdout).toContain(`"msg": "${message}"`)
    expect(changedTasks(stdout)).toEqual([])
  })
})

function role(variables: object): object {
  return {
    hosts: 'all',
    gather_facts: false,
    vars: { bonding_bonds: bonds, ...variables },
    roles: ['nic.bonding.bonding']
  }
}

/** The names of the tasks and handlers that Ansible shows as changed. */
function changedTasks(stdout: string): readonly string[] {
  const blocks = stdout.split(/^(?:TASK|RUNNING HANDLER) \[(?:nic\.bonding\.bonding : )?/m).slice(1)
  return blocks.filter(block => /^changed: /m.test(block)).map(block => block.slice(0, block.indexOf(']')))
}

import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  type Change,
  type ChangedFile,
  folder,
  guard,
  id,
  layFiles,
  makeChange,
  revert,
  scripts,
  stateOf
} from '../../../support/change-folder.ts'
import { expectFiles, reaches, reasonOf, rests, undo } from '../../../support/change-life.ts'
import { because, isRoot } from '../../../support/fake-host.ts'
import { clear, type ShellHost, slowShells, startShellHost } from '../../../support/shell-host.ts'
import { backCalls, change, forwardCalls } from './_bond-change.ts'

const hasStrace = spawnSync('strace', ['-V']).status === 0
const bond: ChangedFile = { path: `${scripts}/ifcfg-bond0`, old: 'OLD=bond\n', new: 'NEW=bond\n' }
const port: ChangedFile = { path: `${scripts}/ifcfg-eth0`, old: 'OLD=port\n', new: 'NEW=port\n' }
const files = [bond, port]
const applying: Change = { ...change, transactions: [{ files }] }

describe.skipIf(!isRoot).each(slowShells)(`the life of a change under $name${because}`, shell => {
  let host: ShellHost
  beforeAll(async () => {
    host = await startShellHost(shell)
  })
  afterAll(() => host?.stop())
  beforeEach(() => clear(host))

  function given(what: Change): void {
    makeChange(host, what)
    layFiles(host, files, 'new')
  }

  test('applying, waiting, confirmed', async () => {
    given({ ...applying, hook: ['/etc/hook-link', '/etc/hook-unit'] })
    host.write('/etc/hook-unit', `ExecStart=/bin/sh ${revert} boot\n`)
    host.write('/etc/hook-link', `${revert}\n`)
    host.start('/bin/sh', '-u', guard)
    await reaches(host, 'waiting')
    expect(host.calls()).toEqual(forwardCalls)
    expectFiles(host, files, 'new')
    const uptime = Number(readFileSync('/proc/uptime', 'utf8').split(' ')[0])
    expect(Number(host.read(`${folder}/deadline`))).toBeGreaterThan(uptime + 55)
    expect(host.read(`${folder}/reports/f-001.command`)).toBe('ifdown bond0\n')
    expect(host.read(`${folder}/reports/f-001.rc`)).toBe('0\n')
    expect(host.read(`${folder}/reports/f-001.out`)).toContain('said by ifdown\n')
    expect(host.read(`${folder}/reports/f-001.seconds`)).toMatch(/^\d+\.\d\n$/)
    host.write('/var/lib/nic-bonding/mine', 'confirmed\n')
    await host.run('ln', '/var/lib/nic-bonding/mine', `${folder}/decision`)
    await reaches(host, 'confirmed')
    await rests(host)
    expectFiles(host, files, 'new')
    expect(existsSync(host.at(`${folder}/1`))).toBe(false)
    expect(existsSync(host.at('/etc/hook-link'))).toBe(false)
    expect(existsSync(host.at('/etc/hook-unit'))).toBe(false)
    const late = await undo(host)
    expect(late.status).toBe(1)
    expect(late.stderr).toMatch(/^change 0123456789abcdef was confirmed at \d{4}-.*, nothing to undo\n$/)
    expectFiles(host, files, 'new')
  })

  test('applying, confirmed: without a timeout nothing is waited for', async () => {
    given({ ...applying, timeout: 0 })
    host.start('/bin/sh', '-u', guard)
    await reaches(host, 'confirmed')
    await rests(host)
    expect(host.read(`${folder}/decision`)).toBe('confirmed\n')
    expectFiles(host, files, 'new')
  })

  test('waiting, reverting, reverted at the deadline, which going back begins within one second of', async () => {
    given({ ...applying, timeout: 1, restore: ['-4 address add 10.0.0.9/32 dev bond0'] })
    host.start('/bin/sh', '-u', guard)
    await reaches(host, 'reverted')
    await rests(host)
    expectFiles(host, files, 'old')
    const again = 'ip -4 address add 10.0.0.9/32 dev bond0 [OLD=bond]'
    expect(host.calls()).toEqual([...forwardCalls, ...backCalls, again])
    expect(reasonOf(host)).toBe('not confirmed within 1 seconds')
    const late = Number(host.read(`${folder}/revert-start`)) - Number(host.read(`${folder}/deadline`))
    expect(late).toBeGreaterThanOrEqual(0)
    expect(late).toBeLessThan(1)
    const log = host.read('/var/log/nic-bonding.log')
    expect(log).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d 0123456789abcdef state: applying -> waiting$/m)
    expect(log).toMatch(/ 0123456789abcdef step ifdown bond0: done in \d\.\d s$/m)
    // The scripts do not wait for their loggers, which say it in any order.
    for (const text of ['state: applying -> waiting', 'state: waiting -> reverting', 'state: reverting -> reverted']) {
      const line = `logger -t nic-bonding -p daemon.notice: ${id}: ${text}\n`
      await host.until(text, () => host.read('/run/stand-in/syslog').includes(line))
      expect(host.read('/run/stand-in/syslog').split(line)).toHaveLength(2)
    }
  })

  test('a route that the steps back have made with another metric is not made again, any other is', async () => {
    const route = (action: string, device: string) =>
      `-4 route ${action} default via 10.0.0.1 dev ${device} proto static`
    given({
      ...{ ...applying, timeout: 1 },
      restore: [`${route('add', 'bond0')} metric 300`, `${route('add', 'bond1')} metric 301`]
    })
    host.write('/run/stand-in/silent', `ip ${route('show', 'bond1')}\n`)
    host.start('/bin/sh', '-u', guard)
    await reaches(host, 'reverted')
    await rests(host)
    expect(host.calls().slice(-3)).toEqual([
      `ip ${route('show', 'bond0')} [OLD=bond]`,
      `ip ${route('show', 'bond1')} [OLD=bond]`,
      `ip ${route('add', 'bond1')} metric 301 [OLD=bond]`
    ])
  })

  test.skipIf(!hasStrace)(
    `going back over two commands and two files starts less than 50 commands of its own${hasStrace ? '' : ' (skipped: strace is missing)'}`,
    async () => {
      given({ ...applying, state: 'waiting' })
      host.write(`${folder}/position`, '5\n')
      const trace = '/run/stand-in/trace'
      const said = await host.run('strace', '-f', '-qq', '-o', trace, '-e', 'trace=execve', '/bin/sh', '-u', revert)
      expect(said).toMatchObject({ status: 0, stderr: '' })
      await rests(host)
      const started = host
        .read(trace)
        .split('\n')
        .filter(line => /execve\(.* = 0$/.test(line))
      expect(started.length).toBeGreaterThan(20)
      expect(started.filter(line => !line.includes('stand-in')).length).toBeLessThan(50)
    }
  )

  test('applying, reverting: a step fails', async () => {
    given(applying)
    host.tell('fail', 'ifup bond0')
    host.start('/bin/sh', '-u', guard)
    await reaches(host, 'failed')
    await rests(host)
    expectFiles(host, files, 'old')
    expect(host.read(`${folder}/decision`)).toBe('revert ifup bond0 failed: ifup: no carrier\n')
    expect(host.calls()).toEqual([...forwardCalls.slice(0, 2), ...backCalls])
    expect(reasonOf(host)).toBe('ifup bond0 failed: ifup: no carrier; going back: ifup bond0 failed: ifup: no carrier')
    host.tell('fail', 'nothing')
    const again = await undo(host)
    expect(again).toMatchObject({ status: 0, stderr: '' })
    expect(stateOf(host)).toBe('reverted')
    expect(host.calls().slice(-2)).toEqual(['ifdown bond0 [OLD=bond]'.replace('OLD', 'NEW'), backCalls[1]])
    expectFiles(host, files, 'old')
  })

  test('applying, written: a step fails, and there is no timeout', async () => {
    given({ ...applying, timeout: 0 })
    host.tell('fail', 'ifup eth0')
    host.start('/bin/sh', '-u', guard)
    await reaches(host, 'written')
    await rests(host)
    expectFiles(host, files, 'new')
    expect(reasonOf(host)).toBe('ifup eth0 failed: ifup: no carrier')
    expect(existsSync(host.at(`${folder}/decision`))).toBe(false)
    expect(await undo(host)).toMatchObject({ status: 0, stderr: '' })
    expectFiles(host, files, 'old')
    expect(host.calls()).toEqual([...forwardCalls, ...backCalls])
  })

  test('written, reverted: the files only', async () => {
    given({ ...applying, state: 'written' })
    expect(await undo(host, '--reason', 'undone by a task')).toMatchObject({ status: 0, stderr: '' })
    expect(stateOf(host)).toBe('reverted')
    expectFiles(host, files, 'old')
    expect(host.calls()).toEqual([])
    expect(reasonOf(host)).toBe('undone by a task')
    await rests(host)
    expect(await undo(host)).toMatchObject({ status: 0, stdout: `change ${id} has been undone already\n` })
  })

  test('a command that hangs is killed when the time for all steps is over', async () => {
    given({ ...applying, limit: 1 })
    host.tell('hang', 'ifdown bond0')
    host.start('/bin/sh', '-u', guard)
    await reaches(host, 'reverted')
    expect(host.read(`${folder}/decision`)).toBe('revert ifdown bond0 failed: ifdown: killed after 1 seconds\n')
    expect(host.read(`${folder}/reports/f-001.rc`)).toBe('137\n')
    expect(host.processes('sleep 60')).toEqual([])
  })

  test('what a step leaves running lives on and holds nothing up', async () => {
    given(applying)
    host.tell('daemon', 'ifup bond0')
    host.start('/bin/sh', '-u', guard)
    await reaches(host, 'waiting', 4)
    expect(host.processes('sleep 60')).toHaveLength(1)
    expect(await undo(host)).toMatchObject({ status: 0, stderr: '' })
    await rests(host)
    expect(host.processes('sleep 60').length).toBeGreaterThan(0)
    await host.run(
      '/bin/sh',
      '-c',
      'for p in /proc/[0-9]*; do grep -qs "sleep.60" $p/cmdline && kill $(basename $p); done'
    )
  })
})

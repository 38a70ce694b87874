import { existsSync, readdirSync } from 'node:fs'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Change, folder, guard, journal, layFiles, makeChange, stateOf } from '../../../support/change-folder.ts'
import { expectFiles, reaches, reasonOf, rests, undo } from '../../../support/change-life.ts'
import { because, isRoot } from '../../../support/fake-host.ts'
import { clear, type ShellHost, slowShells, startShellHost } from '../../../support/shell-host.ts'
import { backCalls, change, files, forwardCalls } from './_bond-change.ts'

describe.skipIf(!isRoot).each(slowShells)(`faults and races under $name${because}`, shell => {
  let host: ShellHost
  beforeAll(async () => {
    host = await startShellHost(shell)
  })
  afterAll(() => host?.stop())
  beforeEach(() => clear(host))

  function given(more: Partial<Change> = {}): void {
    makeChange(host, { ...change, ...more })
    layFiles(host, files, 'new')
  }

  test.each(['ifdown bond0', 'ifup bond0', 'ifup eth0'])(
    'the guard is killed in %s: its keeper goes on, and no step is done twice',
    async step => {
      given()
      host.tell('kill', step)
      host.tell('kill-what', ' run')
      host.start('/bin/sh', guard)
      await reaches(host, 'waiting')
      expect(host.calls()).toEqual(forwardCalls)
      expect((await undo(host)).status).toBe(0)
      await rests(host)
    }
  )

  test.each(['ifdown bond0', 'ifup bond0', 'ifup eth0'])(
    'guard and keeper are killed in %s: a guard that is started again goes on',
    async step => {
      given()
      host.tell('kill', step)
      host.start('/bin/sh', guard)
      await host.until('they are killed', () => existsSync(host.at('/run/stand-in/killed')))
      await host.until('they are gone', () => host.processes(folder).length === 0)
      expect(stateOf(host)).toBe('applying')
      host.start('/bin/sh', guard)
      await reaches(host, 'waiting')
      expect(host.calls()).toEqual(forwardCalls)
      expect((await undo(host)).status).toBe(0)
      await rests(host)
    }
  )

  test.each(['ifdown bond0', 'ifup bond0'])('revert is killed in %s: run again it goes on', async step => {
    given({ state: 'waiting', position: 5 })
    host.tell('kill', step)
    await undo(host)
    await host.until('it is killed', () => existsSync(host.at('/run/stand-in/killed')))
    expect(stateOf(host)).toBe('reverting')
    expect(await undo(host)).toMatchObject({ status: 0, stderr: '' })
    expect(host.calls()).toEqual(backCalls)
    expectFiles(host, files, 'old')
    await rests(host)
  })

  test('revert at the console while the guard is in a slow step: the guard goes back after it', async () => {
    given()
    host.tell('slow', 'ifdown bond0')
    host.start('/bin/sh', guard)
    await host.until('the step runs', () => host.calls().length === 1)
    const said = await undo(host)
    expect(said).toMatchObject({ status: 0, stderr: '' })
    expect(said.stdout).toMatch(/the guard \(process \d+\) undoes it; its log:\n.*state: applying -> reverting\n/s)
    expect(host.calls()).toEqual([forwardCalls[0], 'ifdown bond0 [NEW=bond]', backCalls[1]])
    expectFiles(host, files, 'old')
    expect(reasonOf(host)).toBe('undone at the console')
    await rests(host)
  })

  test('two reverts at once: one works, the other waits, both say it is done', async () => {
    given({ state: 'waiting', position: 5 })
    host.tell('slow', 'ifup bond0')
    const said = await Promise.all([undo(host), undo(host)])
    expect(said.map(({ status, stderr }) => [status, stderr])).toEqual([
      [0, ''],
      [0, '']
    ])
    expect(host.calls()).toEqual(backCalls)
    await rests(host)
  })

  test('a lock that is held is waited for, a stale one broken, one without a line after two seconds', async () => {
    given({ state: 'written' })
    host.write(`${journal}/lock`, '')
    host.write(`${journal}/lock.1`, '1 77 no-such-boot nobody\n')
    const begin = performance.now()
    expect(await undo(host)).toMatchObject({ status: 0, stderr: '' })
    expect(performance.now() - begin).toBeGreaterThan(1000)
    await rests(host)
    expect(readdirSync(host.at(journal)).filter(name => name.startsWith('lock'))).toEqual([])
  })

  test('confirming races the deadline: whoever decides first, and only he', async () => {
    for (const at of [-0.3, 0, 0.3]) {
      clear(host)
      given({ timeout: 1 })
      host.write(`${journal}/mine`, 'confirmed\n')
      host.start('/bin/sh', guard)
      await reaches(host, 'waiting')
      const script = `until [ $(cut -d' ' -f1 /proc/uptime | tr -d .) -ge $(($(tr -d . < ${folder}/deadline) + ${Math.round(at * 100)})) ]; do sleep 0.01; done; ln ${journal}/mine ${folder}/decision`
      const linked = await host.run('/bin/sh', '-c', script)
      await reaches(host, linked.status === 0 ? 'confirmed' : 'reverted')
      await host.until('the guard ends', () => host.processes(folder).length === 0)
      expectFiles(host, files, linked.status === 0 ? 'new' : 'old')
      if (at === -0.3) expect(linked.status).toBe(0)
      if (at === 0.3) expect(linked.status).toBe(1)
    }
  })
})

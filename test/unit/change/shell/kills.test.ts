import { existsSync, readdirSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { contentOf, folder, guard, layFiles, makeChange, scripts, stateOf } from '../../../support/change-folder.ts'
import { expectFiles, undo } from '../../../support/change-life.ts'
import { because, isRoot } from '../../../support/fake-host.ts'
import { clear, countCommands, killAt, type ShellHost, shells, startShellHost } from '../../../support/shell-host.ts'
import { backCalls, change, files, forwardCalls } from './_bond-change.ts'

/** `npm run test:long` kills at every command, `npm test` at some. */
const [strideOfRevert, strideOfGuard] = process.env.FUZZ_RUNS === undefined ? [4, 10] : [1, 1]

describe.skipIf(!isRoot)(`killed at any of its commands${because}`, () => {
  const shell = shells[0]
  let host: ShellHost
  beforeAll(async () => {
    if (shell === undefined) throw new Error('no dash here')
    host = await startShellHost(shell)
    countCommands(host)
  })
  afterAll(() => host?.stop())

  function isOldOrNew(): boolean {
    return files.every(({ path, ...file }) => [file.old, file.new].includes(contentOf(host, path)))
  }

  test('revert: every file is old or new, and run again it completes', async () => {
    let killed = 0
    for (let at = 1; ; at += strideOfRevert) {
      clear(host)
      makeChange(host, { ...change, state: 'waiting', position: 5 })
      layFiles(host, files, 'new')
      killAt(host, at)
      await undo(host)
      if (!existsSync(host.at('/run/stand-in/killed'))) break
      killed++
      expect(isOldOrNew(), `killed at ${at}`).toBe(true)
      await host.until('all are dead', () => host.processes(folder).length === 0)
      killAt(host, 0)
      expect(await undo(host), `killed at ${at}`).toMatchObject({ status: 0 })
      expect(stateOf(host)).toBe('reverted')
      expectFiles(host, files, 'old')
      expect(readdirSync(host.at(scripts)).sort()).toEqual(['ifcfg-bond0', 'ifcfg-eth1'])
      expect(existsSync(host.at(`${folder}/1`))).toBe(false)
      await host.until('the scripts end', () => host.processes(folder).length === 0)
    }
    expect(killed).toBeGreaterThan(18 / strideOfRevert)
    console.log(`revert was killed at ${killed} commands`)
  }, 600_000)

  test('guard: started again it completes, until the host has gone back', async () => {
    let killed = 0
    for (let at = 1; ; at += strideOfGuard) {
      clear(host)
      makeChange(host, { ...change, timeout: 1, restore: [] })
      layFiles(host, files, 'new')
      killAt(host, at)
      await host.run('/bin/sh', guard)
      if (!existsSync(host.at('/run/stand-in/killed'))) break
      killed++
      expect(isOldOrNew(), `killed at ${at}`).toBe(true)
      await host.until('all are dead', () => host.processes(folder).length === 0)
      killAt(host, 0)
      expect(await host.run('/bin/sh', guard), `killed at ${at}`).toMatchObject({ status: 0 })
      expect(stateOf(host)).toBe('reverted')
      expectFiles(host, files, 'old')
      expect(readdirSync(host.at(scripts)).sort()).toEqual(['ifcfg-bond0', 'ifcfg-eth1'])
      expect(host.calls()).toEqual(expect.arrayContaining([...forwardCalls, ...backCalls]))
      await host.until('the scripts end', () => host.processes(folder).length === 0)
    }
    expect(killed).toBeGreaterThan(40 / strideOfGuard)
    console.log(`the guard was killed at ${killed} commands`)
  }, 600_000)
})

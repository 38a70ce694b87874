import { existsSync, rmSync } from 'node:fs'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  folder,
  guard,
  isLive,
  isOver,
  kill,
  linkCalls,
  makeTest,
  startWaiter,
  type WrittenTest
} from '../../../support/failover-folder.ts'
import { because, isRoot } from '../../../support/fake-host.ts'
import { clear, hostShells, type ShellHost, startShellHost } from '../../../support/shell-host.ts'

const links = ['eth0', 'eth1']
const setUp = ['ip link set dev eth0 up', 'ip link set dev eth1 up']

describe.skipIf(!isRoot).for(hostShells)(`the guard of links, by $name${because}`, shell => {
  let host: ShellHost
  let owner = 0
  beforeAll(async () => {
    host = await startShellHost(shell)
  })
  afterAll(() => host?.stop())
  beforeEach(async () => {
    clear(host)
    for (const left of [folder, '/sys/class/net/eth0', '/sys/class/net/eth1'])
      rmSync(host.at(left), { recursive: true, force: true })
    owner = await startWaiter(host)
  })

  async function guarded(test: Partial<WrittenTest>): Promise<void> {
    makeTest(host, { links, owner, ...test })
    host.start('/bin/sh', guard)
    await host.until('the guard is there', () => host.read(`${folder}/guard.pid`).endsWith('test\n'))
  }

  async function pause(seconds: number): Promise<void> {
    await new Promise(resolve => setTimeout(resolve, seconds * 1000))
  }

  test('the module is killed: every link comes up within a second, and the ping goes', async () => {
    const pinger = await startWaiter(host)
    await guarded({ pinger, deadline: 60 })
    await pause(0.5)
    expect(linkCalls(host)).toEqual([])
    const start = performance.now()
    await kill(host, owner)
    await host.until('the links are up', () => linkCalls(host).length === 2)
    expect(performance.now() - start).toBeLessThan(1500)
    await isOver(host)
    expect(linkCalls(host)).toEqual(setUp)
    await host.until('the ping is dead', () => !isLive(host, pinger))
    expect(host.read('/var/log/nic-bonding.log')).toMatch(
      /^\S+ \S+ failover-1-2 setting the links up: the fail-over test was ended\n$/
    )
  })

  test('the module hangs: every link comes up at the deadline', async () => {
    await guarded({ deadline: 1.5 })
    await pause(1)
    expect(linkCalls(host)).toEqual([])
    await isOver(host)
    expect(linkCalls(host)).toEqual(setUp)
    expect(host.read('/var/log/nic-bonding.log')).toContain('the fail-over test hangs')
    await kill(host, owner)
  })

  test('a deadline that the module moves counts as it is then', async () => {
    await guarded({ deadline: 1 })
    makeTest(host, { links, owner, deadline: 60 })
    await pause(1.5)
    expect(linkCalls(host)).toEqual([])
    await kill(host, owner)
    await isOver(host)
  })

  test('the test ends well: the guard goes and touches nothing', async () => {
    await guarded({})
    rmSync(host.at(`${folder}/links`))
    rmSync(host.at(folder), { recursive: true })
    await isOver(host)
    expect(linkCalls(host)).toEqual([])
    expect(host.read('/var/log/nic-bonding.log')).toBe('')
    await kill(host, owner)
  })

  test('a link that cannot be set up is tried again, the others come up at once', async () => {
    await guarded({})
    host.tell('fail', 'ip link set dev eth0 up')
    await kill(host, owner)
    await host.until('a second attempt', () => linkCalls(host).length >= 4)
    expect(existsSync(host.at(folder))).toBe(true)
    rmSync(host.at('/run/stand-in/fail'))
    await isOver(host)
    expect(linkCalls(host).slice(0, 2)).toEqual(setUp)
    expect(host.read('/var/log/nic-bonding.log')).toContain('cannot set eth0 up: ')
    expect(linkCalls(host).length).toBeLessThanOrEqual(8)
  })

  test('a command of the module that takes a link down after it was set up', async () => {
    await guarded({})
    for (const link of links) host.write(`/sys/class/net/${link}/flags`, '0x1803\n')
    await kill(host, owner)
    await host.until('the links are up', () => linkCalls(host).length === 2)
    host.write('/sys/class/net/eth1/flags', '0x1802\n')
    await host.until('it is set up again', () => linkCalls(host).length === 3)
    host.write('/sys/class/net/eth1/flags', '0x1803\n')
    await isOver(host)
    expect(linkCalls(host)).toEqual([...setUp, 'ip link set dev eth1 up'])
  })

  test('a device that has gone holds nothing up', async () => {
    await guarded({})
    rmSync(host.at('/sys/class/net/eth0'), { recursive: true })
    host.tell('fail', 'ip link set dev eth0 up')
    await kill(host, owner)
    await isOver(host)
    expect(linkCalls(host)).toEqual(setUp)
  })

  test('started again after it was killed together with the module, it restores at once', async () => {
    await guarded({ deadline: 60 })
    await kill(host, ...host.processes(`/bin/sh ${guard}`))
    await kill(host, owner)
    await pause(0.5)
    expect(linkCalls(host)).toEqual([])
    await host.run('/bin/sh', guard)
    expect(linkCalls(host)).toEqual(setUp)
    expect(existsSync(host.at(folder))).toBe(false)
  })
})

import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { isLive, isOver, kill, linkCalls, makeTest, startWaiter } from '../../support/failover-folder.ts'
import { because, isRoot } from '../../support/fake-host.ts'
import { clear, type Said, type ShellHost, shells, startShellHost } from '../../support/shell-host.ts'

const run = '/run/nic-bonding'
const setUp = ['ip link set dev eth0 up', 'ip link set dev eth1 up']

describe.skipIf(!isRoot)(`the guard of links, started by a module${because}`, () => {
  let host: ShellHost
  beforeAll(async () => {
    const [shell] = shells
    if (shell === undefined) throw new Error('no shell here')
    host = await startShellHost(shell)
  })
  afterAll(() => host?.stop())
  beforeEach(async () => {
    await host.until('the guards of the test before end', () => guards().length === 0)
    clear(host)
    rmSync(host.at(run), { recursive: true, force: true })
  })

  /** A process that calls the module's library; it tells how far it is by files in the stand-in's folder. */
  function command(body: string): readonly string[] {
    const library = `${process.cwd()}/modules/lib/host/link-guard.ts`
    const code = `import { createRequire } from 'module'
      import { existsSync, writeFileSync } from 'fs'
      import { clearLeftTest, leftTests, openLinkGuard } from '${library}'
      globalThis.require = createRequire('${library}')
      const tell = name => writeFileSync('/run/stand-in/' + name, '')
      const wait = name => { while (!existsSync('/run/stand-in/' + name)) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20) }
      ${body}`
    const node = [process.execPath, '--import', 'tsx', '--input-type=module', '-e', code]
    return ['env', '-C', process.cwd(), ...node]
  }

  async function said(body: string): Promise<Said> {
    return await host.run(...command(body))
  }

  async function reaches(name: string): Promise<void> {
    await host.until(name, () => existsSync(host.at(`/run/stand-in/${name}`)))
  }

  function folderOfTest(): string {
    return `${run}/${readdirSync(host.at(run))[0]}`
  }

  function guards(): readonly number[] {
    return host.processes(`/bin/sh ${run}/`)
  }

  test('a module that is killed while a link is down', async () => {
    host.start(...command(`openLinkGuard(['eth0', 'eth1']).arm(60); tell('armed'); wait('never')`))
    await reaches('armed')
    expect(guards()).toHaveLength(1)
    const [name = ''] = host.read(`${folderOfTest()}/owner`).split(' ')
    expect(host.read(`${folderOfTest()}/links`)).toBe('eth0\neth1\n')
    await kill(host, Number(name))
    await host.until('the links are up', () => linkCalls(host).length === 2, 3)
    expect(linkCalls(host)).toEqual(setUp)
    await host.until('all is gone', () => readdirSync(host.at(run)).length === 0 && guards().length === 0)
  })

  test('a module that is killed before any link is down: what it has started ends too', async () => {
    const pinger = await startWaiter(host)
    const [, , , ...fields] = host.read(`/proc/${pinger}/stat`).split(' ')
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim()
    const name = { pid: pinger, startTime: fields[18], bootId: boot, what: 'ping' }
    host.start(...command(`openLinkGuard(['eth0']).alsoEnds(${JSON.stringify(name)}); tell('waits'); wait('never')`))
    await reaches('waits')
    await kill(host, Number(host.read(`${folderOfTest()}/owner`).split(' ')[0]))
    await host.until('it has ended', () => !isLive(host, pinger), 3)
    await host.until('all is gone', () => readdirSync(host.at(run)).length === 0 && guards().length === 0)
  })

  test('a module that hangs while a link is down', async () => {
    host.start(...command(`openLinkGuard(['eth0', 'eth1']).arm(2); tell('armed'); wait('end')`))
    await reaches('armed')
    await host.until('the links are up', () => linkCalls(host).length === 2)
    host.tell('end', '')
    expect(linkCalls(host)).toEqual(setUp)
  })

  test('without a link that is down there is no deadline, and in the end nothing is left', async () => {
    host.start(
      ...command(
        `const guard = openLinkGuard(['eth0']); guard.arm(1); guard.rest(); tell('rests'); wait('end'); guard.dismiss()`
      )
    )
    await reaches('rests')
    expect(existsSync(host.at(`${folderOfTest()}/deadline`))).toBe(false)
    await new Promise(resolve => setTimeout(resolve, 1500))
    expect(guards()).toHaveLength(1)
    host.tell('end', '')
    await host.until('all is gone', () => readdirSync(host.at(run)).length === 0 && guards().length === 0)
    expect(linkCalls(host)).toEqual([])
  })

  test('a guard that was killed is started again before the next link goes down', async () => {
    host.start(
      ...command(
        `const guard = openLinkGuard(['eth0']); guard.arm(60); tell('armed'); wait('next'); guard.arm(60); tell('again'); wait('end'); guard.dismiss()`
      )
    )
    await reaches('armed')
    await kill(host, ...guards())
    host.tell('next', '')
    await reaches('again')
    expect(guards()).toHaveLength(1)
    host.tell('end', '')
    await host.until('all is gone', () => guards().length === 0)
  })

  test('the deadline is told by the clock of the guard', async () => {
    host.start(...command(`openLinkGuard(['eth0']).arm(60); tell('armed'); wait('never')`))
    await reaches('armed')
    const left =
      Number(host.read(`${folderOfTest()}/deadline`)) - Number(readFileSync('/proc/uptime', 'latin1').split(' ')[0])
    expect(left).toBeGreaterThan(50)
    expect(left).toBeLessThanOrEqual(60.01)
    await kill(host, Number(host.read(`${folderOfTest()}/owner`).split(' ')[0]))
  })

  describe('what was left by a test that was killed together with its guard', () => {
    const clearAll = `console.log(JSON.stringify(leftTests().map(left => [left.links, clearLeftTest(left)])))`

    test('its links are set up, and it is gone', async () => {
      makeTest(host, { links: ['eth0', 'eth1'] })
      expect(JSON.parse((await said(clearAll)).stdout)).toEqual([[['eth0', 'eth1'], []]])
      expect(linkCalls(host)).toEqual(setUp)
      await isOver(host)
    })

    test('what cannot be set up stays for the next', async () => {
      makeTest(host, { links: ['eth0', 'eth1'] })
      host.tell('fail', 'ip link set dev eth0 up')
      const [[, problems] = []] = JSON.parse((await said(clearAll)).stdout)
      expect(problems).toEqual(['ip link set dev eth0 up: ip: no carrier'])
      expect(JSON.parse((await said('console.log(JSON.stringify(leftTests()))')).stdout)).toMatchObject([
        { links: ['eth0', 'eth1'] }
      ])
    })

    test('a test whose module lives is not one', async () => {
      const owner = await startWaiter(host)
      makeTest(host, { links: ['eth0'], owner })
      expect((await said(clearAll)).stdout).toBe('[]\n')
      await kill(host, owner)
    })

    test('nothing, where no test has been killed', async () => {
      expect((await said(clearAll)).stdout).toBe('[]\n')
    })
  })
})

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { onlyResult, type Run } from '../integration/bench/ansible.ts'
import { ownResult } from '../integration/bench/comparable.ts'
import { guideFiles } from '../integration/guide-files.ts'
import { type BondState, readBond, untilUp } from './bench/bond-state.ts'
import { type Case, openCase } from './bench/case.ts'
import { skipReason, theGuest } from './bench/guest-test.ts'
import { guideBond, guideMacs } from './bench/guide.ts'
import { ansibleFor } from './bench/play.ts'
import { readers } from './bench/readers.ts'
import { duringTraffic, type Traffic, untilActive } from './bench/traffic.ts'

const bondModule = 'nic.bonding.bond'
const applyModule = 'nic.bonding.network_apply'

describe.for(readers)("the guide's bond from an empty start, $label", ({ reader, skipReason: readerReason }) => {
  const reason = skipReason ?? readerReason
  let host: Case
  const runs: Run[] = []
  const traces: string[] = []

  beforeAll(async () => {
    if (reason !== undefined) return
    host = await openCase(theGuest(), { reader })
    const play = ansibleFor(theGuest(), host)
    runs.push(await play([guideBond], ['--check', '--diff']))
    runs.push(await play([guideBond]))
    await untilUp(host)
    traces.push(await traceOf(host))
    runs.push(await play([guideBond], ['--diff']))
    traces.push(await traceOf(host))
  }, 180_000)
  afterAll(async () => host?.close())

  const step = (name: string, body: () => Promise<void> | void): void =>
    test(name, async ({ skip }) => {
      skip(reason !== undefined, reason)
      await body()
    })
  const resultOf = (run: Run | undefined, action: string) =>
    onlyResult(run ?? { rc: -1, stdout: 'not run', stderr: '', results: [] }, host.name, action)

  step('the play succeeds and changes the host, as its dry run said', () => {
    const [check, real] = runs
    expect(real?.rc, `${real?.stdout}${real?.stderr}`).toBe(0)
    expect(ownResult(resultOf(real, bondModule))).toEqual(ownResult(resultOf(check, bondModule)))
    expect(resultOf(real, applyModule).result).toMatchObject({ changed: true, provider: reader })
    expect(resultOf(check, applyModule).result.plan).toEqual(resultOf(real, applyModule).result.plan)
    expect(real?.stdout).not.toMatch(/WARNING|DEPRECATION/)
  })

  step("the host has the guide's four files", async () => {
    for (const [file, text] of Object.entries(guideFiles)) expect(await host.run(`cat /${file}`), file).toBe(text)
  })

  step('the kernel has the bond: active-backup, fail_over_mac active, both ports, MII polling 100', async () => {
    const { text, ports, activePort } = await readBond(host)
    expect(text).toContain('Bonding Mode: fault-tolerance (active-backup) (fail_over_mac active)\n')
    expect(text).toContain('MII Polling Interval (ms): 100\n')
    expect(Object.keys(ports).sort()).toEqual(['eth0', 'eth1'])
    expect(Object.values(ports).map(({ miiStatus }) => miiStatus)).toEqual(['up', 'up'])
    expect(['eth0', 'eth1']).toContain(activePort)
  })

  step('address, default route and DNS servers are those of the file', async () => {
    expect(await host.run('ip -o -4 address show dev bond0')).toContain(' inet 10.0.2.12/8 brd 10.255.255.255 ')
    expect(await host.run('ip route show default')).toMatch(/^default via 10\.0\.0\.138 dev bond0 /)
    const servers = (await host.run('cat /etc/resolv.conf')).split('\n').filter(line => line.startsWith('nameserver'))
    expect(servers).toEqual(['nameserver 10.0.0.138', 'nameserver 8.8.8.8'])
  })

  step('modprobe leads bond0 to the driver, by our alias alone', async () => {
    expect(await host.run('modprobe -R bond0')).toBe('bonding\n')
    expect((await host.attempt('modprobe -C /etc/none -R bond0')).rc).not.toBe(0)
  })

  step('the second run changes nothing and restarts nothing', () => {
    const again = runs[2]
    expect(again?.rc).toBe(0)
    expect(resultOf(again, bondModule).result).toMatchObject({ changed: false, diff: [] })
    expect(again?.results.filter(({ action }) => action === applyModule)).toEqual([])
    expect(traces[1]).toBe(traces[0])
  })

  step(
    'carrier loss on the active port moves the bond to the other, and back again, while traffic goes on',
    async () => {
      // Whichever port came first is the active one; the guide begins with eth0.
      if ((await readBond(host)).activePort === 'eth1') await bounce(host, 'eth1', 'eth0')
      const before = await readBond(host)
      expect(before).toMatchObject({ activePort: 'eth0', mac: guideMacs.eth0 })

      const loss = await duringTraffic(host, async () => {
        await host.onSwitch('ip link set p0 down')
        await untilActive(host, 'eth1')
      })
      const moved = await readBond(host)
      expect(moved).toMatchObject({ activePort: 'eth1', mac: guideMacs.eth1 })
      expect(failuresOf(moved)).toEqual({ eth0: failuresOf(before).eth0 + 1, eth1: failuresOf(before).eth1 })
      expectKept('eth0 lost', loss)

      await host.onSwitch('ip link set p0 up')
      await untilUp(host)
      expect(await readBond(host)).toMatchObject({ activePort: 'eth1' })
      const back = await duringTraffic(host, async () => {
        await host.onSwitch('ip link set p1 down')
        await untilActive(host, 'eth0')
      })
      expect(await readBond(host)).toMatchObject({ activePort: 'eth0', mac: guideMacs.eth0 })
      expectKept('eth1 lost', back)
      await host.onSwitch('ip link set p1 up')
      await untilUp(host)
    }
  )
})

/** What changes when an interface is made anew, goes down or loses a port; a restart shows in it. */
async function traceOf(host: Case): Promise<string> {
  return host.run(
    'for d in bond0 eth0 eth1; do cd /sys/class/net/$d; echo $d $(cat ifindex carrier_changes flags address); done; ip -o address show dev bond0; ip route; stat -c "%n %i %z" /etc/resolv.conf'
  )
}

/** Takes carrier from a port until another one is active, and gives it back. */
async function bounce(host: Case, port: string, other: string): Promise<void> {
  const outlet = port.replace('eth', 'p')
  await host.onSwitch(`ip link set ${outlet} down`)
  await untilActive(host, other)
  await host.onSwitch(`ip link set ${outlet} up`)
  await untilUp(host)
}

function failuresOf({ ports }: BondState): { readonly eth0: number; readonly eth1: number } {
  return { eth0: ports.eth0?.linkFailures ?? -1, eth1: ports.eth1?.linkFailures ?? -1 }
}

/** Ports are looked at every 100 ms, and pings go every 200 ms: a switch costs one or two of them, a slow machine some more. */
function expectKept(event: string, { sent, received, longestGap, sessionKept }: Traffic): void {
  console.log(`${event}: ${sent - received} of ${sent} pings lost, longest gap ${longestGap} ms`)
  expect(sent).toBe(25)
  expect(sent - received).toBeLessThanOrEqual(5)
  expect(sessionKept).toBe(true)
}

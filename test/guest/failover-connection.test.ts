import { afterAll, beforeAll, describe, expect } from 'vitest'
import { onlyResult, type TaskResult } from '../integration/bench/ansible.ts'
import { untilUp } from './bench/bond-state.ts'
import { type Case, openCase } from './bench/case.ts'
import { guestTest, skipReason, theGuest } from './bench/guest-test.ts'
import { overBond } from './bench/over-bond.ts'
import { adHocFor } from './bench/play.ts'
import { linksSetDown, watchLinks } from './bench/watch-links.ts'
import { withGuideBond } from './bench/with-guide-bond.ts'

const action = 'nic.bonding.bond_failover'

/** Ansible comes by the interface that is tested. */
describe('a fail-over test under the SSH connection', () => {
  let host: Case

  beforeAll(async () => {
    if (skipReason !== undefined) return
    host = await openCase(theGuest(), { arpCheck: false })
    await withGuideBond(host)
  }, 180_000)
  afterAll(async () => host?.close())

  const inCase = (name: string, body: () => Promise<void>) => guestTest(name, body, 240_000)

  inCase('the bond with two ports: each is tested, and the answer comes by the other', async () => {
    const { status, result } = await testOver('10.0.2.12')
    expect(status, JSON.stringify(result)).toBe('ok')
    expect(result).toMatchObject({ changed: false, tests: [{ problems: [] }, { problems: [] }] })
    await untilUp(host)
  })

  inCase('a VLAN on one of the ports, which the other does not carry: refused, no link is touched', async () => {
    await host.run(`ip link add link eth1 name eth1.100 type vlan id 100
      ip address add 10.44.0.12/24 dev eth1.100; ip link set eth1.100 up`)
    await host.onSwitch(`ip link add link p1 name p1.100 type vlan id 100
      ip address add 10.44.0.1/24 dev p1.100; ip link set p1.100 up`)
    const { status, result } = await refusedOver('10.44.0.12')
    expect(status).toBe('failed')
    expect(String(result.msg).split('\n')).toEqual([
      expect.stringMatching(
        /^eth1: the address 10\.44\.0\.12 of the connection in use is on it, and would go with its/
      ),
      expect.stringMatching(/^eth1: the device eth1\.100 is on it/)
    ])
    await host.run('ip link delete eth1.100')
    await host.onSwitch('ip link delete p1.100')
  })

  inCase('the bond with one port that has a link: refused, no link is touched', async () => {
    await host.onSwitch('ip link set p0 down')
    await host.run('until [ $(grep -c "MII Status: down" /proc/net/bonding/bond0) = 1 ]; do sleep 0.1; done')
    const { status, result } = await refusedOver('10.0.2.12')
    expect(status).toBe('failed')
    expect(result.msg).toMatch(
      /1 of its 2 ports can carry traffic \(eth0: MII status down, .*or the host would be cut off/
    )
    await host.onSwitch('ip link set p0 up')
    await untilUp(host)
  })

  async function testOver(address: string): Promise<TaskResult> {
    const start = adHocFor(theGuest(), overBond(theGuest(), host, address))
    return onlyResult(await start('bond_failover', 'name=bond0').run, host.name, action)
  }

  async function refusedOver(address: string): Promise<TaskResult> {
    await watchLinks(host)
    const refused = await testOver(address)
    expect(await linksSetDown(host)).toBe('')
    return refused
  }
})

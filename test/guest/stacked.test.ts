import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { checkout } from '../../tools/setup/shell.mjs'
import { onlyResult } from '../integration/bench/ansible.ts'
import { waitUntil } from '../integration/bench/processes.ts'
import { type Case, openCase } from './bench/case.ts'
import { skipReason, theGuest } from './bench/guest-test.ts'
import { type HostState, readSettledState } from './bench/host-state.ts'
import { type ModulesOn, modulesOn } from './bench/modules-on.ts'
import { playbookOn } from './bench/play.ts'
import { readers } from './bench/readers.ts'

const mode = { mode: 'active-backup', miimon: 100 }
const bond0 = { ...mode, name: 'bond0', ports: ['eth0', 'eth1'], ipaddr: '10.0.2.12', prefix: 8 }
const bond1 = { ...mode, name: 'bond1', ports: ['eth2', 'eth3'], ifcfg: { BRIDGE: 'br0' } }
const vlan = { DEVICE: 'bond0.100', VLAN: true, ONBOOT: true, BOOTPROTO: 'none', IPADDR: '192.0.2.10', PREFIX: 24 }

const scripts = '/etc/sysconfig/network-scripts'
const up = (device: string) => `nmcli connection up <profile of ${scripts}/ifcfg-${device}>`

/** The example: VLANs on one bond, one by its name and with the default route, one by PHYSDEV; another bond is the port of a bridge. */
describe.for(readers)('what stands on a bond, $label', ({ reader, skipReason: readerReason }) => {
  const reason = skipReason ?? readerReason
  let host: Case
  let modules: ModulesOn

  beforeAll(async () => {
    if (reason !== undefined) return
    host = await openCase(theGuest(), { reader, ports: 4, arpCheck: false })
    modules = await modulesOn(host)
    await host.onSwitch(`
      ip link add br0.100 link br0 type vlan id 100; ip address add 192.0.2.1/24 dev br0.100; ip link set br0.100 up
      ip link add br0.200 link br0 type vlan id 200; ip address add 198.51.100.1/24 dev br0.200; ip link set br0.200 up
      ip address add 172.16.0.1/16 dev br0`)
  }, 180_000)
  afterAll(async () => host?.close())

  test('comes up with it, addresses and the route of a VLAN too', { timeout: 300_000 }, async ({ skip }) => {
    skip(reason !== undefined, reason)
    const run = await playbookOn(theGuest(), host, path.join(checkout, 'examples/on-top-of-a-bond.yml'))
    expect(run.rc, `${run.stdout}${run.stderr}`).toBe(0)
    const { result } = onlyResult(run, host.name, 'nic.bonding.network_apply')
    expect(result, run.stdout).toMatchObject({ state: 'confirmed' })
    await untilReachable()
    expect(await host.run('ip route show default')).toContain('default via 192.0.2.1 dev bond0.100')
  })

  test('is there again when the modes of the bonds change, and when that goes back', { timeout: 400_000 }, async ({
    skip
  }) => {
    skip(reason !== undefined, reason)
    if (reader === 'initscripts') await host.run(alias)
    const before = await readSettledState(host)
    const bonds = [
      { ...bond0, mode: 'balance-xor' },
      { ...bond1, mode: 'balance-xor' }
    ]
    await write({ bonds })
    const applied = await modules.run('network_apply', { id: 'modes', rollback_timeout: 60 })
    expect(applied.plan, JSON.stringify(applied, null, 1)).toEqual(restart[reader])
    expect(applied).toMatchObject({ state: 'waiting' })
    expect(applied.lost ?? [], JSON.stringify(applied, null, 1)).toEqual([])
    await untilReachable()
    expect(await host.run('cat /sys/class/net/bond[01]/bonding/mode; ip route show default')).toMatch(
      /^balance-xor 2\nbalance-xor 2\ndefault via 192\.0\.2\.1 dev bond0\.100/
    )
    await modules.run('network_apply', { state: 'reverted', id: 'modes' })
    await waitUntil('the host to go back', 120, async () => {
      return (await host.run('cat /var/lib/nic-bonding/modes/state')) === 'reverted\n'
    })
    await untilReachable()
    await expectState(before)
  })

  test('a change of a VLAN concerns that VLAN alone', { timeout: 300_000 }, async ({ skip }) => {
    skip(reason !== undefined, reason)
    await write(undefined, [{ ...vlan, GATEWAY: '192.0.2.1', MTU: 1400 }])
    const done = await modules.run('network_apply', { rollback_timeout: 0 })
    const alone = {
      initscripts: ['ifdown bond0.100', 'ifup bond0.100'],
      networkmanager: ['nmcli connection reload', up('bond0.100')]
    }
    expect(done, JSON.stringify(done, null, 1)).toMatchObject({ state: 'confirmed', plan: alone[reader] })
    await untilReachable()
    expect(await host.run('cat /sys/class/net/bond0.100/mtu')).toBe('1400\n')
  })

  test('goes with a bond that is deleted, and is back when that goes back', { timeout: 400_000 }, async ({ skip }) => {
    skip(reason !== undefined, reason)
    const before = await readSettledState(host)
    const removed = await modules.run('bond', { name: 'bond0', state: 'absent' })
    expect(String(removed.warnings)).toContain('ifcfg-bond0.100 stays, and stands on a bond that is gone')
    const applied = await modules.run('network_apply', { id: 'deleted', rollback_timeout: 60 })
    expect(applied, JSON.stringify(applied, null, 1)).toMatchObject({ state: 'waiting' })
    expect(await host.run('ls /sys/class/net')).not.toMatch(/^(?:bond0|vlan200)/m)
    await modules.run('network_apply', { state: 'reverted', id: 'deleted' })
    await waitUntil('the host to go back', 120, async () => {
      return (await host.run('cat /var/lib/nic-bonding/deleted/state')) === 'reverted\n'
    })
    await untilReachable()
    await expectState(before)
  })

  /** NetworkManager gives a device that it makes anew another metric; bonds are listed as they came. */
  async function expectState(before: HostState): Promise<void> {
    const comparable = ({ routes, bonds, ...rest }: HostState) => ({
      ...rest,
      routes: reader === 'networkmanager' ? routes.replace(/ metric \d+/g, '') : routes,
      bonds: bonds.split('\n').sort()
    })
    const log = await host.run('cat /var/log/nic-bonding.log')
    expect(comparable(await readSettledState(host)), log).toEqual(comparable(before))
  }

  async function write(
    bonds: Readonly<Record<string, unknown>> | undefined,
    files: readonly Readonly<Record<string, unknown>>[] = []
  ): Promise<void> {
    if (bonds !== undefined) expect(await modules.run('bond', bonds)).toMatchObject({ changed: true })
    for (const settings of files)
      expect(await modules.run('ifcfg', { name: settings.DEVICE, settings })).toMatchObject({ changed: true })
  }

  /** A bridge learns for the 15 s of its forward delay before it lets anything through. */
  async function untilReachable(): Promise<void> {
    const addresses = ['10.0.2.12', '192.0.2.10', '198.51.100.10', '172.16.0.12']
    const isReached = async (): Promise<boolean> => {
      const ping = addresses.map(address => `ping -q -n -c 1 -W 1 ${address} >/dev/null`).join(' && ')
      return (await host.onSwitch(`${ping} && echo all || true`)) === 'all\n'
    }
    try {
      await waitUntil('all addresses to answer', 60, isReached)
    } catch (error) {
      const { stdout } = await host.attempt(
        'ip address; ip route; tail -n 50 /run/NetworkManager.log; cat /var/log/nic-bonding.log'
      )
      throw new Error(`${error instanceof Error ? error.message : error}\n${stdout}`)
    }
  }
})

/** An alias as ifup of the bond would have started it. */
const alias = `printf 'DEVICE=bond0:1\\nONBOOT=yes\\nIPADDR=10.0.2.99\\nPREFIX=8\\n' >${scripts}/ifcfg-bond0:1
  ip address add 10.0.2.99/8 broadcast 10.255.255.255 dev bond0 label bond0:1`

const restart = {
  initscripts: [
    ...['ifdown vlan200', 'ifdown br0', 'ifdown bond0.100', 'ifdown bond0', 'ifdown bond1'],
    ...['ifup bond0', 'ifup bond1', 'ifup bond0.100', 'ifup br0', 'ifup vlan200']
  ],
  networkmanager: [
    'nmcli connection reload',
    ...['nmcli device disconnect bond0', 'nmcli device disconnect bond1'],
    ...['echo -bond0 > /sys/class/net/bonding_masters', 'echo -bond1 > /sys/class/net/bonding_masters'],
    ...['bond0', 'bond1', 'eth0', 'eth1', 'eth2', 'eth3', 'bond0.100', 'vlan200'].map(up)
  ]
}

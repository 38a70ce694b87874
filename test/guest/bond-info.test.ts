import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type BondingOption, bondingOptions } from '../../modules/lib/bonding/options.ts'
import { waitUntil } from '../integration/bench/processes.ts'
import { expectTrue, type Info, lacpOf, type PortInfo } from './bench/bond-truth.ts'
import { type Case, openCase } from './bench/case.ts'
import { guestTest, skipReason, theGuest } from './bench/guest-test.ts'
import { lacpPartner, modeBonds, modes, nameOf, portsOf } from './bench/mode-table.ts'
import { type Args, type ModulesOn, modulesOn, type Result } from './bench/modules-on.ts'

const files = '/etc/sysconfig/network-scripts'
/** The bond in mode 802.3ad of the table, and one whose ports lead to nobody who speaks LACP. */
const [withPartner, withoutPartner] = [4, modes.length]

describe('bond_info says what the kernel says', () => {
  let host: Case
  let modules: ModulesOn

  beforeAll(async () => {
    if (skipReason !== undefined) return
    host = await openCase(theGuest(), { ports: 2 * modes.length + 2, arpCheck: false })
    modules = await modulesOn(host)
    await host.onSwitch(`ip address add 192.0.2.1/24 dev br0; ${lacpPartner(withPartner)}`)
    const alone = { name: nameOf(withoutPartner), ports: [...portsOf(withoutPartner)], mode: '802.3ad', miimon: 100 }
    await modules.run('bond', { bonds: [...modeBonds, alone] })
    expect(await modules.run('network_apply', { rollback_timeout: 0 })).toMatchObject({ state: 'confirmed' })
    await waitUntil('the partner to be found and every port to be up', 30, async () => {
      const { bonds } = await info({})
      const isUp = bonds.every(({ ports }) => ports.every(port => port.mii_status === 'up'))
      return isUp && lacpOf(bonds, nameOf(withPartner)).ports === 2
    })
  }, 240_000)
  afterAll(async () => host?.close())

  test.for([
    ...modes.map(({ mode }, id) => ({ label: mode, id })),
    { label: '802.3ad without a partner', id: withoutPartner }
  ])('$label: every field as ip, /proc and sysfs have it', async ({ id }, { skip }) => {
    skip(skipReason !== undefined, skipReason)
    const seen = await expectTruth(nameOf(id))
    expect(seen.drift).toEqual([])
    expect(seen.bonds[0]).toMatchObject({ in_files: true, in_kernel: true, up: true, carrier: true, mii_status: 'up' })
  })

  guestTest('LACP: the partner is the bond on the side of the switch; without one its address is zero', async () => {
    const { bonds } = await info({})
    const partner = (await host.onSwitch('cat /sys/class/net/lag/address')).trim()
    expect(lacpOf(bonds, nameOf(withPartner))).toMatchObject({ partner_mac: partner, ports: 2 })
    expect(lacpOf(bonds, nameOf(withoutPartner))).toMatchObject({ partner_mac: '00:00:00:00:00:00', ports: 1 })
    const [first] = bonds.find(({ name }) => name === nameOf(withPartner))?.ports ?? []
    expect(first).toMatchObject({ partner: { system_mac: partner } })
  })

  guestTest('a port without carrier', async () => {
    const [port = ''] = portsOf(7)
    const link = port.replace('eth', 'p')
    await host.onSwitch(`ip link set ${link} down`)
    const statusOf = async () => portOf(await info({}), port)?.mii_status
    await waitUntil('the driver to notice', 10, async () => (await statusOf()) === 'down')
    const { bonds } = await expectTruth(nameOf(7))
    expect(bonds[0]?.ports[0]).toMatchObject({ up: true, carrier: false, mii_status: 'down', link_failures: 1 })
    await host.onSwitch(`ip link set ${link} up`)
    await waitUntil('the driver to notice', 10, async () => (await statusOf()) === 'up')
  })

  guestTest('a port that is missing, one too many, and a bond that is down', async () => {
    const [first = '', second = ''] = portsOf(2)
    const [, foreign = ''] = portsOf(3)
    const [bond, other] = [nameOf(2), nameOf(3)]
    await host.run(`cd /sys/class/net; echo -${second} >${bond}/bonding/slaves; echo -${foreign} >${other}/bonding/slaves
      ip link set ${foreign} down; echo +${foreign} >${bond}/bonding/slaves`)
    const { bonds, drift } = await expectTruth(bond)
    expect(bonds[0]?.ports.map(({ name, in_files, in_kernel }) => [name, in_files, in_kernel])).toEqual([
      [first, true, true],
      [foreign, false, true],
      [second, true, false]
    ])
    expect(drift).toEqual([
      { bond, port: second, key: 'MASTER', file: bond, kernel: null, path: `${files}/ifcfg-${second}` },
      { bond, port: foreign, key: 'MASTER', file: other, kernel: bond, path: `${files}/ifcfg-${foreign}` }
    ])
    await host.run(`echo -${foreign} >/sys/class/net/${bond}/bonding/slaves; ip link set ${bond} down`)
    expect((await expectTruth(bond)).drift).toMatchObject([{ bond, key: 'ONBOOT', file: 'yes', kernel: 'down' }])
  })

  guestTest(
    'a bond that only files have, and one that only the kernel has; both wait in the change that wrote one',
    async () => {
      await modules.run('ifcfg', {
        name: 'bond20',
        settings: { DEVICE: 'bond20', TYPE: 'Bond', ONBOOT: true, BONDING_OPTS: 'mode=1 miimon=100' }
      })
      await host.run('ip link add bond21 type bond mode balance-xor miimon 70')
      const seen = await info({ name: ['bond20', 'bond21'] })
      expect(seen.bonds).toMatchObject([
        { name: 'bond20', in_files: true, in_kernel: false, mode: null, configured: { mode: 'active-backup' } },
        {
          name: 'bond21',
          in_files: false,
          in_kernel: true,
          mode: 'balance-xor',
          options: { miimon: 70 },
          configured: null
        }
      ])
      expect(seen.drift).toMatchObject([
        { bond: 'bond20', key: 'DEVICE', file: 'bond20', kernel: null },
        { bond: 'bond21', key: 'DEVICE', file: null, kernel: 'bond21' }
      ])
      expect(seen.pending).toMatchObject({ state: 'written', remaining: null, files: [`${files}/ifcfg-bond20`] })
      await expectTruth('bond21')
      await modules.run('network_apply', { state: 'reverted' })
      expect((await info({})).pending).toBeNull()
      await host.run('ip link delete bond21')
    }
  )

  guestTest(
    'drift in each option, and in the MTU',
    async () => {
      const found = new Map<string, unknown>()
      for (const [id, { task }] of modes.entries()) {
        if (id === 2) continue
        const named = ['mode', ...Object.keys(task)]
        for (const option of bondingOptions.filter(({ name }) => named.includes(name) && !found.has(name)))
          found.set(option.name, await driftOf(nameOf(id), option))
      }
      expect(Object.fromEntries(found)).toEqual(Object.fromEntries(bondingOptions.map(({ name }) => [name, [name]])))
      await host.run(`ip link set ${nameOf(0)} mtu 1400; echo MTU=1500 >>${files}/ifcfg-${nameOf(0)}`)
      expect((await info({ name: nameOf(0) })).drift).toMatchObject([{ key: 'MTU', file: '1500', kernel: '1400' }])
    },
    300_000
  )

  guestTest('drift of addresses and the gateway; what somebody has added is none', async () => {
    const [bond, path] = [nameOf(5), `${files}/ifcfg-${nameOf(5)}`]
    const before = await host.run(`cat ${path}`)
    await host.run(`printf 'IPADDR=198.51.100.5\\nPREFIX=24\\nGATEWAY=198.51.100.1\\n' >>${path}
      ip address add 198.51.100.5/24 dev ${bond}; ip address add 198.51.100.9/32 dev ${bond}
      ip route add default via 198.51.100.1 dev ${bond}; ip route add default via 198.51.100.2 dev ${bond} metric 7`)
    expect((await expectTruth(bond)).drift).toEqual([])
    await host.run(`ip route delete default via 198.51.100.1 dev ${bond}
      ip address add 198.51.100.5/16 dev ${bond}; ip address delete 198.51.100.5/24 dev ${bond}`)
    const about = { bond, port: null, path }
    expect((await expectTruth(bond)).drift).toEqual([
      { ...about, key: 'IPADDR', file: '198.51.100.5/24', kernel: '198.51.100.5/16' },
      { ...about, key: 'GATEWAY', file: '198.51.100.1', kernel: '198.51.100.2' }
    ])
    await host.run(`ip route flush default dev ${bond}; ip address flush dev ${bond}`)
    expect((await expectTruth(bond)).drift).toEqual([
      { ...about, key: 'IPADDR', file: '198.51.100.5/24', kernel: null },
      { ...about, key: 'GATEWAY', file: '198.51.100.1', kernel: null }
    ])
    await host.run(`cat >${path}`, { input: before })
    expect((await expectTruth(bond)).drift).toEqual([])
  })

  guestTest('the driver, modprobe, the machine, and the change that is open', async () => {
    const seen = await info({ name: nameOf(0) })
    const version = /^Ethernet Channel Bonding Driver: v(.*)$/m.exec(
      await host.run(`cat /proc/net/bonding/${nameOf(0)}`)
    )
    expect(seen.driver).toEqual({ loaded: true, version: version?.[1], kernel: (await host.run('uname -r')).trim() })
    const shown = (await host.run(`ls /sys/class/net/${nameOf(0)}/bonding`)).split('\n')
    expect(seen.capabilities).toEqual(
      Object.fromEntries(bondingOptions.map(({ name }) => [name, shown.includes(name) ? 'yes' : 'no']))
    )
    // The driver's own name for new links is in no file of modprobe.d.
    const command = "modprobe --showconfig | grep '^alias .* bonding$' | grep -v ' rtnl_link_bond '"
    const loaded = (await host.run(command)).trimEnd().split('\n')
    const { aliases } = seen.modprobe as { readonly aliases: readonly Result[] }
    expect(aliases.map(({ alias, module }) => `alias ${alias} ${module}`).sort()).toEqual(loaded.sort())
    for (const { path, line, alias } of aliases)
      expect(await host.run(`sed -n ${line}p ${path}`)).toMatch(new RegExp(`^alias\\s+${alias}\\s+bonding`))
    expect(seen.virtualization).toMatchObject({ product: null, kind: null, advice: null })
    expect(seen.pending).toBeNull()
  })

  const info = async (args: Args): Promise<Info> => {
    const result = await modules.run('bond_info', args)
    expect(result).toMatchObject({ changed: false })
    return result as Info
  }

  /** What bond_info says of a bond, which is what others say. */
  async function expectTruth(name: string): Promise<Info> {
    const seen = await info({ name })
    await expectTrue(host, seen, name)
    return seen
  }

  /** The keys that drift when the file of a bond names another value of an option. */
  async function driftOf(bond: string, option: BondingOption): Promise<readonly unknown[]> {
    const path = `${files}/ifcfg-${bond}`
    const before = await host.run(`cat ${path}`)
    const word = new RegExp(`(["\\s]${option.name}=)([^\\s"]*)`)
    const now = word.exec(before)?.[2]
    if (now === undefined) return ['the file does not name it']
    await host.run(`cat >${path}`, { input: before.replace(word, (_, key) => `${key}${otherValue(option, now)}`) })
    const { drift } = await info({ name: bond })
    await host.run(`cat >${path}`, { input: before })
    return drift.map(({ key }) => key)
  }
})

function portOf({ bonds }: Info, name: string): PortInfo | undefined {
  return bonds.flatMap(({ ports }) => ports).find(port => port.name === name)
}

/** Another value that an option can have. */
function otherValue({ kind }: BondingOption, now: string): string {
  switch (kind.type) {
    case 'int':
      return String(Number(now) / 2)
    case 'named':
      return kind.values.map(({ name }) => name).find((name, id) => name !== now && String(id) !== now) ?? ''
    case 'ipv4-list':
      return '192.0.2.77'
    default:
      return 'eth0'
  }
}

import { expect } from 'vitest'
import type { Case } from './case.ts'
import { type IpLink, ipLinks, ipOption } from './ip-link.ts'
import type { Result } from './modules-on.ts'

/** What bond_info says, as far as the tests look into it. */
export interface Info extends Result {
  readonly bonds: readonly Readonly<Record<string, unknown> & { name: string; ports: readonly PortInfo[] }>[]
  readonly drift: readonly Readonly<Record<string, unknown>>[]
}

export type PortInfo = Readonly<Record<string, unknown>> & { readonly name: string }

/** Compares every field that bond_info has of a bond with ip, /proc and sysfs. */
export async function expectTrue(host: Case, seen: Info, name: string): Promise<void> {
  const links = await ipLinks(host)
  const text = await host.run(`cat /proc/net/bonding/${name}`)
  const [bond] = seen.bonds
  const link = links.get(name)
  if (bond === undefined || link === undefined) throw new Error(`${name} is missing`)
  expect(deviceOf(bond)).toEqual(deviceFrom(link))
  expect(bond.mii_status).toBe(/^MII Status: (.*)$/m.exec(text)?.[1])
  expect(bond.mode).toBe(ipOption(link, 'mode'))
  expect([bond.active_port, bond.primary]).toEqual([
    ipOption(link, 'active_slave') ?? null,
    ipOption(link, 'primary') ?? null
  ])
  const options = bond.options as Readonly<Record<string, unknown>>
  expect(compared(options, link)).toEqual([])
  await expectFiles(host, link, options)
  expect(bond.speed).toBe(numberOr(await host.run(`cat /sys/class/net/${name}/speed 2>/dev/null || true`)))
  expect(bond.unparsed).toEqual([])
  const addresses = (await host.run(`ip -o address show dev ${name}`)).trimEnd().split('\n')
  expect(bond.addresses).toEqual(bond.carrier === true ? addressesIn(addresses) : null)
  const routes = (await host.run(`ip route show default dev ${name}`)).split('\n')
  expect(bond.gateways).toEqual(routes.flatMap(line => /^default via (\S+)/.exec(line)?.[1] ?? []))
  expect(bond.lacp === null ? undefined : lacpOf(seen.bonds, name)).toEqual(lacpFrom(link))
  for (const port of bond.ports) {
    const portLink = links.get(port.name)
    if (portLink === undefined) throw new Error(`${port.name} is missing`)
    expect(port.in_kernel).toBe(portLink.master === name)
    await expectPort(host, port, portLink)
    if (hasPartner(bond)) expectLacp(port, text, portLink)
  }
}

/** The options that ip does not show, by the driver's files: a name, or a number that may stand for on or off. */
async function expectFiles(host: Case, link: IpLink, options: Readonly<Record<string, unknown>>): Promise<void> {
  const others = Object.keys(options).filter(option => ipOption(link, option) === undefined)
  const texts = await host.run(
    `cd /sys/class/net/${link.ifname}/bonding; for f in ${others.join(' ')}; do cat $f; done`
  )
  const words = texts.split('\n').map(text => text.split(' ')[0] ?? '')
  const same = (value: string, word = '') => value === word || value === ['off', 'on'][Number(word)]
  expect(others.filter((option, index) => !same(String(options[option]), words[index]))).toEqual([])
}

/** Both sides of a port in LACP, and what came of it, once two have found each other. */
function expectLacp(port: PortInfo, text: string, { linkinfo }: IpLink): void {
  const data = linkinfo?.info_slave_data
  const [, own = ''] = text.split(`Slave Interface: ${port.name}\n`)
  const said = (key: string) => new RegExp(`^${key}: (.*)$`, 'm').exec(own)?.[1]
  expect(port).toMatchObject({
    actor: { port_state: data?.ad_actor_oper_port_state },
    partner: { port_state: data?.ad_partner_oper_port_state },
    actor_churn: said('Actor Churn State'),
    partner_churn: said('Partner Churn State'),
    actor_churned: Number(said('Actor Churned Count')),
    partner_churned: Number(said('Partner Churned Count'))
  })
  for (const side of ['actor', 'partner']) {
    const [, pdu = ''] = own.split(`details ${side} lacp pdu:\n`)
    const field = (key: string) => new RegExp(`^    ${key}: (.*)$`, 'm').exec(pdu)?.[1]
    expect(port[side]).toMatchObject({
      system_priority: Number(field('system priority')),
      system_mac: field('system mac address'),
      key: Number(field('(?:port|oper) key')),
      port_priority: Number(field('port priority')),
      port_number: Number(field('port number'))
    })
  }
}

async function expectPort(host: Case, port: PortInfo, link: IpLink): Promise<void> {
  expect(deviceOf(port)).toEqual(deviceFrom(link))
  const data = port.in_kernel === true ? link.linkinfo?.info_slave_data : undefined
  expect({
    mii_status: port.mii_status,
    link_failures: port.link_failures,
    permanent_mac: port.permanent_mac,
    queue_id: port.queue_id,
    aggregator_id: port.aggregator_id
  }).toEqual({
    mii_status: typeof data?.mii_status === 'string' ? data.mii_status.toLowerCase().replace('_', ' ') : null,
    link_failures: data?.link_failure_count ?? null,
    permanent_mac: data?.perm_hwaddr ?? null,
    queue_id: data?.queue_id ?? null,
    aggregator_id: data?.ad_aggregator_id ?? null
  })
  if (port.carrier !== true) return
  const [speed, duplex] = (await host.run(`cat /sys/class/net/${port.name}/{speed,duplex}`)).split('\n')
  expect([port.speed, port.duplex]).toEqual([Number(speed), duplex])
}

function hasPartner({ lacp }: Readonly<Record<string, unknown>>): boolean {
  const { partner_mac } = (lacp ?? {}) as Readonly<Record<string, unknown>>
  return typeof partner_mac === 'string' && partner_mac !== '00:00:00:00:00:00'
}

function numberOr(text: string): number | null {
  return Number(text) > 0 ? Number(text) : null
}

function deviceOf({ up, carrier, mac, mtu }: Readonly<Record<string, unknown>>): unknown {
  return { up, carrier, mac, mtu }
}

function deviceFrom({ flags, address, mtu }: IpLink): unknown {
  const up = flags.includes('UP')
  return { up, carrier: up ? flags.includes('LOWER_UP') : null, mac: address, mtu }
}

/** The addresses of lines of `ip -o address`, with their prefixes. */
function addressesIn(lines: readonly string[]): readonly string[] {
  return lines.flatMap(line => /^\d+: \S+\s+inet6? (\S+)/.exec(line)?.[1] ?? [])
}

/** The options whose values are not those of ip, with both; ip shows null for none, and either has on and off or numbers. */
function compared(options: Readonly<Record<string, unknown>>, link: IpLink): readonly string[] {
  return Object.entries(options).flatMap(([option, value]) => {
    const seen = ipOption(link, option)
    const isSame =
      seen === undefined ||
      String(seen ?? 'none') === String(value) ||
      ['off', 'on'][Number(value)] === seen ||
      ['off', 'on'][Number(seen)] === value
    return isSame ? [] : [`${option}: ${value}, ip has ${seen}`]
  })
}

/** The aggregator of a bond in mode 802.3ad, as far as ip shows it. */
export function lacpOf(bonds: Info['bonds'], name: string): Readonly<Record<string, unknown>> {
  const lacp = bonds.find(bond => bond.name === name)?.lacp
  const { aggregator_id, ports, actor_key, partner_key, partner_mac } = (lacp ?? {}) as Readonly<
    Record<string, unknown>
  >
  return { aggregator_id, ports, actor_key, partner_key, partner_mac }
}

function lacpFrom({ linkinfo }: IpLink): unknown {
  const ad = linkinfo?.info_data?.ad_info as Readonly<Record<string, unknown>> | undefined
  if (ad === undefined) return undefined
  return {
    ...{ aggregator_id: ad.aggregator, ports: ad.num_ports, actor_key: ad.actor_key },
    ...{ partner_key: ad.partner_key, partner_mac: ad.partner_mac }
  }
}

/** What the template gets for a host: the results that the playbook registers. */
export interface Seen {
  readonly report_found: Readonly<Record<string, unknown>>
  readonly report_failover_found?: Readonly<Record<string, unknown>>
}

export type SeenHosts = Readonly<Record<string, Seen>>

type Dict = Readonly<Record<string, unknown>>

const noLink: Dict = { carrier: false, mii_status: 'down', speed: null, link_failures: 1 }

/** One host of every state, and what each looks like in more than one mode. */
export const hostOfEachState: SeenHosts = {
  'db01.example.net': seen([bond('bond0', lacp(4)), bond('bond1')]),
  'db02.example.net': seen([bond('bond0', { ...lacp(2), vlans: [100, 200, 300].map(vlan) })]),
  'web01.example.net': seen([
    bond('bond0', {}, [{}, { carrier: false, mii_status: 'down', speed: null, link_failures: 3 }])
  ]),
  'web02.example.net': seen([
    bond('bond0', { carrier: false, mii_status: 'down', active_port: null }, [noLink, noLink])
  ]),
  'web03.example.net': seen([bond()], {
    drift: [
      { bond: 'bond0', port: null, key: 'miimon', file: '100', kernel: '0', path: `${scripts()}/ifcfg-bond0` },
      { bond: 'bond0', port: 'eth2', key: 'MASTER', file: 'bond0', kernel: null, path: `${scripts()}/ifcfg-eth2` }
    ]
  }),
  'app01.example.net': seen([bond()], {
    pending: {
      ...{ id: '5f0c1d7e9ab34c8f', state: 'waiting', remaining: 171.4, reason: null, log: '/var/log/nic-bonding.log' },
      files: [`${scripts()}/ifcfg-bond0`, `${scripts()}/ifcfg-eth1`]
    }
  }),
  'app02.example.net': seen([bond('bond0', { mode: 'balance-rr', active_port: null })], {
    warnings: ['mode: balance-rr needs ports of one channel group on the switch; without it frames are lost']
  }),
  'app03.example.net': seen([bond('bond0', lacp(2, ['00:00:00:00:00:00']))]),
  'lab01.example.net': seen([bond()], {}, [failover('bond0', [])]),
  'lab02.example.net': seen([bond()], {}, [
    failover('bond0', ['the target did not answer for 5000 ms after eth0 was taken down'])
  ]),
  'old01.example.net': {
    report_found: { unreachable: true, msg: 'Failed to connect to the host via ssh: No route to host' }
  },
  'old02.example.net': { report_found: { failed: true, msg: 'nic-bonding cannot be executed on this host' } },
  'one01.example.net': seen([])
}

/** As many hosts as asked, most of them well. */
export function manyHosts(count: number): SeenHosts {
  const odd = Object.values(hostOfEachState)
  const well = [
    seen([bond()]),
    seen([bond('bond0', lacp(2)), bond('bond1')]),
    seen([bond('bond0', { vlans: [vlan(10)] })])
  ]
  return Object.fromEntries(
    Array.from({ length: count }, (_, index) => {
      const all = index % 10 === 9 ? odd : well
      const name = `host${String(index + 1).padStart(4, '0')}.example.net`
      return [name, all[Math.floor(index / 10) % all.length] ?? well[0]] as const
    }).filter((pair): pair is readonly [string, Seen] => pair[1] !== undefined)
  )
}

function seen(bonds: readonly Dict[], more: Dict = {}, results: readonly Dict[] = []): Seen {
  return {
    report_found: {
      ...{ changed: false, failed: false, bonds, drift: [], pending: null, warnings: [] },
      driver: { loaded: true, version: '3.7.1', kernel: '5.14.0-503.el9.x86_64' },
      virtualization: { product: 'VirtualBox', kind: 'VirtualBox', advice: 'fail_over_mac=active', reason: '' },
      ...more
    },
    report_failover_found: { results }
  }
}

function scripts(): string {
  return '/etc/sysconfig/network-scripts'
}

function bond(name = 'bond0', more: Dict = {}, ports: readonly Dict[] = [{}, {}]): Dict {
  const all = Array.isArray(more.ports)
    ? more.ports
    : ports.map((port, index) => ({ ...plainPort(name, index), ...port }))
  return {
    ...{
      name,
      in_files: true,
      in_kernel: true,
      mode: 'active-backup',
      up: true,
      carrier: true,
      mtu: 1500,
      speed: 10_000
    },
    ...{ mac: '08:00:27:43:66:17', mii_status: 'up', primary: null, lacp: null, vlans: [], unparsed: [], alias: null },
    ...{ options: { miimon: 100, fail_over_mac: 'active' }, addresses: ['10.0.2.12/8'], gateways: ['10.0.0.138'] },
    active_port: all[0]?.name ?? null,
    configured: {
      ...{ path: `${scripts()}/ifcfg-${name}`, mode: 'active-backup', onboot: true, bootproto: 'none', mtu: null },
      ...{ options: { miimon: 100 }, addresses: ['10.0.2.12/8'], gateway: '10.0.0.138' }
    },
    ...more,
    ports: all
  }
}

function plainPort(bondName: string, index: number): Dict {
  const name = `eth${index + (bondName === 'bond0' ? 0 : 4)}`
  return {
    ...{
      name,
      in_files: true,
      in_kernel: true,
      path: `${scripts()}/ifcfg-${name}`,
      exists: true,
      up: true,
      carrier: true
    },
    ...{ mac: '08:00:27:43:66:17', mtu: 1500, speed: 10_000, duplex: 'full', mii_status: 'up', link_failures: 0 },
    ...{
      permanent_mac: `08:00:27:43:66:${String(17 + index)}`,
      queue_id: 0,
      aggregator_id: null,
      actor: null,
      partner: null
    }
  }
}

function aggregator(partner: string): Dict {
  return { aggregator_id: 1, ports: 2, actor_key: 15, partner_key: 15, partner_mac: partner }
}

function lacp(count: number, macs = ['52:54:00:00:01:01', '52:54:00:00:02:02']): Dict {
  return {
    ...{ mode: '802.3ad', active_port: null, speed: 10_000 * count, lacp: aggregator(macs[0] ?? '') },
    ports: Array.from({ length: count }, (_, index) => ({
      ...plainPort('bond0', index),
      aggregator_id: index < 2 ? 1 : 2,
      partner: { system_mac: macs[Math.floor(index / 2)], port_number: index + 1, key: 15 }
    }))
  }
}

function vlan(id: number): Dict {
  const up = id !== 300
  return {
    ...{ name: `bond0.${id}`, id, in_files: true, in_kernel: up, up: up ? true : null, carrier: up ? true : null },
    ...{ mtu: up ? 1500 : null, addresses: up ? [`192.0.2.${id % 250}/24`] : null }
  }
}

function failover(name: string, problems: readonly string[]): Dict {
  const one = { was_active: true, switched: true, switch_ms: 266, probes_sent: 20, probes_lost: 0, longest_gap_ms: 338 }
  return {
    ...{ item: name, bond: name, mode: 'active-backup', ping_target: '10.0.0.138', failed: problems.length > 0 },
    ...(problems.length > 0 && { msg: problems[0] }),
    tests: [
      { ...one, port: 'eth0', new_active_port: 'eth1', problems },
      { ...one, port: 'eth1', new_active_port: 'eth0', switch_ms: 356, problems: [] }
    ]
  }
}

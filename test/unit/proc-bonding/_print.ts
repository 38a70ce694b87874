import type { ProcBond, ProcPort } from '../../../modules/lib/proc-bonding/proc-bond.ts'

/**
 * The drivers whose print code was read, each from the first kernel with it that is named: `2.6.32` bond_main.c of Linux 2.6.32,
 * the others bond_procfs.c of 2.6.39, of the kernels of EL6 (2.6.32) and EL7 (3.10), of 4.4.155, of EL9 (5.14), and of 6.1.
 */
export type Driver = '2.6.32' | '2.6.39' | '2.6.32-el6' | '3.10' | '4.4' | '5.14' | '6.1'

/**
 * What a driver prints of a bond: bond_info_seq_show(), bond_info_show_master(), bond_info_show_slave(). Written from that code,
 * so that a text which comes back the same has been understood to its last character.
 */
export function printed(bond: ProcBond, driver: Driver): string {
  const has = (first: Driver): boolean => drivers.indexOf(driver) >= drivers.indexOf(first)
  const option = (name: string): string => bond.options.get(name) ?? ''
  const mode = option('mode')
  const lines = [
    `Ethernet Channel Bonding Driver: ${bond.version}`,
    '',
    `Bonding Mode: ${words[mode]}${bond.options.has('fail_over_mac') ? ` (fail_over_mac ${option('fail_over_mac')})` : ''}`
  ]
  const hashing = has('4.4') ? ['balance-xor', '802.3ad', 'balance-tlb', 'balance-alb'] : ['balance-xor', '802.3ad']
  const hash = option('xmit_hash_policy')
  if (hashing.includes(mode)) lines.push(`Transmit Hash Policy: ${hash} (${hashes.indexOf(hash)})`)
  if (['active-backup', 'balance-tlb', 'balance-alb'].includes(mode)) {
    const reselect = bond.options.has('primary_reselect') ? ` (primary_reselect ${option('primary_reselect')})` : ''
    lines.push(`Primary Slave: ${option('primary') || 'None'}${reselect}`)
    lines.push(`Currently Active Slave: ${bond.activePort ?? 'None'}`)
  }
  lines.push(`MII Status: ${bond.miiStatus}`, `MII Polling Interval (ms): ${option('miimon')}`)
  lines.push(`Up Delay (ms): ${option('updelay')}`, `Down Delay (ms): ${option('downdelay')}`)
  if (has('5.14')) lines.push(`Peer Notification Delay (ms): ${option('peer_notif_delay')}`)
  if (bond.options.has('arp_interval')) {
    lines.push(`ARP Polling Interval (ms): ${option('arp_interval')}`)
    if (has('6.1')) lines.push(`ARP Missed Max: ${option('arp_missed_max')}`)
    lines.push(`ARP IP target/s (n.n.n.n form):${targets(option('arp_ip_target'))}`)
    if (has('6.1')) lines.push(`NS IPv6 target/s (xx::xx form):${targets(option('ns_ip6_target'))}`)
  }
  if (mode === '802.3ad') {
    lines.push('', '802.3ad info')
    if (has('6.1')) lines.push(`LACP active: ${option('lacp_active')}`)
    lines.push(`LACP rate: ${option('lacp_rate')}`)
    if (has('2.6.32-el6')) lines.push(`Min links: ${option('min_links')}`)
    lines.push(`Aggregator selection policy (ad_select): ${option('ad_select')}`, ...aggregatorLines(bond))
  }
  for (const port of bond.ports) lines.push(...portLines(port, driver, mode))
  return `${lines.join('\n')}\n`
}

const drivers: readonly Driver[] = ['2.6.32', '2.6.39', '2.6.32-el6', '3.10', '4.4', '5.14', '6.1']

/** bond_mode_name() */
const words: { readonly [mode: string]: string } = {
  'balance-rr': 'load balancing (round-robin)',
  'active-backup': 'fault-tolerance (active-backup)',
  'balance-xor': 'load balancing (xor)',
  broadcast: 'fault-tolerance (broadcast)',
  '802.3ad': 'IEEE 802.3ad Dynamic link aggregation',
  'balance-tlb': 'transmit load balancing',
  'balance-alb': 'adaptive load balancing'
}

const hashes = ['layer2', 'layer3+4', 'layer2+3', 'encap2+3', 'encap3+4', 'vlan+srcmac']

function targets(list: string): string {
  return list === '' ? '' : ` ${list.split(',').join(', ')}`
}

/** In newer drivers for CAP_NET_ADMIN alone, with the system's priority and address before it. */
function aggregatorLines({ aggregator, systemPriority, systemMac }: ProcBond): readonly string[] {
  const system =
    systemPriority === undefined ? [] : [`System priority: ${systemPriority}`, `System MAC address: ${systemMac}`]
  if (aggregator === undefined) return system
  if (aggregator === 'none') return [...system, 'bond bond0 has no active aggregator']
  return [
    ...system,
    'Active Aggregator Info:',
    `\tAggregator ID: ${aggregator.id}`,
    `\tNumber of ports: ${aggregator.ports}`,
    `\tActor Key: ${aggregator.actorKey}`,
    `\tPartner Key: ${aggregator.partnerKey}`,
    `\tPartner Mac Address: ${aggregator.partnerMac}`
  ]
}

function portLines(port: ProcPort, driver: Driver, mode: string): readonly string[] {
  const isNew = ['4.4', '5.14', '6.1'].includes(driver)
  const aggregator = mode === '802.3ad' ? [`Aggregator ID: ${port.aggregatorId ?? 'N/A'}`] : []
  const queue = driver === '2.6.32' ? [] : [`Slave queue ID: ${port.queueId}`]
  return [
    '',
    `Slave Interface: ${port.name}`,
    `MII Status: ${port.miiStatus}`,
    ...(driver === '2.6.32'
      ? []
      : [
          `Speed: ${port.speed === undefined ? 'Unknown' : `${port.speed} Mbps`}`,
          `Duplex: ${port.duplex ?? 'Unknown'}`
        ]),
    `Link Failure Count: ${port.linkFailures}`,
    `Permanent HW addr: ${port.permanentMac}`,
    ...(isNew ? [...queue, ...aggregator] : [...aggregator, ...queue]),
    ...(isNew && port.aggregatorId !== undefined ? lacpLines(port) : [])
  ]
}

function lacpLines({ actor, partner, ...port }: ProcPort): readonly string[] {
  const side = (name: string, key: string, pdu: ProcPort['actor']): readonly string[] =>
    pdu === undefined
      ? []
      : [
          `details ${name} lacp pdu:`,
          `    system priority: ${pdu.systemPriority}`,
          `    system mac address: ${pdu.systemMac}`,
          `    ${key} key: ${pdu.key}`,
          `    port priority: ${pdu.portPriority}`,
          `    port number: ${pdu.portNumber}`,
          `    port state: ${pdu.portState}`
        ]
  return [
    `Actor Churn State: ${port.actorChurn}`,
    `Partner Churn State: ${port.partnerChurn}`,
    `Actor Churned Count: ${port.actorChurned}`,
    `Partner Churned Count: ${port.partnerChurned}`,
    ...side('actor', 'port', actor),
    ...side('partner', 'oper', partner)
  ]
}

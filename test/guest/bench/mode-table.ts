import type { BondOptions } from '#generated/bond'

/** A bond of one mode: what the task says, and what the files of the driver say then (/sys/class/net/<bond>/bonding). */
interface ModeCase {
  readonly mode: string
  readonly task: Partial<BondOptions>
  readonly driver: Readonly<Record<string, string>>
}

/** Each mode with options that fit it, none of them its default; together all options of the table. */
export const modes: readonly ModeCase[] = [
  {
    mode: 'balance-rr',
    task: {
      miimon: 100,
      updelay: 200,
      downdelay: 300,
      all_slaves_active: 'on',
      resend_igmp: 3,
      packets_per_slave: 7,
      use_carrier: 'off'
    },
    driver: {
      mode: 'balance-rr 0',
      miimon: '100',
      updelay: '200',
      downdelay: '300',
      all_slaves_active: '1',
      resend_igmp: '3',
      packets_per_slave: '7',
      use_carrier: '0'
    }
  },
  {
    mode: 'active-backup',
    task: {
      // Each in the other's text: in the given order initscripts would lose the second.
      arp_ip_target: ['10.0.0.138', '10.0.0.1'],
      arp_interval: 200,
      arp_validate: 'all',
      arp_all_targets: 'all',
      arp_missed_max: 4,
      fail_over_mac: 'follow',
      primary: 'eth3',
      ipaddr: '10.0.3.1',
      prefix: 8
    },
    driver: {
      mode: 'active-backup 1',
      miimon: '0',
      arp_interval: '200',
      arp_ip_target: '10.0.0.1 10.0.0.138',
      arp_validate: 'all 3',
      arp_all_targets: 'all 1',
      arp_missed_max: '4',
      fail_over_mac: 'follow 2',
      primary: 'eth3',
      active_slave: 'eth3'
    }
  },
  {
    mode: 'balance-xor',
    task: { miimon: 50, xmit_hash_policy: 'layer3+4' },
    driver: { mode: 'balance-xor 2', miimon: '50', xmit_hash_policy: 'layer3+4 1' }
  },
  {
    mode: 'broadcast',
    task: { arp_interval: 300, arp_ip_target: ['192.0.2.1'], ipaddr: '192.0.2.2', prefix: 24 },
    driver: { mode: 'broadcast 3', miimon: '0', arp_interval: '300', arp_ip_target: '192.0.2.1' }
  },
  {
    mode: '802.3ad',
    task: {
      miimon: 100,
      lacp_rate: 'fast',
      xmit_hash_policy: 'layer2+3',
      lacp_active: 'off',
      ad_select: 'count',
      ad_actor_sys_prio: 100,
      ad_actor_system: '02:00:5E:00:53:AB',
      ad_user_port_key: 7,
      min_links: 1
    },
    driver: {
      mode: '802.3ad 4',
      miimon: '100',
      lacp_rate: 'fast 1',
      xmit_hash_policy: 'layer2+3 2',
      lacp_active: 'off 0',
      ad_select: 'count 2',
      ad_actor_sys_prio: '100',
      ad_actor_system: '02:00:5e:00:53:ab',
      ad_user_port_key: '7',
      min_links: '1'
    }
  },
  {
    mode: 'balance-tlb',
    task: { miimon: 100, primary: 'eth11', tlb_dynamic_lb: 'off', lp_interval: 5 },
    driver: {
      mode: 'balance-tlb 5',
      miimon: '100',
      primary: 'eth11',
      active_slave: 'eth11',
      tlb_dynamic_lb: '0',
      lp_interval: '5'
    }
  },
  {
    mode: 'balance-alb',
    task: { miimon: 200, downdelay: 400, primary: 'eth12' },
    driver: { mode: 'balance-alb 6', miimon: '200', downdelay: '400', primary: 'eth12', active_slave: 'eth12' }
  },
  {
    // Again, by the other monitor.
    mode: 'active-backup',
    task: {
      miimon: 100,
      peer_notif_delay: 300,
      num_grat_arp: 4,
      num_unsol_na: 4,
      primary: 'eth15',
      primary_reselect: 'failure'
    },
    driver: {
      mode: 'active-backup 1',
      miimon: '100',
      peer_notif_delay: '300',
      num_grat_arp: '4',
      num_unsol_na: '4',
      primary: 'eth15',
      primary_reselect: 'failure 2'
    }
  }
]

export const nameOf = (id: number): string => `bond${id}`
export const portsOf = (id: number): readonly string[] => [`eth${2 * id}`, `eth${2 * id + 1}`]

/** A bond of each mode, two ports each, as a task gives them. */
export const modeBonds = modes.map(({ mode, task }, id) => ({
  ...{ name: nameOf(id), ports: [...portsOf(id)], mode },
  ...task
}))

/**
 * For the side of the switch: the ports of a bond lead into a bond there, too, `lag` in mode 802.3ad, which is a port of the bridge.
 */
export function lacpPartner(id: number): string {
  const ends = portsOf(id).map(port => port.replace('eth', 'p'))
  const join = (end: string) =>
    `ip link set ${end} down; ip link set ${end} nomaster; ip link set ${end} master lag; ip link set ${end} up`
  return `ip link add lag type bond mode 802.3ad lacp_rate fast miimon 100; ${ends.map(join).join('; ')}; ip link set lag master br0 up`
}

/** Options of a bond as a task gives them, in the order of BONDING_OPTS. */
export type Opts = Readonly<Record<string, string | number>>

/** A working ARP monitor. */
export const arp = { arp_interval: 1000, arp_ip_target: '10.0.0.1' } as const

/**
 * What NetworkManager does with options that the module refuses: no profile at all, or one without the option, or one from
 * which it takes the option away no sooner than when it brings the bond up (_bond_get_option_normalized() in nm-setting-bond.c);
 * or nothing, where the rule is the driver's.
 */
export type Refusal = 'refuses' | 'drops' | 'sets balance-rr' | 'leaves out in the end' | 'takes'

/**
 * The rules of NetworkManager that concern our options (verify() in nm-setting-bond.c, handle_bond_option() in
 * nms-ifcfg-rh-reader.c). Two no file reaches: a bond is InfiniBand by a setting that the reader of ifcfg files does not make
 * for it (ours is about the ports: host-rules/infiniband-rules.ts), and ns_ip6_target came with 1.44. lacp_active in other
 * modes is refused by releases that know the option, which 1.42 does not.
 */
export const refusals: readonly (readonly [rule: string, opts: Opts, nm: Refusal])[] = [
  ['mode is mandatory, and preset', { miimon: 100 }, 'sets balance-rr'],
  ['mode is one of seven', { mode: 7, miimon: 100 }, 'sets balance-rr'],
  ['mode is spelt exactly', { mode: 'Active-Backup', miimon: 100 }, 'sets balance-rr'],
  ['arp_interval against balance-tlb', { mode: 5, ...arp }, 'refuses'],
  ['arp_interval against balance-alb', { mode: 6, ...arp }, 'refuses'],
  ['arp_interval against 802.3ad', { mode: 4, ...arp }, 'drops'],
  ['arp_interval against miimon', { mode: 1, miimon: 100, ...arp }, 'leaves out in the end'],
  ['arp_interval needs arp_ip_target', { mode: 1, arp_interval: 1000 }, 'refuses'],
  ['arp_ip_target needs arp_interval', { mode: 1, arp_ip_target: '10.0.0.1' }, 'refuses'],
  ['arp_ip_target is IPv4', { mode: 1, arp_interval: 1000, arp_ip_target: '2001:db8::1' }, 'refuses'],
  ['updelay needs miimon', { mode: 1, miimon: 0, updelay: 100 }, 'refuses'],
  ['downdelay needs miimon', { mode: 1, miimon: 0, downdelay: 100 }, 'refuses'],
  ['peer_notif_delay needs miimon', { mode: 1, miimon: 0, peer_notif_delay: 100 }, 'refuses'],
  [
    'peer_notif_delay beside ARP, which NetworkManager leaves to the driver',
    { mode: 1, ...arp, peer_notif_delay: 100 },
    'takes'
  ],
  ['peer_notif_delay is a multiple of miimon', { mode: 1, miimon: 100, peer_notif_delay: 150 }, 'refuses'],
  ['arp_ip_target against 802.3ad', { mode: 4, miimon: 100, arp_ip_target: '10.0.0.1' }, 'refuses'],
  ['num_grat_arp is num_unsol_na', { mode: 1, miimon: 100, num_grat_arp: 1, num_unsol_na: 2 }, 'refuses'],
  ...[0, 1, 2, 3, 5, 6].flatMap(mode =>
    (['ad_actor_sys_prio', 'ad_user_port_key'] as const).map(
      name => [`${name} against mode ${mode}`, { mode, miimon: 100, [name]: 7 }, 'drops'] as const
    )
  ),
  ['packets_per_slave against active-backup', { mode: 1, miimon: 100, packets_per_slave: 7 }, 'drops'],
  ['tlb_dynamic_lb against active-backup', { mode: 1, miimon: 100, tlb_dynamic_lb: 0 }, 'drops'],
  ['arp_validate against balance-tlb', { mode: 5, miimon: 100, arp_validate: 1 }, 'drops'],
  [
    'fail_over_mac has no effect in balance-rr, which NetworkManager does not mind',
    { mode: 0, miimon: 100, fail_over_mac: 1 },
    'takes'
  ],
  ['a word of no bond', { mode: 1, miimon: 100, max_bonds: 2 }, 'drops'],
  ['primary against balance-rr', { mode: 0, miimon: 100, primary: 'eth0' }, 'refuses'],
  ['primary against balance-xor', { mode: 2, miimon: 100, primary: 'eth0' }, 'refuses'],
  ['primary against broadcast', { mode: 3, miimon: 100, primary: 'eth0' }, 'refuses'],
  ['primary against 802.3ad', { mode: 4, miimon: 100, primary: 'eth0' }, 'refuses'],
  ['primary is a name of a device', { mode: 1, miimon: 100, primary: 'an-interface-too-long' }, 'drops'],
  ...[0, 1, 2, 3, 5, 6].map(
    mode => [`lacp_rate=fast against mode ${mode}`, { mode, miimon: 100, lacp_rate: 'fast' }, 'refuses'] as const
  ),
  ['lacp_rate by its number', { mode: 1, miimon: 100, lacp_rate: 1 }, 'refuses'],
  ['fail_over_mac has three values', { mode: 1, miimon: 100, fail_over_mac: 3 }, 'drops'],
  ['fail_over_mac is spelt exactly', { mode: 1, miimon: 100, fail_over_mac: 'ACTIVE' }, 'drops'],
  ['miimon is a number', { mode: 1, miimon: 'often' }, 'drops'],
  ['miimon fits the kernel', { mode: 1, miimon: 2147483648 }, 'drops'],
  ['arp_validate has seven values', { mode: 1, ...arp, arp_validate: 7 }, 'drops'],
  ['xmit_hash_policy has six values', { mode: 2, miimon: 100, xmit_hash_policy: 'layer4' }, 'drops'],
  ['an unknown option', { mode: 1, miimon: 100, fail_over_mack: 1 }, 'drops'],
  ['options are split at spaces', { mode: 1, miimon: '100\tupdelay=200' }, 'drops']
]

/** Options as they stand in a file where the init scripts read the task's meaning and NetworkManager another. */
export const texts: readonly (readonly [rule: string, text: string, opts: Opts])[] = [
  ['options are split at spaces', 'mode=1\tmiimon=100', { mode: 1, miimon: 100 }],
  ['a switch is a number', 'mode=1 miimon=100 use_carrier=on', { mode: 1, miimon: 100, use_carrier: 1 }],
  [
    'of a repeated option the last counts',
    'mode=1 arp_interval=1000 arp_ip_target=+10.0.0.1 arp_ip_target=+10.0.0.2',
    { mode: 1, arp_interval: 1000, arp_ip_target: '10.0.0.1,10.0.0.2' }
  ]
]

/** Options of a bond as a task gives them, in the order of BONDING_OPTS. */
export type Opts = Readonly<Record<string, string | number>>

/** A working ARP monitor. */
export const arp = { arp_interval: 1000, arp_ip_target: '10.0.0.1' } as const

/**
 * What NetworkManager does with options that the module refuses: no profile at all, or one without the option, or one from
 * which it takes the option away no sooner than when it brings the bond up (_bond_get_option_normalized() in nm-setting-bond.c).
 */
export type Refusal = 'refuses' | 'drops' | 'sets balance-rr' | 'leaves out in the end'

/** The rules of NetworkManager that concern our options (verify() in nm-setting-bond.c, handle_bond_option() in nms-ifcfg-rh-reader.c). */
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
  [
    'of a repeated option the last counts',
    'mode=1 arp_interval=1000 arp_ip_target=+10.0.0.1 arp_ip_target=+10.0.0.2',
    { mode: 1, arp_interval: 1000, arp_ip_target: '10.0.0.1,10.0.0.2' }
  ]
]

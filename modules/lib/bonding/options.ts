// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

/** What the driver does to change an option: IFDOWN needs the bond down (EBUSY), NOSLAVES needs it empty (ENOTEMPTY). */
export type KernelFlag = 'IFDOWN' | 'NOSLAVES'

/**
 * Bonding drivers whose sources were read; a fact about any other build is unknown, since vendors backport. The first three
 * are builds that a host can be seen to run. The two of EL7 are trees of the time of RHEL 7.3 (halfline/rhel7 on GitHub,
 * commit 06e3cc3514eb) and of a late RHEL 7 (OpenVZ/vzkernel, commit 302823550f42), bond_options.c only.
 */
export type KnownDriver = '2.6.39.3' | '2.6.32-642.6.2.el6' | '7.1.8' | '3.10.0 (early EL7)' | '3.10.0 (late EL7)'

/** One name of a named option and its number; the driver takes either. */
export interface NamedValue {
  readonly name: string
  readonly id: number
  /** Drivers that refuse this value although they know the option. */
  readonly notIn?: readonly KnownDriver[]
  /** The release of Linux that brought it, and the one that took it away: best knowledge, see `BondingOption.since`. */
  readonly since?: string
  readonly until?: string
  /** NetworkManager 1.42.4 drops it, 1.59 knows it (nm-setting-bond.c). */
  readonly isNewToManager?: true
}

export type OptionKind =
  | { readonly type: 'int'; readonly min: number; readonly max: number; readonly unit?: string }
  | {
      readonly type: 'named'
      readonly values: readonly NamedValue[]
      /** Written by number only: NetworkManager drops the word, and drivers of 2.6 kernels read a number. */
      readonly numeric?: true
    }
  | { readonly type: 'ipv4-list'; readonly max: number }
  | { readonly type: 'device' }
  | { readonly type: 'mac' }

/** A value that an option needs beside it: `option` present and not off, and, with `multiple`, dividing this one. */
export interface Dependency {
  readonly option: string
  readonly multiple?: boolean
  readonly why: string
  /** A key of a port's file that does as well. */
  readonly portKey?: string
}

/**
 * One bonding option: all that validation, normal form, order of writing, documentation, drift and the planner of steps
 * know about it. A new option is a new row here and its tests, nothing else.
 */
export interface BondingOption {
  /** The kernel's own name: the file under /sys/class/net/<bond>/bonding and the word in BONDING_OPTS. */
  readonly name: string
  readonly kind: OptionKind
  /** The driver's default as the driver spells it; `undefined` where there is none. */
  readonly default: string | undefined
  /** Modes in which the driver takes the option; in others it answers EACCES (bond_opts[].unsuppmodes). */
  readonly modes: readonly number[]
  /** Drivers that take it in other modes than these. */
  readonly modesIn?: { readonly [driver in KnownDriver]?: readonly number[] }
  /** Modes in which it has an effect; in others the driver takes it and ignores it. */
  readonly effective: readonly number[]
  readonly flags: readonly KernelFlag[]
  /** Drivers of releases of Linux before this one want the bond down for it. */
  readonly downBefore?: string
  /** Drivers of releases of Linux before this one do not take the default back. */
  readonly stuckBefore?: string
  readonly needs: readonly Dependency[]
  /** Options that the driver resets when this one is set above zero. */
  readonly excludes: readonly string[]
  /** Further options that it resets with those. */
  readonly resets?: readonly string[]
  /** Another name of the same setting; 2.6.39.3 has two settings. */
  readonly sameAs?: string
  readonly moduleParam: boolean
  readonly notIn: readonly KnownDriver[]
  /**
   * The release of Linux that brought it, where that is later than 2.6.32: best knowledge that nobody checked in a source,
   * good for a warning and never for a refusal.
   */
  readonly since?: string
  /** NetworkManager 1.42.4 drops it, 1.59 knows it (nm-setting-bond.c). */
  readonly isNewToManager?: true
  /** Sentences of the documentation, in Ansible's markup. */
  readonly description: readonly string[]
  /** Where the rules come from: file and function in the kernel's sources. */
  readonly source: string
}

const allModes = [0, 1, 2, 3, 4, 5, 6] as const

const common = {
  modes: allModes,
  effective: allModes,
  flags: [],
  needs: [],
  excludes: [],
  moduleParam: true,
  notIn: []
} as const

const lacp = { modes: [4], effective: [4] } as const

const maxInt = 2147483647
const milliseconds = { type: 'int', min: 0, max: maxInt, unit: 'milliseconds' } as const
const count = { type: 'int', min: 0, max: 255 } as const

const offOn = [
  { name: 'off', id: 0 },
  { name: 'on', id: 1 }
] as const
const switched = { type: 'named', values: offOn, numeric: true } as const

/** Drivers by what they have not, the older ones first. */
const before3 = ['2.6.39.3'] as const
const el6 = ['2.6.39.3', '2.6.32-642.6.2.el6'] as const
const earlyEl7 = [...el6, '3.10.0 (early EL7)'] as const
const el7 = [...earlyEl7, '3.10.0 (late EL7)'] as const

const inLinkChecks = { option: 'miimon', multiple: true, why: 'the driver counts delays in link checks' } as const

/**
 * The bonding options in the order in which they are written to BONDING_OPTS: mode and miimon first, then each after
 * what it depends on, since initscripts before 9.03.42 and 9.49.18 write strictly as listed (install_bonding_driver()
 * in network-functions). Rules are those of Linux 7.1.8, drivers/net/bonding/bond_options.c, where nothing else is said.
 */
export const bondingOptions: readonly BondingOption[] = [
  {
    ...common,
    name: 'mode',
    kind: {
      type: 'named',
      values: [
        { name: 'balance-rr', id: 0 },
        { name: 'active-backup', id: 1 },
        { name: 'balance-xor', id: 2 },
        { name: 'broadcast', id: 3 },
        { name: '802.3ad', id: 4 },
        { name: 'balance-tlb', id: 5 },
        { name: 'balance-alb', id: 6 }
      ]
    },
    default: 'balance-rr',
    flags: ['IFDOWN', 'NOSLAVES'],
    description: [
      'How the bond uses its ports.',
      'Required for a new bond, and as soon as any other bonding option is given, since C(BONDING_OPTS) is written as one unit.'
    ],
    source: 'bond_option_mode_set(); BOND_MODE_* in include/uapi/linux/if_bonding.h'
  },
  {
    ...common,
    name: 'miimon',
    kind: milliseconds,
    default: '0',
    excludes: ['arp_interval'],
    resets: ['arp_validate'],
    description: ['How often the link state of each port is read; C(100) suits most networks, C(0) turns it off.'],
    source: 'bond_option_miimon_set()'
  },
  {
    ...common,
    name: 'updelay',
    kind: milliseconds,
    default: '0',
    needs: [inLinkChecks],
    description: ['How long a link must be up before its port is used. A multiple of C(miimon).'],
    source: '_bond_option_delay_set(): EPERM without miimon, else rounded down to a multiple of it'
  },
  {
    ...common,
    name: 'downdelay',
    kind: milliseconds,
    default: '0',
    needs: [inLinkChecks],
    description: ['How long a link must be down before its port is given up. A multiple of C(miimon).'],
    source: '_bond_option_delay_set(): EPERM without miimon, else rounded down to a multiple of it'
  },
  {
    ...common,
    name: 'peer_notif_delay',
    kind: { type: 'int', min: 0, max: 300000, unit: 'milliseconds' },
    default: '0',
    effective: [1],
    needs: [inLinkChecks],
    moduleParam: false,
    notIn: el7,
    since: '5.3',
    description: ['The time between the notifications of C(num_grat_arp). A multiple of C(miimon).'],
    source: '_bond_option_delay_set(), bond_peer_notif_delay_tbl; sent by active-backup only, as num_grat_arp'
  },
  {
    ...common,
    name: 'arp_interval',
    kind: milliseconds,
    default: '0',
    modes: [0, 1, 2, 3],
    modesIn: { '2.6.39.3': [0, 1, 2, 3, 4] },
    effective: [0, 1, 2, 3],
    needs: [{ option: 'arp_ip_target', why: 'without a target every port is held to be down' }],
    excludes: ['miimon'],
    description: ['How often the targets of C(arp_ip_target) are asked by ARP. Excludes C(miimon).'],
    source:
      'bond_option_arp_interval_set(); bond_mode_uses_arp() in include/net/bonding.h; bonding_store_arp_interval() in 2.6.39.3'
  },
  {
    ...common,
    name: 'arp_ip_target',
    kind: { type: 'ipv4-list', max: 16 },
    default: undefined,
    effective: [0, 1, 2, 3],
    needs: [{ option: 'arp_interval', why: 'nothing asks the targets without it' }],
    description: [
      'IPv4 addresses that the ARP monitor asks, at most 16.',
      'Where the given order would lose one to the substring check of initscripts, a safe order is written.'
    ],
    source: 'bond_option_arp_ip_targets_set(), BOND_MAX_ARP_TARGETS; grep in install_bonding_driver() of initscripts'
  },
  {
    ...common,
    name: 'arp_validate',
    kind: {
      type: 'named',
      values: [
        { name: 'none', id: 0 },
        { name: 'active', id: 1 },
        { name: 'backup', id: 2 },
        { name: 'all', id: 3 },
        { name: 'filter', id: 4, notIn: before3, since: '3.15' },
        { name: 'filter_active', id: 5, notIn: before3, since: '3.15' },
        { name: 'filter_backup', id: 6, notIn: before3, since: '3.15' }
      ]
    },
    default: 'none',
    modes: [0, 1, 2, 3],
    modesIn: { '2.6.39.3': [1] },
    effective: [0, 1, 2, 3],
    needs: [{ option: 'arp_interval', why: 'only ARP monitoring has replies to validate' }],
    description: ['On which ports ARP probes and replies are checked before they count as a sign of life.'],
    source:
      'bond_arp_validate_tbl; bond_check_params() in bond_main.c refuses it without arp_interval; bonding_store_arp_validate() in 2.6.39.3'
  },
  {
    ...common,
    name: 'arp_all_targets',
    kind: {
      type: 'named',
      values: [
        { name: 'any', id: 0 },
        { name: 'all', id: 1 }
      ]
    },
    default: 'any',
    effective: [1],
    needs: [{ option: 'arp_validate', why: 'it says which of the validated targets must answer' }],
    notIn: before3,
    since: '3.11',
    description: ['Whether a port is up when any or only when all of its targets answer.'],
    source: 'bond_opts[BOND_OPT_ARP_ALL_TARGETS]; bonding.rst: of effect in active-backup with arp_validate only'
  },
  {
    ...common,
    name: 'arp_missed_max',
    kind: { type: 'int', min: 1, max: 255 },
    default: '2',
    modes: [0, 1, 2, 3],
    effective: [0, 1, 2, 3],
    needs: [{ option: 'arp_interval', why: 'it counts ARP checks that failed' }],
    moduleParam: false,
    notIn: el7,
    since: '5.17',
    isNewToManager: true,
    description: ['How many ARP checks must fail before a port is held to be down.'],
    source: 'bond_opts[BOND_OPT_MISSED_MAX]'
  },
  {
    ...common,
    name: 'fail_over_mac',
    kind: {
      type: 'named',
      values: [
        { name: 'none', id: 0 },
        { name: 'active', id: 1 },
        { name: 'follow', id: 2 }
      ]
    },
    default: 'none',
    effective: [1],
    flags: ['NOSLAVES'],
    description: [
      'Whose MAC address an active-backup bond has.',
      'C(active) leaves every port its own, which VirtualBox, VMware and Hyper-V need unless they allow other addresses.'
    ],
    source: 'bond_enslave() in bond_main.c looks at it in active-backup only'
  },
  {
    ...common,
    name: 'xmit_hash_policy',
    kind: {
      type: 'named',
      values: [
        { name: 'layer2', id: 0 },
        { name: 'layer3+4', id: 1 },
        { name: 'layer2+3', id: 2 },
        { name: 'encap2+3', id: 3, notIn: el6, since: '3.13' },
        { name: 'encap3+4', id: 4, notIn: el6, since: '3.13' },
        { name: 'vlan+srcmac', id: 5, notIn: el7, since: '5.12' }
      ]
    },
    default: 'layer2',
    effective: [2, 4, 5, 6],
    downBefore: '3.0',
    description: ['What decides through which port a packet leaves.'],
    source:
      'bond_xmit_hashtype_tbl; bond_check_params() in bond_main.c; bonding_store_xmit_hash() in 2.6.39.3: EPERM while up'
  },
  {
    ...common,
    ...lacp,
    name: 'lacp_rate',
    kind: {
      type: 'named',
      values: [
        { name: 'slow', id: 0 },
        { name: 'fast', id: 1 }
      ]
    },
    default: 'slow',
    flags: ['IFDOWN'],
    description: ['How often the partner is asked to send LACPDUs: every 30 seconds or every second.'],
    source: 'bond_opts[BOND_OPT_LACP_RATE]'
  },
  {
    ...common,
    ...lacp,
    name: 'lacp_active',
    kind: { type: 'named', values: offOn },
    default: 'on',
    flags: ['IFDOWN'],
    moduleParam: false,
    notIn: el7,
    since: '5.15',
    isNewToManager: true,
    description: ['Whether LACPDUs are sent at intervals, or as answers only.'],
    source: 'bond_opts[BOND_OPT_LACP_ACTIVE]'
  },
  {
    ...common,
    name: 'ad_select',
    kind: {
      type: 'named',
      values: [
        { name: 'stable', id: 0 },
        { name: 'bandwidth', id: 1 },
        { name: 'count', id: 2 },
        { name: 'actor_port_prio', id: 3, notIn: el7, since: '6.18', isNewToManager: true }
      ]
    },
    default: 'stable',
    effective: [4],
    flags: ['IFDOWN'],
    description: ['By what the active aggregator is chosen where ports lead to different partners.'],
    source: 'bond_opts[BOND_OPT_AD_SELECT]'
  },
  {
    ...common,
    ...lacp,
    name: 'ad_actor_sys_prio',
    kind: { type: 'int', min: 1, max: 65535 },
    default: '65535',
    downBefore: '6.1',
    moduleParam: false,
    notIn: earlyEl7,
    since: '4.2',
    description: ['The priority of this system among LACP partners; the lower decides.'],
    source: 'bond_opts[BOND_OPT_AD_ACTOR_SYS_PRIO]; IFDOWN in late EL7, none in 7.1.8 and, tried, in 6.1'
  },
  {
    ...common,
    ...lacp,
    name: 'ad_actor_system',
    kind: { type: 'mac' },
    default: '00:00:00:00:00:00',
    downBefore: '6.1',
    stuckBefore: '6.1',
    moduleParam: false,
    notIn: earlyEl7,
    since: '4.2',
    description: [
      "The address of this system among LACP partners, no multicast one; all zeros stand for the bond's own.",
      'Old drivers (late EL7) refuse all zeros, so that it stays until the bond is removed.'
    ],
    source: 'bond_option_ad_actor_system_set(); IFDOWN and is_valid_ether_addr() in late EL7'
  },
  {
    ...common,
    ...lacp,
    name: 'ad_user_port_key',
    kind: { type: 'int', min: 0, max: 1023 },
    default: '0',
    flags: ['IFDOWN'],
    moduleParam: false,
    notIn: earlyEl7,
    since: '4.2',
    description: ["The upper ten bits of each port's LACP key."],
    source: 'bond_opts[BOND_OPT_AD_USER_PORT_KEY]'
  },
  {
    ...common,
    name: 'all_slaves_active',
    kind: switched,
    default: 'off',
    since: '2.6.35',
    description: ['Whether frames that arrive on inactive ports are delivered, which duplicates some.'],
    source: 'bond_opts[BOND_OPT_ALL_SLAVES_ACTIVE]'
  },
  {
    ...common,
    name: 'resend_igmp',
    kind: count,
    default: '1',
    effective: [0, 1, 5, 6],
    since: '2.6.37',
    description: ['How often IGMP memberships are reported after another port has become active.'],
    source: 'bond_opts[BOND_OPT_RESEND_IGMP]; bonding.rst names the modes'
  },
  {
    ...common,
    name: 'num_grat_arp',
    kind: count,
    default: '1',
    effective: [1],
    sameAs: 'num_unsol_na',
    description: [
      'How often neighbours are told of a fail-over, by gratuitous ARPs and unsolicited IPv6 advertisements.',
      'The same setting as C(num_unsol_na): if both are given they must be equal.'
    ],
    source: 'BOND_OPT_NUM_PEER_NOTIF and its alias; bonding.rst: of effect in active-backup only'
  },
  {
    ...common,
    name: 'num_unsol_na',
    kind: count,
    default: '1',
    effective: [1],
    sameAs: 'num_grat_arp',
    description: ['The same setting as C(num_grat_arp).'],
    source: 'BOND_OPT_NUM_PEER_NOTIF and its alias; bonding.rst: of effect in active-backup only'
  },
  {
    ...common,
    name: 'packets_per_slave',
    kind: { type: 'int', min: 0, max: 65535 },
    default: '1',
    modes: [0],
    effective: [0],
    notIn: before3,
    since: '3.14',
    description: ['How many packets leave by a port before the next one is taken; C(0) takes one at random.'],
    source: 'bond_opts[BOND_OPT_PACKETS_PER_SLAVE]'
  },
  {
    ...common,
    name: 'min_links',
    kind: { type: 'int', min: 0, max: maxInt },
    default: '0',
    effective: [4],
    notIn: before3,
    since: '3.1',
    description: ['How many ports must be up for the bond to have a carrier.'],
    source: 'bond_opts[BOND_OPT_MINLINKS]; bonding.rst: of effect in 802.3ad only'
  },
  {
    ...common,
    name: 'lp_interval',
    kind: { type: 'int', min: 1, max: maxInt, unit: 'seconds' },
    default: '1',
    effective: [5, 6],
    notIn: before3,
    since: '3.13',
    description: ['How often learning packets are sent to the switches of the ports.'],
    source: 'bond_opts[BOND_OPT_LP_INTERVAL]; bonding.rst names the modes'
  },
  {
    ...common,
    name: 'tlb_dynamic_lb',
    kind: switched,
    default: 'on',
    modes: [5, 6],
    modesIn: { '2.6.32-642.6.2.el6': [5], '3.10.0 (early EL7)': [5], '3.10.0 (late EL7)': [5] },
    effective: [5, 6],
    flags: ['IFDOWN'],
    moduleParam: false,
    notIn: before3,
    since: '3.16',
    description: ['Whether flows move between ports by their load, or stay where the hash puts them.'],
    source: 'bond_opts[BOND_OPT_TLB_DYNAMIC_LB]; setting mode balance-alb sets it to on (bond_option_mode_set())'
  },
  {
    ...common,
    name: 'use_carrier',
    kind: {
      type: 'named',
      values: [
        { name: 'off', id: 0, notIn: ['7.1.8'], until: '6.18' },
        { name: 'on', id: 1 }
      ],
      numeric: true
    },
    default: 'on',
    needs: [{ option: 'miimon', why: 'it says how miimon reads a link' }],
    description: ["Whether the link is what the driver's carrier says, or asked for by MII and ethtool calls."],
    source: 'bond_use_carrier_tbl has "on" only in 7.1.8; bond_check_params() in bond_main.c'
  },
  {
    ...common,
    name: 'primary_reselect',
    kind: {
      type: 'named',
      values: [
        { name: 'always', id: 0 },
        { name: 'better', id: 1 },
        { name: 'failure', id: 2 }
      ]
    },
    default: 'always',
    effective: [1, 5, 6],
    needs: [{ option: 'primary', why: 'it says when the primary port is taken again', portKey: 'BOND_PORT_PRIO' }],
    since: '2.6.33',
    description: ['When the primary port is taken again after a failure.'],
    source: 'bond_opts[BOND_OPT_PRIMARY_RESELECT]; bond_check_params() in bond_main.c reads it beside primary only'
  },
  {
    ...common,
    name: 'primary',
    kind: { type: 'device' },
    default: undefined,
    modes: [1, 5, 6],
    effective: [1, 5, 6],
    description: ['The port that is used whenever it is up. One of C(ports).'],
    source: 'bond_option_primary_set(); bond_mode_uses_primary() in include/net/bonding.h'
  }
]

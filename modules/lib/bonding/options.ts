// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

/** What the driver does to change an option: IFDOWN needs the bond down (EBUSY), NOSLAVES needs it empty (ENOTEMPTY). */
export type KernelFlag = 'IFDOWN' | 'NOSLAVES'

/** Bonding drivers whose sources were read; a fact about any other build is unknown, since vendors backport. */
export type KnownDriver = '2.6.39.3' | '2.6.32-642.6.2.el6' | '7.1.8'

/** One name of a named option and its number; the driver takes either. */
export interface NamedValue {
  readonly name: string
  readonly id: number
  /** Drivers that refuse this value although they know the option. */
  readonly notIn?: readonly KnownDriver[]
}

export type OptionKind =
  | { readonly type: 'int'; readonly min: number; readonly max: number; readonly unit?: string }
  | { readonly type: 'named'; readonly values: readonly NamedValue[] }
  | { readonly type: 'ipv4-list'; readonly max: number }
  | { readonly type: 'device' }
  | { readonly type: 'mac' }

/** A value that an option needs beside it: `option` present and above zero, and, with `multiple`, dividing this one. */
export interface Dependency {
  readonly option: string
  readonly multiple?: boolean
  readonly why: string
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
  /** Modes in which it has an effect; in others the driver takes it and ignores it. */
  readonly effective: readonly number[]
  readonly flags: readonly KernelFlag[]
  readonly needs: readonly Dependency[]
  /** Options that the driver resets when this one is set above zero. */
  readonly excludes: readonly string[]
  readonly moduleParam: boolean
  readonly notIn: readonly KnownDriver[]
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

const maxInt = 2147483647
const milliseconds = { type: 'int', min: 0, max: maxInt, unit: 'milliseconds' } as const

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
    description: ['How often the link state of each port is read; C(100) suits most networks, C(0) turns it off.'],
    source: 'bond_option_miimon_set()'
  },
  {
    ...common,
    name: 'updelay',
    kind: milliseconds,
    default: '0',
    needs: [{ option: 'miimon', multiple: true, why: 'the driver counts delays in link checks' }],
    description: ['How long a link must be up before its port is used. A multiple of C(miimon).'],
    source: '_bond_option_delay_set(): EPERM without miimon, else rounded down to a multiple of it'
  },
  {
    ...common,
    name: 'downdelay',
    kind: milliseconds,
    default: '0',
    needs: [{ option: 'miimon', multiple: true, why: 'the driver counts delays in link checks' }],
    description: ['How long a link must be down before its port is given up. A multiple of C(miimon).'],
    source: '_bond_option_delay_set(): EPERM without miimon, else rounded down to a multiple of it'
  },
  {
    ...common,
    name: 'arp_interval',
    kind: milliseconds,
    default: '0',
    modes: [0, 1, 2, 3],
    effective: [0, 1, 2, 3],
    needs: [{ option: 'arp_ip_target', why: 'without a target every port is held to be down' }],
    excludes: ['miimon'],
    description: ['How often the targets of C(arp_ip_target) are asked by ARP. Excludes C(miimon).'],
    source: 'bond_option_arp_interval_set(); bond_mode_uses_arp() in include/net/bonding.h'
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
        { name: 'filter', id: 4, notIn: ['2.6.39.3'] },
        { name: 'filter_active', id: 5, notIn: ['2.6.39.3'] },
        { name: 'filter_backup', id: 6, notIn: ['2.6.39.3'] }
      ]
    },
    default: 'none',
    modes: [0, 1, 2, 3],
    effective: [0, 1, 2, 3],
    needs: [{ option: 'arp_interval', why: 'only ARP monitoring has replies to validate' }],
    description: ['On which ports ARP probes and replies are checked before they count as a sign of life.'],
    source: 'bond_arp_validate_tbl; bond_check_params() in bond_main.c refuses it without arp_interval'
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
        { name: 'encap2+3', id: 3, notIn: ['2.6.39.3', '2.6.32-642.6.2.el6'] },
        { name: 'encap3+4', id: 4, notIn: ['2.6.39.3', '2.6.32-642.6.2.el6'] },
        { name: 'vlan+srcmac', id: 5, notIn: ['2.6.39.3', '2.6.32-642.6.2.el6'] }
      ]
    },
    default: 'layer2',
    effective: [2, 4, 5, 6],
    description: ['What decides through which port a packet leaves.'],
    source: 'bond_xmit_hashtype_tbl; bond_check_params() in bond_main.c'
  },
  {
    ...common,
    name: 'lacp_rate',
    kind: {
      type: 'named',
      values: [
        { name: 'slow', id: 0 },
        { name: 'fast', id: 1 }
      ]
    },
    default: 'slow',
    modes: [4],
    effective: [4],
    flags: ['IFDOWN'],
    description: ['How often the partner is asked to send LACPDUs: every 30 seconds or every second.'],
    source: 'bond_opts[BOND_OPT_LACP_RATE]'
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

// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

/** A line that a driver prints, and the names under which its parts are kept. */
export type KnownLine = readonly [pattern: RegExp, ...names: readonly string[]]

/** Modes by bond_mode_name() in bond_main.c, which has had these words since 2.6.32. */
export const modeTexts: ReadonlyMap<string, string> = new Map([
  ['load balancing (round-robin)', 'balance-rr'],
  ['fault-tolerance (active-backup)', 'active-backup'],
  ['load balancing (xor)', 'balance-xor'],
  ['fault-tolerance (broadcast)', 'broadcast'],
  ['IEEE 802.3ad Dynamic link aggregation', '802.3ad'],
  ['transmit load balancing', 'balance-tlb'],
  ['adaptive load balancing', 'balance-alb']
])

const mode = [...modeTexts.keys()].map(text => text.replace(/\W/g, '\\$&')).join('|')

/** What has no value: titles, and that there is no aggregator. */
export const titles = {
  lacp: '802.3ad info',
  aggregator: 'Active Aggregator Info:',
  actor: 'details actor lacp pdu:',
  partner: 'details partner lacp pdu:',
  port: /^Slave Interface: (\S+)$/,
  noAggregator: /^bond \S+ has no active aggregator$/
} as const

/** bond_info_seq_show() and bond_info_show_master(); those of options by the names of the options. */
export const bondLines: readonly KnownLine[] = [
  [/^Ethernet Channel Bonding Driver: (.+)$/, 'version'],
  [new RegExp(`^Bonding Mode: (${mode})(?: \\(fail_over_mac (\\w+)\\))?$`), 'mode', 'fail_over_mac'],
  [/^Transmit Hash Policy: (\S+) \([0-9]+\)$/, 'xmit_hash_policy'],
  [/^Primary Slave: (\S+)(?: \(primary_reselect (\w+)\))?$/, 'primary', 'primary_reselect'],
  [/^Currently Active Slave: (\S+)$/, 'active port'],
  [/^MII Status: (.+)$/, 'mii status'],
  [/^MII Polling Interval \(ms\): ([0-9]+)$/, 'miimon'],
  [/^Up Delay \(ms\): ([0-9]+)$/, 'updelay'],
  [/^Down Delay \(ms\): ([0-9]+)$/, 'downdelay'],
  [/^Peer Notification Delay \(ms\): ([0-9]+)$/, 'peer_notif_delay'],
  [/^ARP Polling Interval \(ms\): ([0-9]+)$/, 'arp_interval'],
  [/^ARP Missed Max: ([0-9]+)$/, 'arp_missed_max'],
  [/^ARP IP target\/s \(n\.n\.n\.n form\):(.*)$/, 'arp_ip_target'],
  [/^NS IPv6 target\/s \(xx::xx form\):(.*)$/, 'ns_ip6_target'],
  [/^LACP active: (on|off)$/, 'lacp_active'],
  [/^LACP rate: (fast|slow)$/, 'lacp_rate'],
  [/^Min links: ([0-9]+)$/, 'min_links'],
  [/^Aggregator selection policy \(ad_select\): (\S+)$/, 'ad_select'],
  [/^System priority: ([0-9]+)$/, 'system priority'],
  [/^System MAC address: (\S+)$/, 'system mac']
]

/** The active aggregator, in bond_info_show_master(). */
export const aggregatorLines: readonly KnownLine[] = [
  [/^\tAggregator ID: ([0-9]+)$/, 'id'],
  [/^\tNumber of ports: ([0-9]+)$/, 'ports'],
  [/^\tActor Key: ([0-9]+)$/, 'actor key'],
  [/^\tPartner Key: ([0-9]+)$/, 'partner key'],
  [/^\tPartner Mac Address: (\S+)$/, 'partner mac']
]

/** bond_info_show_slave(). */
export const portLines: readonly KnownLine[] = [
  [/^MII Status: (.+)$/, 'mii status'],
  [/^Speed: (Unknown|[0-9]+ Mbps)$/, 'speed'],
  [/^Duplex: (Unknown|full|half)$/, 'duplex'],
  [/^Link Failure Count: ([0-9]+)$/, 'link failures'],
  [/^Permanent HW addr: (\S+)$/, 'permanent mac'],
  [/^Slave queue ID: ([0-9]+)$/, 'queue id'],
  [/^Aggregator ID: ([0-9]+|N\/A)$/, 'aggregator id'],
  [/^Actor Churn State: (\S+)$/, 'actor churn'],
  [/^Partner Churn State: (\S+)$/, 'partner churn'],
  [/^Actor Churned Count: ([0-9]+)$/, 'actor churned'],
  [/^Partner Churned Count: ([0-9]+)$/, 'partner churned']
]

/** The two sides of a port, in bond_info_show_slave(). */
export const lacpduLines: readonly KnownLine[] = [
  [/^ {4}system priority: ([0-9]+)$/, 'system priority'],
  [/^ {4}system mac address: (\S+)$/, 'system mac'],
  [/^ {4}(?:port|oper) key: ([0-9]+)$/, 'key'],
  [/^ {4}port priority: ([0-9]+)$/, 'port priority'],
  [/^ {4}port number: ([0-9]+)$/, 'port number'],
  [/^ {4}port state: ([0-9]+)$/, 'port state']
]

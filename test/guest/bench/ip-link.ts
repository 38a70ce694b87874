import type { Case } from './case.ts'

/** A device as `ip -details -json link` shows it: the kernel's answer over netlink, where the project reads sysfs and /proc. */
export interface IpLink {
  readonly ifname: string
  readonly flags: readonly string[]
  readonly mtu: number
  readonly address: string
  readonly master?: string
  readonly linkinfo?: {
    readonly info_data?: Readonly<Record<string, unknown>>
    readonly info_slave_data?: Readonly<Record<string, unknown>>
  }
}

/** The devices of a host by name. */
export async function ipLinks(host: Case): Promise<ReadonlyMap<string, IpLink>> {
  const links: readonly IpLink[] = JSON.parse(await host.run('ip -details -json link show'))
  return new Map(links.map(link => [link.ifname, link]))
}

/** The bonding options that ip shows under other names than the driver's folder in sysfs. */
const ipNames: Readonly<Record<string, string>> = {
  peer_notif_delay: 'peer_notify_delay',
  num_grat_arp: 'num_peer_notif',
  num_unsol_na: 'num_peer_notif',
  lacp_rate: 'ad_lacp_rate'
}

/** What ip says of a bonding option, `undefined` where it says nothing of it. */
export function ipOption({ linkinfo }: IpLink, option: string): unknown {
  return linkinfo?.info_data?.[ipNames[option] ?? option]
}

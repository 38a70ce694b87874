// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import type { BondOptions } from '#generated/bond'
import type { IfcfgFile } from '../../ifcfg/ifcfg-file.ts'
import { listKeys } from '../../ifcfg/read-key.ts'
import { agreedValue } from '../plan/edits.ts'
import type { ReaderProblem } from './ipv6-rules.ts'

/**
 * A search domain in a file without any address: NetworkManager gives it to IPv6 where IPv4 is off (make_ip6_setting() in
 * nms-ifcfg-rh-reader.c), and reads no such file at all where IPv6 is off too: its method "ignore" allows no ipv6.dns-search
 * (nm-setting-ip6-config.c, verify()). Seen in 1.42.
 */
export function domainProblems(bond: Partial<BondOptions>, file: IfcfgFile): readonly ReaderProblem[] {
  const isOn = (key: string) => /^(?:yes|true|t|y|1|on)$/i.test(agreedValue(file, key) ?? '')
  const dynamic = /^(?:dhcp|bootp)$/.test(agreedValue(file, 'BOOTPROTO') ?? '')
  const hasAddress = dynamic || listKeys(file).some(key => /^IPADDR[0-9]*$/.test(key))
  if (bond.domain === undefined || hasAddress || isOn('IPV6INIT')) return []
  const message =
    `${bond.name}: domain=${bond.domain} has no address to go with, and NetworkManager does not read such a file at all; ` +
    'give ipaddr, bootproto=dhcp or ipv6addr, or leave the domain out'
  return [{ reader: 'networkmanager', message }]
}

import { lstatSync, readdirSync, readlinkSync } from 'node:fs'
import { join, posix } from 'node:path'
import { sourceInBash } from '../golden/judges.ts'

/** What the ifcfg file of a device says, as bash reads it. */
export interface DeviceTerms {
  readonly autoconnect: 'yes' | 'no'
  readonly method: 'auto' | 'manual' | 'disabled'
  /** As `address/length`, in the order of their numbers. */
  readonly addresses: readonly string[]
  readonly gateway: string
  readonly dns: readonly string[]
  readonly search: readonly string[]
  readonly mtu: string
  readonly neverDefault: 'yes' | 'no'
  readonly ignoreAutoDns: 'yes' | 'no'
  readonly zone: string
  /** In lower case. */
  readonly mac: string
  readonly ipv6: Ipv6Terms
}

export interface Ipv6Terms {
  /** Whether router advertisements count. */
  readonly isAuto: boolean
  readonly addresses: readonly string[]
  readonly gateway: string
}

/** The values of an ifcfg file by bash, which is no judge of NetworkManager's reading but another reader of the same file. */
export type Values = ReadonlyMap<string, string>

const numbers = ['', '0', '1', '2', '3']
const keys = [
  ...[
    'DEVICE',
    'NAME',
    'ONBOOT',
    'BOOTPROTO',
    'MTU',
    'DOMAIN',
    'DEFROUTE',
    'PEERDNS',
    'NM_CONTROLLED',
    'DNS1',
    'DNS2',
    'DNS3',
    'ZONE',
    'MACADDR',
    'IPV6INIT',
    'IPV6ADDR',
    'IPV6ADDR_SECONDARIES',
    'IPV6_AUTOCONF',
    'IPV6_DEFAULTGW'
  ],
  ...numbers.flatMap(number => ['IPADDR', 'PREFIX', 'NETMASK', 'GATEWAY'].map(key => `${key}${number}`))
]
const scripts = 'etc/sysconfig/network-scripts'
const ignored = /(~|\.(bak|orig|rej|old|rpmnew|rpmsave|rpmorig))$/

/** The files under a root that name a device, by that device, as bash reads them. */
export function readDevices(root: string): ReadonlyMap<string, Values> {
  const names = readdirSync(join(root, scripts)).filter(name => name.startsWith('ifcfg-') && !ignored.test(name))
  const files = names.map(name => sourceInBash(insideRoot(root, join(root, scripts, name)), keys).values)
  return new Map(
    files.map(values => [values.get('DEVICE') ?? (values.get('NAME') ?? '').replace(/^(Auto|System) /, ''), values])
  )
}

/** What follows from the values of a file for whoever configures the device. */
export function termsOf(values: Values): DeviceTerms {
  const dynamic = ['dhcp', 'bootp'].includes(values.get('BOOTPROTO') ?? '')
  const addresses = numbers.flatMap(number => addressOf(values, number))
  return {
    autoconnect: saysNo(values.get('ONBOOT')),
    method: dynamic ? 'auto' : addresses.length > 0 ? 'manual' : 'disabled',
    addresses,
    gateway: numbers.map(number => values.get(`GATEWAY${number}`)).find(Boolean) ?? '',
    dns: ['DNS1', 'DNS2', 'DNS3'].flatMap(key => values.get(key) ?? []),
    search: (values.get('DOMAIN') ?? '').split(' ').filter(Boolean),
    mtu: values.get('MTU') ?? 'auto',
    neverDefault: saysNo(values.get('DEFROUTE')) === 'no' ? 'yes' : 'no',
    ignoreAutoDns: saysNo(values.get('PEERDNS')) === 'no' ? 'yes' : 'no',
    zone: values.get('ZONE') ?? '',
    mac: (values.get('MACADDR') ?? '').toLowerCase(),
    ipv6: ipv6Of(values)
  }
}

/** Without IPV6INIT nothing of IPv6 is looked at; a gateway is taken only beside an address. */
function ipv6Of(values: Values): Ipv6Terms {
  if (!/^(yes|y|true|t|1)$/i.test(values.get('IPV6INIT') ?? '')) return { isAuto: false, addresses: [], gateway: '' }
  const texts = ['IPV6ADDR', 'IPV6ADDR_SECONDARIES'].flatMap(key => (values.get(key) ?? '').split(' ').filter(Boolean))
  const addresses = texts.map(text => {
    const [address = '', length = '64'] = text.split('/')
    return `${plainIpv6(address)}/${length}`
  })
  const gateway = addresses.length === 0 ? '' : (values.get('IPV6_DEFAULTGW') ?? '').replace(/%.*/, '')
  return {
    isAuto: saysNo(values.get('IPV6_AUTOCONF')) === 'yes',
    addresses,
    gateway: gateway === '' ? '' : plainIpv6(gateway)
  }
}

/** The spelling of RFC 5952. */
export function plainIpv6(address: string): string {
  return new URL(`http://[${address}]`).hostname.slice(1, -1)
}

function addressOf(values: Values, number: string): readonly string[] {
  const address = values.get(`IPADDR${number}`)
  if (address === undefined || address === '') return []
  const netmask = values.get(`NETMASK${number}`)
  const prefix = values.get(`PREFIX${number}`) ?? (netmask === undefined ? classLength(address) : prefixLength(netmask))
  return [`${address}/${prefix}`]
}

/** What every reader takes where the file has no length: that of the address's class (RFC 791, 2.3). */
function classLength(address: string): number {
  const first = Number.parseInt(address, 10)
  return first < 128 ? 8 : first < 192 ? 16 : 24
}

export function prefixLength(netmask: string): number {
  const bits = netmask.split('.').map(octet => Number(octet).toString(2).replaceAll('0', '').length)
  return bits.reduce((sum, count) => sum + count, 0)
}

function saysNo(value: string | undefined): 'yes' | 'no' {
  return /^(no|n|false|f|off|0)$/i.test(value ?? '') ? 'no' : 'yes'
}

/** A link of a case is meant inside its root, as in a chroot. */
function insideRoot(root: string, path: string): string {
  if (!lstatSync(path).isSymbolicLink()) return path
  return join(root, posix.resolve(posix.dirname(path.slice(root.length)), readlinkSync(path)))
}

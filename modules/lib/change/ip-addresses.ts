// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { canonicalNetwork } from '../ip-address.ts'
import type { IpLine } from './network-state.ts'

/** Whether a route that the kernel is said to have made is somebody's own: its address makes none (noprefixroute). */
export type PrefixOwners = (device: string, source: string | undefined, network: string) => boolean

interface Address {
  readonly device: string
  /** `10.0.2.12/8`, or `10.9.9.1` with `peer 10.9.9.2/32` among the options. */
  readonly address: string
  readonly options: readonly string[]
  readonly flags: readonly string[]
  readonly label: string | undefined
  readonly isPermanent: boolean
}

/** Words that ip(8) prints with a value, and how `ip address add` wants them; `undefined` where it wants none. */
const named: { readonly [word: string]: string | undefined } = {
  peer: 'peer',
  brd: 'broadcast',
  any: 'anycast',
  metric: 'metric',
  scope: 'scope',
  proto: undefined,
  flags: undefined
}

/** Flags that somebody gave; the others tell a state, such as tentative, dadfailed or deprecated. */
const givenFlags = ['home', 'nodad', 'optimistic', 'mngtmpaddr', 'noprefixroute', 'autojoin']
const otherFlags = ['secondary', 'temporary', 'tentative', 'deprecated', 'dynamic', 'dadfailed', 'stable-privacy']

/**
 * The addresses that `ip -o address show` prints, without those that come back by themselves. The kernel's own link-local ones
 * are marked: they come with the link, but NetworkManager's reapply takes them from one that stays up.
 */
export function parseAddresses(text: string, family: '4' | '6'): readonly IpLine[] {
  const lasting = readAddresses(text, family).filter(({ isPermanent }) => isPermanent)
  return lasting.flatMap(address => {
    const line = toLine(address, family)
    if (!isMadeByKernel(address)) return [line]
    return isOfHardware(address) ? [{ ...line, isKernels: true }] : []
  })
}

/**
 * NetworkManager adds addresses with noprefixroute and then the route to their network itself, also as `proto kernel`:
 * such a route does not come back with its address.
 */
export function prefixOwners(text: string, family: '4' | '6'): PrefixOwners {
  const owners = readAddresses(text, family).filter(({ flags }) => flags.includes('noprefixroute'))
  return (device, source, network) =>
    owners.some(({ device: other, address, isPermanent }) => {
      if (other !== device || !isPermanent || /^fe80:/i.test(address)) return false
      const [plain = '', prefix] = address.split('/')
      return plain === source || canonicalNetwork(plain, Number(prefix)) === networkOf(network)
    })
}

function networkOf(network: string): string {
  const [plain = '', prefix] = network.split('/')
  return canonicalNetwork(plain, prefix === undefined ? (plain.includes(':') ? 128 : 32) : Number(prefix))
}

/** In a line of `-o`, a backslash stands for the end of a line. IPv4 has no lifetimes before Linux 3.9. */
function readAddresses(text: string, family: '4' | '6'): readonly Address[] {
  return text.split('\n').flatMap(line => {
    const found = /^[0-9]+:\s+([^:@\s]+)\s+inet6?\s+(\S+)\s*([^\\]*)(.*)$/.exec(line)
    const [, device, address, rest = '', lifetimes = ''] = found ?? []
    if (device === undefined || address === undefined || device === 'lo') return []
    const words = rest.split(/\s+/).filter(word => word !== '')
    const options: string[] = []
    const bare: string[] = []
    for (let index = 0; index < words.length; index++) {
      const word = words[index] ?? ''
      if (!(word in named)) bare.push(word)
      else if (isWorthSaying(word, words[++index])) options.push(`${named[word]} ${words[index]}`)
    }
    if (/preferred_lft 0sec/.test(lifetimes)) options.push('preferred_lft 0')
    const flags = bare.filter(word => [...givenFlags, ...otherFlags].includes(word))
    const label = family === '4' ? bare.find(word => !flags.includes(word)) : undefined
    const isPermanent = !flags.includes('dynamic') && !/valid_lft [0-9]/.test(lifetimes)
    return [{ device, address, options, flags, label, isPermanent }]
  })
}

function isWorthSaying(word: string, value: string | undefined): boolean {
  return named[word] !== undefined && !(word === 'scope' && value === 'global')
}

/**
 * A link-local address that comes with the link: made of the hardware address (RFC 4291, appendix A), by a secret
 * (RFC 7217), or by NetworkManager.
 */
function isMadeByKernel({ address, flags, ...rest }: Address): boolean {
  if (!/^fe80:/i.test(address)) return flags.includes('temporary')
  const isOthers = flags.includes('stable-privacy') || flags.includes('noprefixroute')
  return isOthers || isOfHardware({ ...rest, address, flags })
}

function isOfHardware({ address, flags }: Address): boolean {
  const isMadeOfIt = /^fe80:.*[:0-9a-f]ff:fe[0-9a-f]{2}:[0-9a-f]{1,4}(?:\/|$)/i.test(address)
  return isMadeOfIt && !flags.includes('stable-privacy') && !flags.includes('noprefixroute')
}

function toLine({ device, address, options, flags, label }: Address, family: '4' | '6'): IpLine {
  const given = flags.filter(flag => givenFlags.includes(flag))
  const words = [`-${family} address add`, address, ...options, 'dev', device, ...given]
  if (label !== undefined && label !== device) words.push('label', label)
  const peer = options.filter(option => option.startsWith('peer '))
  return { device, line: words.join(' '), key: [`-${family} address`, address, ...peer].join(' ') }
}

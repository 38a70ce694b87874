import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { sourceInBash } from '../golden/judges.ts'
import { listOf, type Profile } from './profile.ts'
import { plainIpv6, prefixLength } from './terms.ts'

const scripts = 'etc/sysconfig/network-scripts'

/** The routes of a profile, as `<network> <gateway>`, sorted. */
export function understoodRoutes(profile: Profile, family: '4' | '6'): readonly string[] {
  return listOf(profile, `ipv${family}.routes`)
    .map(text => {
      const [network = '', gateway = ''] = text.split(' ')
      return `${network} ${/[=]|^[0-9]+$/.test(gateway) ? '' : gateway}`
    })
    .sort()
}

/** What the file of a bond says, in the same words; nothing where the family is off, or a file of rules is there. */
export function routesIn(root: string, profile: Profile, family: '4' | '6'): readonly string[] {
  const suffix = suffixOf(root, profile)
  const names = readdirSync(join(root, scripts))
  const file = join(root, scripts, `route${family === '6' ? '6' : ''}-${suffix}`)
  const isOff = /^(|disabled)$/.test(profile.get(`ipv${family}.method`) ?? '')
  if (!existsSync(file) || isOff || names.some(name => [`rule-${suffix}`, `rule6-${suffix}`].includes(name))) return []
  const text = readFileSync(file, 'utf8')
  const routes = /^ADDRESS\d/m.test(text) ? numbered(file) : text.split('\n').flatMap(line => routeOf(line, family))
  return [...routes].sort()
}

function suffixOf(root: string, profile: Profile): string {
  const device = profile.get('connection.interface-name') ?? ''
  const isOf = (name: string): boolean =>
    new RegExp(`^DEVICE="?${device}"?$`, 'm').test(readFileSync(join(root, scripts, name), 'utf8'))
  const name = readdirSync(join(root, scripts)).find(each => /^ifcfg-[^~]+$/.test(each) && isOf(each))
  return name?.slice('ifcfg-'.length) ?? device
}

/** As the arguments of ip-route(8) are read: the network alone or behind `to`, the gateway behind `via`. */
function routeOf(line: string, family: '4' | '6'): readonly string[] {
  const words = line.split(/\s+/).filter(Boolean)
  if (words.length === 0 || words[0]?.startsWith('#') === true) return []
  const [first = '', second = ''] = words
  const to = /^(to|blackhole|unreachable|prohibit|throw)$/.test(first) ? second : first
  const [address = '', length = family === '6' ? '128' : '32'] = to.split('/')
  const via = words[words.indexOf('via') + 1] ?? ''
  const gateway = words.includes('via') ? (family === '6' ? plainIpv6(via) : via) : ''
  if (to === 'default') return [`${family === '6' ? '::' : '0.0.0.0'}/0 ${gateway}`]
  return [`${family === '6' ? plainIpv6(address) : address}/${length} ${gateway}`]
}

function numbered(file: string): readonly string[] {
  const keys = [0, 1, 2, 3].flatMap(index => ['ADDRESS', 'NETMASK', 'GATEWAY'].map(key => `${key}${index}`))
  const { values } = sourceInBash(file, keys)
  return [0, 1, 2, 3].flatMap(index => {
    const address = values.get(`ADDRESS${index}`)
    const length = prefixLength(values.get(`NETMASK${index}`) ?? '')
    return address === undefined ? [] : [`${address}/${length} ${values.get(`GATEWAY${index}`) ?? ''}`]
  })
}

import { bondingOptions } from '../../modules/lib/bonding/options.ts'
import { listOf, optionsOf, type Profile } from './profile.ts'
import type { DeviceTerms } from './terms.ts'

/** A bond as a module's result has it. */
export interface NormalBond {
  readonly name: string
  readonly mode?: string
  readonly options: { readonly [option: string]: unknown }
  readonly ports: readonly string[]
}

/** A bond as NetworkManager understood it, in the normal form of a module's result; `undefined` without a profile. */
export function understoodBond(profiles: readonly Profile[], name: string): NormalBond | undefined {
  const bonds = profilesOf(profiles, name).filter(profile => profile.get('connection.type') === 'bond')
  const [profile] = bonds
  if (profile === undefined || bonds.length > 1) return undefined
  const { mode, ...options } = Object.fromEntries(
    [...optionsOf(profile)].map(([key, value]) => [key, normal(key, value)])
  )
  return { name, mode: String(mode), options, ports: portsOf(profiles, name) }
}

/**
 * The device of a profile. One that is bound to a MAC address alone is called after its device by whoever made it, as the
 * init scripts have it too (need_config() in network-functions).
 */
export function deviceOf(profile: Profile): string {
  const name = profile.get('connection.interface-name') ?? ''
  const id = profile.get('connection.id') ?? ''
  return name === '' && profile.get('802-3-ethernet.mac-address') !== '' ? id.replace(/^(Auto|System) /, '') : name
}

/** The devices of all profiles that have a bond for master, by the bond's device or by the id of its profile. */
export function portsOf(profiles: readonly Profile[], bond: string): readonly string[] {
  const names = [bond, ...profilesOf(profiles, bond).map(profile => profile.get('connection.uuid'))]
  return profiles
    .filter(
      profile => profile.get('connection.slave-type') === 'bond' && names.includes(profile.get('connection.master'))
    )
    .map(deviceOf)
    .sort()
}

/** What NetworkManager would do to a device. */
export function understoodTerms(profile: Profile): DeviceTerms {
  const flag = (field: string): 'yes' | 'no' => (profile.get(field) === 'yes' ? 'yes' : 'no')
  const method = profile.get('ipv4.method')
  return {
    autoconnect: flag('connection.autoconnect'),
    method: method === 'auto' || method === 'manual' ? method : 'disabled',
    addresses: listOf(profile, 'ipv4.addresses'),
    gateway: profile.get('ipv4.gateway') ?? '',
    dns: listOf(profile, 'ipv4.dns'),
    search: listOf(profile, 'ipv4.dns-search'),
    mtu: profile.get('802-3-ethernet.mtu') ?? 'auto',
    neverDefault: flag('ipv4.never-default'),
    ignoreAutoDns: flag('ipv4.ignore-auto-dns'),
    zone: profile.get('connection.zone') ?? '',
    mac: (profile.get('802-3-ethernet.cloned-mac-address') ?? '').toLowerCase(),
    ipv6: {
      isAuto: profile.get('ipv6.method') === 'auto',
      addresses: listOf(profile, 'ipv6.addresses'),
      gateway: profile.get('ipv6.gateway') ?? ''
    }
  }
}

/** The profiles of a device. */
export function profilesOf(profiles: readonly Profile[], device: string): readonly Profile[] {
  return profiles.filter(profile => deviceOf(profile) === device)
}

function normal(key: string, value: string): unknown {
  const kind = bondingOptions.find(({ name }) => name === key)?.kind
  if (kind?.type === 'int') return Number(value)
  if (kind?.type === 'ipv4-list') return value.split(',')
  if (kind?.type === 'named') return kind.values.find(({ id }) => String(id) === value)?.name ?? value
  return kind?.type === 'mac' ? value.toLowerCase() : value
}

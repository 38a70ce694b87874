/** A connection profile as nmcli prints it, by the names of its properties; one that is not set is ''. */
export type Profile = ReadonlyMap<string, string>

/** What is asked of each profile; the first property begins a profile in the answer. */
export const profileFields = [
  'connection.uuid',
  'connection.id',
  'connection.interface-name',
  'connection.type',
  'connection.master',
  'connection.slave-type',
  'connection.autoconnect',
  'connection.zone',
  'bond.options',
  '802-3-ethernet.mtu',
  '802-3-ethernet.mac-address',
  'ipv4.method',
  'ipv4.addresses',
  'ipv4.gateway',
  'ipv4.dns',
  'ipv4.dns-search',
  'ipv4.never-default',
  'ipv4.ignore-auto-dns',
  'ipv4.routes',
  'ipv4.routing-rules',
  'ipv6.method',
  'ipv6.addresses',
  'ipv6.gateway',
  'ipv6.routes',
  '802-3-ethernet.cloned-mac-address'
] as const

/** The profiles in an answer of `nmcli -t -e no connection show UUID...`: a property a line, a profile after the other. */
export function parseProfiles(text: string): readonly Profile[] {
  const profiles: Map<string, string>[] = []
  for (const line of text.split('\n').filter(Boolean)) {
    const colon = line.indexOf(':')
    const field = line.slice(0, colon)
    if (field === profileFields[0]) profiles.push(new Map())
    profiles.at(-1)?.set(field, line.slice(colon + 1))
  }
  return profiles
}

/** Options of a bond, as `a=1,b=2`; a comma within a value is printed as a blank. */
export function optionsOf(profile: Profile): ReadonlyMap<string, string> {
  const words = (profile.get('bond.options') ?? '').split(',').filter(Boolean)
  return new Map(
    words.map((word): [string, string] => [
      word.slice(0, word.indexOf('=')),
      word.slice(word.indexOf('=') + 1).replaceAll(' ', ',')
    ])
  )
}

/** A list that nmcli prints with commas. */
export function listOf(profile: Profile, field: string): readonly string[] {
  return (profile.get(field) ?? '')
    .split(',')
    .map(item => item.trim())
    .filter(Boolean)
}

// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import type { BondInput } from '../bond-input.ts'

/** What one bond's ports must be among themselves, from the arguments alone. */
export function checkPorts({ at, options, isInvalid }: BondInput): readonly string[] {
  const { name, ports, primary, port_ifcfg } = options
  if (options.state === 'absent') return []
  const problems: string[] = []
  if (isInvalid('ports')) return []
  if (ports === undefined) return [`${at}ports: is missing; state=present needs the devices that form the bond`]
  if (ports.length === 0) problems.push(`${at}ports: is empty; a bond needs at least one port, or state=absent`)
  for (const port of duplicates(ports)) problems.push(`${at}ports: ${port} is there twice; name each port once`)
  if (name !== undefined && ports.includes(name))
    problems.push(`${at}ports: ${name} is the bond itself; a bond cannot be its own port, remove it from the list`)
  for (const { port, below } of stackedPorts(ports, name))
    problems.push(`${at}ports: ${port} is a VLAN on ${below}, which then has no VLANs of its own; remove one of them`)
  // A port that is given by its hardware address gets its name on the host (namePorts), which asks this again.
  if (ports.some(port => port.includes('='))) return problems
  if (primary !== undefined && !ports.includes(primary))
    problems.push(`${at}primary: ${primary} is no port of this bond; give one of ${[...new Set(ports)].join(', ')}`)
  for (const port of Object.keys(port_ifcfg ?? {}))
    if (!ports.includes(port))
      problems.push(`${at}port_ifcfg: ${port} is no port of this bond; give keys for ${ports.join(', ')} only`)
  return problems
}

/** What several bonds of one task must be to each other. */
export function checkBetweenBonds(bonds: readonly BondInput[]): readonly string[] {
  const problems: string[] = []
  const names = bonds.map(({ options }) => options.name ?? '')
  for (const name of duplicates(names.filter(given => given !== '')))
    problems.push(`bonds: ${name} is there twice; give each bond once`)
  const owners = new Map<string, string>()
  for (const { at, options } of bonds) {
    if (options.state === 'absent') continue
    for (const port of new Set(options.ports ?? [])) {
      const owner = owners.get(port)
      if (owner !== undefined && owner !== options.name)
        problems.push(
          `${at}ports: ${port} is given to ${owner} too; a device has one bond, remove it from ${owner} or from ${options.name}`
        )
      owners.set(port, options.name ?? '')
      if (port !== options.name && names.includes(port))
        problems.push(`${at}ports: ${port} is a bond of the same task; a bond cannot be a port, remove it`)
    }
  }
  return problems
}

/** Ports that by their names are VLANs (ifup-eth: DEVICE=<device>.<id>) on a port of the same bond, or on the bond itself. */
function stackedPorts(ports: readonly string[], bond: string | undefined): readonly { port: string; below: string }[] {
  return ports.flatMap(port => {
    const below = port.replace(/\.[0-9]+$/, '')
    return below !== port && (below === bond || ports.includes(below)) ? [{ port, below }] : []
  })
}

function duplicates(items: readonly string[]): readonly string[] {
  return [...new Set(items.filter((item, index) => items.indexOf(item) !== index))]
}

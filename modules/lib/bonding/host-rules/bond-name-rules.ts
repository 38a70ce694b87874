// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import type { ReadHost } from '../../host/host.ts'
import { scriptsFolder } from '../inventory.ts'

/** Bonds that a host has or shall have, and those that are asked about. */
export interface BondNames {
  readonly all: readonly string[]
  readonly about: readonly string[]
}

/**
 * Warns of bonds whose names some initscripts take for one another. The scripts of the host decide where they are there; on a
 * running host without them nobody takes them so; elsewhere it is open which ones will read the files.
 */
export function warnOfBondNames(host: ReadHost, { all, about }: BondNames): readonly string[] {
  const faults = faultsOf(host)
  const names = [...new Set(all)].sort()
  return names.flatMap(name =>
    names.flatMap(longer => {
      if (name === longer || !(about.includes(name) || about.includes(longer))) return []
      return faults.filter(({ confuses }) => confuses(name, longer)).map(({ tell }) => `${name}: ${tell(name, longer)}`)
    })
  )
}

interface Fault {
  /** The script, and the line in it. */
  readonly script: string
  readonly line: RegExp
  readonly confuses: (name: string, longer: string) => boolean
  readonly tell: (name: string, longer: string) => string
}

/** Each by the line that is wrong in it, as it stands in the named releases. */
const knownFaults: readonly Fault[] = [
  {
    // grep -sq "$1" /sys/class/net/bonding_masters, without -w (install_bonding_driver() of 9.03.39 to 9.03.46).
    script: 'network-functions',
    line: /grep\s+(?:-[a-vx-z]+\s+)*"?\$\{?1\}?"?\s+\S*bonding_masters/,
    confuses: (name, longer) => longer.includes(name),
    tell: (name, longer) =>
      `initscripts 9.03.39 to 9.03.46 (EL6) do not make ${name} once there is ${longer}, whose name has its own in it; ` +
      'update initscripts, or rename one of them'
  },
  {
    // grep -l "^[[:space:]]*MASTER=\"\?${DEVICE}\"\?", without an end (ifup-eth of 9.03.27 and before).
    script: 'ifup-eth',
    line: /MASTER=\S*\$\{?DEVICE\}?(?![^\n]*\$\\?\))[^\n]*ifcfg-/,
    confuses: (name, longer) => longer.startsWith(name),
    tell: (name, longer) =>
      `initscripts 9.03.27 (EL6) start the ports of ${longer} with those of ${name}, since its name begins like that one; ` +
      'update initscripts, or rename one of them'
  }
]

function faultsOf(host: ReadHost): readonly Fault[] {
  const texts = new Map(
    knownFaults.map(({ script }): [string, string | undefined] => [script, host.readText(`${scriptsFolder}/${script}`)])
  )
  if ([...texts.values()].every(text => text === undefined)) return host.root === '/' ? [] : knownFaults
  return knownFaults.filter(({ script, line }) => line.test(texts.get(script) ?? ''))
}

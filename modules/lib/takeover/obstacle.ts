// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

import { scriptsFolder } from '../bonding/inventory.ts'
import type { HostBond } from './host-bonds.ts'

/** Why a bond cannot be taken over as it is, and where that stands; without a line where it is about no single one. */
export interface Obstacle {
  readonly path: string
  readonly line: number | undefined
  readonly rule: string
}

/** Where messages find what they speak of. */
export interface Places {
  readonly bond: HostBond
  /** The lines of the bond's own file that say its options, by option, of a list also by `dns[0]`. */
  readonly lines: ReadonlyMap<string, number>
  /** Every file that may be named. */
  readonly paths: readonly string[]
}

/** Finds the place of a message of the rules or the planner: by the file in it, else by the option or port it begins with. */
export function locate(message: string, places: Places): Obstacle {
  return { ...(namedPlace(message, places.paths) ?? subjectPlace(message, places)), rule: message }
}

type Place = Pick<Obstacle, 'path' | 'line'>

/** The first file in a message, and the line behind it; of names that begin alike the longest. */
function namedPlace(message: string, paths: readonly string[]): Place | undefined {
  const [first] = paths
    .map(path => ({ path, at: message.indexOf(path) }))
    .filter(({ at }) => at >= 0)
    .sort((a, b) => a.at - b.at || b.path.length - a.path.length)
  if (first === undefined) return undefined
  const line = /^, line ([0-9]+)/.exec(message.slice(first.at + first.path.length))?.[1]
  return { path: first.path, line: line === undefined ? undefined : Number(line) }
}

function subjectPlace(message: string, { bond: { found, ports }, lines }: Places): Place {
  const [, subject = '', index] = /^([^\s:[]+)(?:\[([0-9]+)\])?: /.exec(message) ?? []
  const named = subject === 'ports' ? ports[Number(index)] : ports.find(({ device }) => device === subject)
  const speaking = found.state === 'found' ? named : (named ?? ports[0])
  if (speaking !== undefined) return { path: speaking.entry.path, line: speaking.line }
  const path = found.state === 'found' ? found.entry.path : scriptsFolder
  return { path, line: lines.get(`${subject}[${index}]`) ?? lines.get(subject) }
}

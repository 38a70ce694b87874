// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { aggregatorLines, bondLines, type KnownLine, lacpduLines, portLines, titles } from './known-lines.ts'
import type { ProcBond } from './proc-bond.ts'
import { aggregatorIn, deviceIn, numberIn, optionsIn, portIn } from './proc-values.ts'

/**
 * Reads a file of /proc/net/bonding as every driver since 2.6.32 prints it (bond_info_seq_show() in bond_procfs.c, before 2.6.39
 * in bond_main.c). Takes any text and never throws; a line that is none of those is kept in `unknown`.
 */
export function parseProcBonding(text: string): ProcBond {
  const own: Section = { lines: bondLines, values: new Map() }
  const found: Found = { own, ports: [], unknown: [] }
  let section = own
  for (const line of text.split('\n').filter(source => source !== '')) section = readLine(found, section, line)
  const { values } = own
  return {
    version: values.get('version'),
    options: optionsIn(values),
    activePort: deviceIn(values.get('active port')),
    miiStatus: values.get('mii status'),
    systemPriority: numberIn(values.get('system priority')),
    systemMac: values.get('system mac'),
    aggregator: found.isWithoutAggregator === true ? 'none' : aggregatorIn(found.aggregator?.values),
    ports: found.ports.map(({ name, own: { values: port }, actor, partner }) =>
      portIn(name, port, [actor?.values, partner?.values])
    ),
    unknown: found.unknown
  }
}

/** A part of the file: the lines that may stand in it, and what they said. */
interface Section {
  readonly lines: readonly KnownLine[]
  readonly values: Map<string, string>
}

interface PortSections {
  readonly name: string
  readonly own: Section
  actor?: Section
  partner?: Section
}

interface Found {
  readonly own: Section
  readonly ports: PortSections[]
  readonly unknown: string[]
  aggregator?: Section
  isWithoutAggregator?: boolean
}

/** Notes what a line says; returns the section in which the next one stands. */
function readLine(found: Found, section: Section, line: string): Section {
  const next = openSection(found, line)
  if (next !== undefined) return next
  for (const [pattern, ...names] of section.lines) {
    const match = pattern.exec(line)
    if (match === null) continue
    names.forEach((name, index) => {
      const value = match[index + 1]
      if (value !== undefined) section.values.set(name, value)
    })
    return section
  }
  if (line === titles.lacp) return section
  if (titles.noAggregator.test(line)) found.isWithoutAggregator = true
  else found.unknown.push(line)
  return section
}

function openSection(found: Found, line: string): Section | undefined {
  const port = found.ports.at(-1)
  const name = titles.port.exec(line)?.[1]
  const start = (lines: readonly KnownLine[]): Section => ({ lines, values: new Map() })
  if (name !== undefined) {
    const own = start(portLines)
    found.ports.push({ name, own })
    return own
  }
  if (line === titles.aggregator) {
    found.aggregator = start(aggregatorLines)
    return found.aggregator
  }
  if (port === undefined || (line !== titles.actor && line !== titles.partner)) return undefined
  const side = start(lacpduLines)
  port[line === titles.actor ? 'actor' : 'partner'] = side
  return side
}

// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { modeTexts } from './known-lines.ts'
import type { ProcAggregator, ProcLacpdu, ProcPort } from './proc-bond.ts'

/** What the lines of a section said, by the names in `known-lines.ts`. */
export type Values = ReadonlyMap<string, string>

/** The options among the values of a bond, as sysfs spells them: no primary is an empty text there. */
export function optionsIn(values: Values): ReadonlyMap<string, string> {
  const options = new Map<string, string>()
  for (const [name, value] of values) {
    if (name.includes(' ') || name === 'version') continue
    if (name === 'mode') options.set(name, modeTexts.get(value) ?? value)
    else if (name === 'primary') options.set(name, deviceIn(value) ?? '')
    else options.set(name, value.replace(/ /g, ''))
  }
  return options
}

/** A port; `sides` are actor and partner, where they are printed. */
export function portIn(name: string, values: Values, [actor, partner]: readonly (Values | undefined)[]): ProcPort {
  const duplex = values.get('duplex')
  return {
    name,
    miiStatus: values.get('mii status'),
    speed: numberIn(values.get('speed')?.replace(' Mbps', '')),
    duplex: duplex === 'Unknown' ? undefined : duplex,
    linkFailures: numberIn(values.get('link failures')),
    permanentMac: values.get('permanent mac'),
    queueId: numberIn(values.get('queue id')),
    aggregatorId: numberIn(values.get('aggregator id')),
    actorChurn: values.get('actor churn'),
    partnerChurn: values.get('partner churn'),
    actorChurned: numberIn(values.get('actor churned')),
    partnerChurned: numberIn(values.get('partner churned')),
    actor: lacpduIn(actor),
    partner: lacpduIn(partner)
  }
}

/** The active aggregator, where it is printed. */
export function aggregatorIn(values: Values | undefined): ProcAggregator | undefined {
  if (values === undefined) return undefined
  return {
    id: numberIn(values.get('id')),
    ports: numberIn(values.get('ports')),
    actorKey: numberIn(values.get('actor key')),
    partnerKey: numberIn(values.get('partner key')),
    partnerMac: values.get('partner mac')
  }
}

function lacpduIn(values: Values | undefined): ProcLacpdu | undefined {
  if (values === undefined) return undefined
  return {
    systemPriority: numberIn(values.get('system priority')),
    systemMac: values.get('system mac'),
    key: numberIn(values.get('key')),
    portPriority: numberIn(values.get('port priority')),
    portNumber: numberIn(values.get('port number')),
    portState: numberIn(values.get('port state'))
  }
}

/** `None` stands for no port. */
export function deviceIn(text: string | undefined): string | undefined {
  return text === 'None' ? undefined : text
}

/** A decimal number; `undefined` for a word such as `Unknown` and `N/A`. */
export function numberIn(text: string | undefined): number | undefined {
  return text !== undefined && /^[0-9]+$/.test(text) ? Number(text) : undefined
}

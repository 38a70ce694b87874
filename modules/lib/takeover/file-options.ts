// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { parseBondingOpts } from '../bonding/bonding-opts.ts'
import type { IfcfgEntry } from '../bonding/inventory.ts'
import { bondKeyOptions } from '../bonding/key-table.ts'
import { bondingOptions } from '../bonding/options.ts'
import { ipv4Index } from '../bonding/plan/address-edits.ts'
import { agreedValue } from '../bonding/plan/edits.ts'
import { secondariesIn } from '../bonding/plan/secondary-edits.ts'
import { unsettableOptions } from '../bonding/unsettable.ts'
import { listKeys, readKey } from '../ifcfg/read-key.ts'
import type { Obstacle } from './obstacle.ts'

/** What a bond's file says by keys that have an option, in the module's own names; and what cannot be said so. */
export interface FileOptions {
  /** Values before coercion. */
  readonly options: ReadonlyMap<string, unknown>
  /** The line that says an option; of a list also by `dns[0]`. */
  readonly lines: ReadonlyMap<string, number>
  readonly obstacles: readonly Obstacle[]
}

export const noOptions: FileOptions = { options: new Map(), lines: new Map(), obstacles: [] }

/** Reads a bond's file for the options of nic.bonding.bond; keys without an option are left out, and so stay as they are. */
export function fileOptions(entry: IfcfgEntry): FileOptions {
  return merge([
    ...plainKeys(entry).map(key => plainOption(entry, key)),
    nameServers(entry),
    ...addressLists(entry),
    bondingOpts(entry)
  ])
}

function plainOption(entry: IfcfgEntry, key: string): FileOptions {
  return saying(entry, key, value => ({ options: new Map([[bondKeyOptions.get(key) ?? key, value]]) }))
}

/** Of IPADDR and IPADDR0, and what goes with them, those that the planner edits. */
function plainKeys(entry: IfcfgEntry): readonly string[] {
  const index = ipv4Index(entry.file)
  return [...bondKeyOptions.keys()].filter(key => {
    const numbered = /^(?:IPADDR|PREFIX|NETMASK)(0?)$/.exec(key)
    const isList = /^(?:DEVICE|BONDING_OPTS|DNS[0-9]|IPV6ADDR_SECONDARIES)$/.test(key)
    return !isList && (numbered === null || numbered[1] === index) && (!key.startsWith('IPV6') || isRead(entry, key))
  })
}

/** IPv6 is left as it is where no reader looks at it, since the options would turn it on. */
function isRead({ file }: IfcfgEntry, key: string): boolean {
  const init = agreedValue(file, 'IPV6INIT')
  return key === 'IPV6INIT' ? init !== undefined : init === 'yes'
}

function nameServers(entry: IfcfgEntry): FileOptions {
  const keys = listKeys(entry.file).filter(key => /^DNS[1-9][0-9]*$/.test(key))
  keys.sort((a, b) => Number(a.slice(3)) - Number(b.slice(3)))
  const servers = keys.map((key, index) =>
    saying(entry, key, value => ({ options: new Map([[`dns[${index}]`, value]]) }))
  )
  return asList('dns', servers)
}

function addressLists(entry: IfcfgEntry): readonly FileOptions[] {
  const further = secondariesIn(entry.file).map(({ index: number, text }, index) =>
    saying(entry, `IPADDR${number}`, () => ({ options: new Map([[`ipaddr_secondaries[${index}]`, text]]) }))
  )
  const further6 = saying(entry, 'IPV6ADDR_SECONDARIES', value => ({
    options: new Map([['ipv6addr_secondaries', value.split(/\s+/).filter(text => text !== '')]])
  }))
  return [asList('ipaddr_secondaries', further), isRead(entry, 'IPV6ADDR_SECONDARIES') ? further6 : noOptions]
}

/** One option of what each part says as an element of it. */
function asList(option: string, parts: readonly FileOptions[]): FileOptions {
  const { options, lines, obstacles } = merge(parts)
  return { options: new Map(options.size === 0 ? [] : [[option, [...options.values()]]]), lines, obstacles }
}

function bondingOpts(entry: IfcfgEntry): FileOptions {
  return saying(entry, 'BONDING_OPTS', value => {
    const options = parseBondingOpts(value)
    const known = bondingOptions.map(({ name }) => name)
    if (options === undefined) {
      const why = `its readers do not take ${JSON.stringify(value)} for the same options`
      return { options: new Map(), rules: [`BONDING_OPTS: ${why}; give each option once, as name=value`] }
    }
    const rules = [...options.keys()]
      .filter(option => !known.includes(option))
      .map(option => {
        const why = unsettableOptions.get(option)
        return why === undefined
          ? `BONDING_OPTS: nic.bonding.bond has no option ${JSON.stringify(option)} and would lose it; remove it there first, or leave this bond out`
          : `BONDING_OPTS: ${option} ${why}`
      })
    return { options, rules, subjects: known }
  })
}

interface Saying {
  readonly options: ReadonlyMap<string, unknown>
  /** Why not all that the key says is an option. */
  readonly rules?: readonly string[]
  /** The options that the key decides; those that it names if not given. */
  readonly subjects?: readonly string[]
}

/** What a key says on which all readers agree; nothing where it is empty. */
function saying({ path, file }: IfcfgEntry, key: string, say: (value: string) => Saying): FileOptions {
  const reading = readKey(file, key)
  if (reading.state === 'absent') return noOptions
  const { line } = reading
  const obstacle = (rule: string): Obstacle => ({ path, line, rule })
  if (reading.state === 'differs') {
    const rule = `${key}: bash and NetworkManager do not read the same: ${reading.why}; change that line by hand first`
    return { ...noOptions, obstacles: [obstacle(rule)] }
  }
  if (reading.value === '') return noOptions
  const { options, rules = [], subjects = [...options.keys()] } = say(reading.value)
  const lines = subjects.map((option): [string, number] => [option, line])
  return { options, lines: new Map(lines), obstacles: rules.map(obstacle) }
}

function merge(parts: readonly FileOptions[]): FileOptions {
  return {
    options: new Map(parts.flatMap(({ options }) => [...options])),
    lines: new Map(parts.flatMap(({ lines }) => [...lines])),
    obstacles: parts.flatMap(({ obstacles }) => obstacles)
  }
}

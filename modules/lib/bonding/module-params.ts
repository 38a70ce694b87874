// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { bondingOptions, type OptionKind } from './options.ts'

/** A parameter of the module bonding: a default for every bond, or about the module itself. */
export interface ModuleParam {
  readonly name: string
  readonly kind: OptionKind
}

/**
 * What `options bonding` may hold (module_param() in bond_main.c). Of `max_bonds` and `tx_queues` the driver replaces a value
 * out of range with its default (bond_check_params()).
 */
export const moduleParams: readonly ModuleParam[] = [
  { name: 'max_bonds', kind: { type: 'int', min: 0, max: 2147483647 } },
  { name: 'tx_queues', kind: { type: 'int', min: 1, max: 255 } },
  ...bondingOptions.filter(({ moduleParam }) => moduleParam).map(({ name, kind }) => ({ name, kind }))
]

/** Options of a bond that are no parameters of the module, for lack of module_param(). */
export const onlyOfBonds: readonly string[] = bondingOptions
  .filter(({ moduleParam }) => !moduleParam)
  .map(({ name }) => name)

/** The names that sysfs or netlink alone can set, for one running bond (bond_sysfs.c, bond_netlink.c). */
export const onlyRunning: readonly string[] = [
  ...['active_slave', 'queue_id', 'ns_ip6_target', 'lacp_strict', 'coupled_control', 'broadcast_neighbor', 'prio'],
  'actor_port_prio'
]

/** A checked value as the driver's parameter takes it: those named off and on are integers there. */
export function paramText({ kind }: ModuleParam, value: unknown): string {
  if (kind.type !== 'named' || !isOnOff(kind)) return Array.isArray(value) ? value.join(',') : String(value)
  const text = typeof value === 'boolean' ? (value ? 'on' : 'off') : String(value)
  return String(kind.values.find(({ name }) => name === text)?.id ?? text)
}

/** What a value means to the driver, as a text in which equal meanings are equal; `undefined` where it takes none such. */
export function paramMeaning({ kind }: ModuleParam, text: string): string | undefined {
  switch (kind.type) {
    case 'int':
      return inRange(kernelInteger(text), kind.min, kind.max)
    case 'named':
      return kind.values.find(({ name, id }) =>
        isOnOff(kind) ? id === kernelInteger(text) : name === text || String(id) === text
      )?.name
    case 'ipv4-list':
      return isTargets(text, kind.max) ? text : undefined
    case 'device':
      // dev_valid_name() in net/core/dev.c; every reader of the files wants ASCII.
      return /^(?!\.\.?$)[!-.0-~]{1,15}$/.test(text) ? text : undefined
    case 'mac':
      return text
  }
}

/** What a value must be, for messages. */
export function paramMust({ kind }: ModuleParam): string {
  switch (kind.type) {
    case 'int':
      return `an integer from ${kind.min} to ${kind.max}`
    case 'named':
      return `one of ${kind.values.map(({ name, id }) => `${name} (${id})`).join(', ')}`
    case 'ipv4-list':
      return `at most ${kind.max} different IPv4 addresses, separated by commas, without +`
    case 'device':
      return 'the name of a network device'
    case 'mac':
      return 'a MAC address'
  }
}

/** A number as kernel parameters take it: decimal, 0x hexadecimal, 0 octal (kstrtoint() with base 0). */
export function kernelInteger(text: string): number | undefined {
  const [, sign = '', digits = ''] = /^([+-]?)(0[xX][0-9a-fA-F]+|0[0-7]*|[1-9][0-9]*)$/.exec(text) ?? []
  if (digits === '') return undefined
  const isOctal = /^0[0-7]+$/.test(digits)
  return (sign === '-' ? -1 : 1) * (isOctal ? Number.parseInt(digits, 8) : Number(digits))
}

function isOnOff({ values }: Extract<OptionKind, { type: 'named' }>): boolean {
  return values.length === 2 && values.every(({ name }) => name === 'on' || name === 'off')
}

function inRange(value: number | undefined, min: number, max: number): string | undefined {
  return value !== undefined && value >= min && value <= max ? String(value) : undefined
}

function isTargets(text: string, max: number): boolean {
  const targets = text.split(',')
  const octet = '(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])'
  const address = new RegExp(`^(?!0\\.0\\.0\\.0$)(?!255\\.255\\.255\\.255$)${octet}(?:\\.${octet}){3}$`)
  return targets.length <= max && new Set(targets).size === targets.length && targets.every(one => address.test(one))
}

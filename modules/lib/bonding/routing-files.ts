// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import type { ReadHost } from '../host/host.ts'
import { type Inventory, scriptsFolder } from './inventory.ts'

/** A route-, route6-, rule- or rule6- file. */
export interface RoutingFile {
  readonly type: 'route' | 'rule'
  readonly family: '4' | '6'
  readonly device: string
  readonly text: string
}

/** The routing files of a folder, with their texts. */
export function routingFiles(inventory: Inventory, host: ReadHost): readonly RoutingFile[] {
  return inventory.routing.flatMap(name => {
    const [, type, six, device = ''] = /^(route|rule)(6?)-(.+)$/.exec(name) ?? []
    const text = host.readText(`${scriptsFolder}/${name}`)
    if (text === undefined || (type !== 'route' && type !== 'rule')) return []
    return [{ type, family: six === '6' ? '6' : '4', device, text }]
  })
}

/** The lines that are arguments of ip(8): the others are blank or begin with a number sign (handle_ip_file()). */
export function argumentLines(text: string): readonly string[] {
  return text
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '' && !line.startsWith('#'))
}

/** Pairs of `<word> <value>` in arguments of ip(8). */
export function wordAfter(words: readonly string[], ...names: readonly string[]): string | undefined {
  const index = words.findIndex(word => names.includes(word))
  return index < 0 ? undefined : words[index + 1]
}

/** The name of a routing table, which may be given by number (rt_tables); without one it is the table main. */
export function tableName(table: string | undefined, host: ReadHost): string {
  if (table === undefined) return 'main'
  const known: { readonly [number: string]: string } = { '253': 'default', '254': 'main', '255': 'local' }
  const text = host.readText('/etc/iproute2/rt_tables') ?? ''
  const named = new RegExp(`^\\s*${table.replace(/\W/g, '\\$&')}\\s+(\\S+)`, 'm').exec(text)?.[1]
  return /^[0-9]+$/.test(table) ? (known[table] ?? named ?? table) : table
}

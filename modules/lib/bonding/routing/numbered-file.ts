// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import type { IfcfgFile } from '../../ifcfg/ifcfg-file.ts'
import { parseIfcfg } from '../../ifcfg/parse-ifcfg.ts'
import { listKeys } from '../../ifcfg/read-key.ts'
import { netmaskOfPrefix, prefixOfNetmask } from '../ipv4.ts'
import { agreedValue, type Edit, removals } from '../plan/edits.ts'
import type { Route } from './route.ts'

/** Whether a file is sourced instead of being read as arguments, by one such line (ifup-routes, NetworkManager alike). */
export function isNumbered(text: string): boolean {
  return /^\s*ADDRESS[0-9]+=/m.test(text)
}

/**
 * Whether this form has words for a route: a network and a gateway. METRIC0 and OPTIONS0 are read by NetworkManager alone
 * (read_one_ip4_route()), and a table by nobody.
 */
export function isSaidByNumbers({ src, metric, table, mtu, onlink, type }: Route): boolean {
  const others = [src, metric, table, mtu].every(value => value === undefined)
  return others && onlink !== true && (type ?? 'unicast') === 'unicast'
}

/**
 * The routes of a file, from 0 to the first gap; `undefined` where its readers differ about one, or there is more than them:
 * without NETMASK0, NetworkManager refuses the whole profile (read_one_ip4_route()).
 */
export function numberedRoutes(file: IfcfgFile): readonly Route[] | undefined {
  const routes: Route[] = []
  for (let index = 0; ; index++) {
    const address = agreedValue(file, `ADDRESS${index}`)
    if (address === undefined) break
    const prefix = prefixOfNetmask(agreedValue(file, `NETMASK${index}`) ?? '')
    const via = agreedValue(file, `GATEWAY${index}`)
    if (prefix === undefined) return undefined
    routes.push({ to: `${address}/${prefix}`, ...(via === undefined ? {} : { via }) })
  }
  const known = (key: string): boolean => Number(/^(?:ADDRESS|NETMASK|GATEWAY)([0-9]+)$/.exec(key)?.[1]) < routes.length
  return listKeys(file).every(known) ? routes : undefined
}

/** The edits that give a file exactly these routes, and no other key. */
export function numberedEdits(file: IfcfgFile, routes: readonly Route[]): readonly Edit[] {
  const edits: Edit[] = []
  routes.forEach(({ to = '', via }, index) => {
    const [address = '', length = '32'] = to === 'default' ? ['0.0.0.0', '0'] : to.split('/')
    edits.push({ key: `ADDRESS${index}`, value: address })
    edits.push({ key: `NETMASK${index}`, value: netmaskOfPrefix(Number(length)) })
    edits.push({ key: `GATEWAY${index}`, value: via })
  })
  return [...removals(file, key => !edits.some(edit => edit.key === key)), ...edits]
}

/** The lines of a file that are blank or comments, for it to be written in the other form; `undefined` where it is more than routes. */
export function commentsOf(text: string): string | undefined {
  const { lines } = parseIfcfg(text)
  const isOwn = lines.every(({ source }) =>
    /^\s*(?:#.*|(?:ADDRESS|NETMASK|GATEWAY|METRIC|OPTIONS)[0-9]+=.*)?\s*$/.test(source)
  )
  return isOwn
    ? lines
        .filter(({ source }) => /^\s*(?:#|$)/.test(source))
        .map(({ source }) => source)
        .join('')
    : undefined
}

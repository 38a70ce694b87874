// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { runCommand } from './run-command.ts'

/** A default route with one next hop. */
export interface Gateway {
  readonly address: string
  readonly device: string
}

const seconds = 10

/** The device through which an address is reached now; `undefined` where it is not, or is no address. */
export function deviceTowards(address: string): string | undefined {
  if (!/^[0-9a-f.:]+$/i.test(address)) return undefined
  const report = runCommand(['ip', '-o', address.includes(':') ? '-6' : '-4', 'route', 'get', address], seconds)
  return report.rc === 0 ? / dev (\S+)/.exec(report.stdout)?.[1] : undefined
}

/** The default routes of the main table, IPv4 before IPv6, in the order in which ip(8) prints them. */
export function defaultGateways(): readonly Gateway[] {
  const texts = ['-4', '-6'].map(family => runCommand(['ip', family, 'route', 'show'], seconds).stdout)
  return parseGateways(texts.join('\n'))
}

/** A link-local gateway is left out: its address says nothing without the device. */
export function parseGateways(text: string): readonly Gateway[] {
  const gateways: Gateway[] = []
  for (const line of text.split('\n')) {
    const [, address, device] = /^default via ([0-9A-Fa-f.:]+) dev (\S+)/.exec(line) ?? []
    if (address !== undefined && device !== undefined && !/^fe80:/i.test(address)) gateways.push({ address, device })
  }
  return gateways
}

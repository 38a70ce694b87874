// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { system } from '#system'
import { canonicalAddress } from '../ip-address.ts'
import { deviceAddresses } from './device-addresses.ts'
import { textAtOrNone } from './read-file.ts'

/** A TCP connection to the SSH server, as SSH_CONNECTION has it (ssh(1)); addresses as the server wrote them. */
export interface Connection {
  readonly client: string
  readonly clientPort: number
  readonly server: string
  readonly serverPort: number
}

/**
 * The connection over which this process was started: SSH_CONNECTION of its own, else that of the nearest ancestor, since
 * sudo takes it from the environment. `undefined` at a console, in a pull, and where an ancestor cannot be read.
 */
export function currentConnection(): Connection | undefined {
  const own = parseConnection(system.env.SSH_CONNECTION ?? '')
  let pid = own === undefined ? String(system.ppid) : '0'
  for (let depth = 0; /^[1-9]/.test(pid) && depth < 100; depth++) {
    const variable = textAtOrNone(`/proc/${pid}/environ`)
      .split('\0')
      .find(text => text.startsWith('SSH_CONNECTION='))
    const found = parseConnection((variable ?? '').slice('SSH_CONNECTION='.length))
    if (found !== undefined) return found
    pid = parentOf(pid)
  }
  return own
}

/** The four words of SSH_CONNECTION; `undefined` for any other text. */
export function parseConnection(text: string): Connection | undefined {
  const [client, clientPort, server, serverPort, ...more] = text.trim().split(' ')
  if (client === undefined || client === '' || server === undefined || more.length > 0) return undefined
  const ports = [clientPort, serverPort].map(port => (/^[0-9]+$/.test(port ?? '') ? Number(port) : undefined))
  const [from, to] = ports
  return from === undefined || to === undefined ? undefined : { client, clientPort: from, server, serverPort: to }
}

/** A connection as SSH_CONNECTION has it. */
export function connectionText({ client, clientPort, server, serverPort }: Connection): string {
  return `${client} ${clientPort} ${server} ${serverPort}`
}

/** The device that has an address, without the label of an alias; `undefined` where none that is up has it. */
export function deviceOfAddress(address: string): string | undefined {
  const wanted = plain(address)
  return deviceAddresses().find(({ address }) => plain(address.split('/')[0] ?? '') === wanted)?.device
}

/** Without the zone of a link-local address, and IPv4 in IPv6 as IPv4. */
function plain(address: string): string {
  return canonicalAddress(address.replace(/%.*$/, '').replace(/^::ffff:(?=[0-9]+\.)/i, ''))
}

/** The second field behind the name in parentheses, which may hold anything (proc(5), /proc/[pid]/stat). */
function parentOf(pid: string): string {
  const text = textAtOrNone(`/proc/${pid}/stat`)
  return text.slice(text.lastIndexOf(')') + 2).split(' ')[1] ?? '0'
}

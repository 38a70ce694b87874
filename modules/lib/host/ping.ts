// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { system } from '#system'

/**
 * Asks a host by ICMP echo, by name or by address of either family, until it answers or `seconds` are over: ARP and the ports of
 * a switch take their time after a change. `undefined` when it answered, else why the last request had no reply.
 */
export function ping(target: string, seconds: number): string | undefined {
  const end = system.monotonic() + seconds * 1000
  for (;;) {
    const answer = system.icmpEcho(target, patience)
    if ('milliseconds' in answer) return undefined
    if (answer.error === 'ENOSYS' || system.monotonic() + pause >= end) return reasons[answer.error] ?? answer.error
    system.sleep(pause)
  }
}

/** Milliseconds: between two requests, since the kernel says at once that there is no route; and for one reply. */
const pause = 200
const patience = 1000

const reasons: { readonly [errno: string]: string } = {
  ETIMEDOUT: 'no reply',
  ENOENT: 'unknown name',
  ENETUNREACH: 'network unreachable',
  EHOSTUNREACH: 'host unreachable',
  ENOSYS: 'this Node.js needs ping(8) of iputils'
}

import { waitUntil } from '../../integration/bench/processes.ts'
import { readBond } from './bond-state.ts'
import type { Case } from './case.ts'

/** What became of traffic from the guide's client, 10.0.0.1, to the bond while something happened to its ports. */
export interface Traffic {
  readonly sent: number
  readonly received: number
  /** The longest time between two answers, in milliseconds; 200 apart is what is sent. */
  readonly longestGap: number
  /** Whether an SSH session over the bond, opened before, saw it all through. */
  readonly sessionKept: boolean
}

const address = '10.0.2.12'
const ticks = 25

/** Pings the bond five times a second for five seconds and keeps an SSH session over it meanwhile; `event` comes after one second. */
export async function duringTraffic(host: Case, event: () => Promise<unknown>): Promise<Traffic> {
  const key = '-i /run/bench/client_key -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR'
  const loop = `for i in $(seq ${ticks}); do echo tick; sleep 0.2; done`
  const session = host.onSwitch(`ssh ${key} root@${address} '${loop}'`, { seconds: 40 }).catch(String)
  const pings = host.onSwitch(`ping -D -n -i 0.2 -c ${ticks} -W 1 -I 10.0.0.1 ${address} || true`, { seconds: 40 })
  await new Promise(resolve => setTimeout(resolve, 1000))
  await event()
  const text = await pings
  const [, sent = 0, received = 0] = (/(\d+) packets transmitted, (\d+) received/.exec(text) ?? []).map(Number)
  const sessionKept = (await session).split('\n').filter(line => line === 'tick').length === ticks
  return { sent, received, longestGap: longestGap(text), sessionKept }
}

/** Waits until the kernel has switched to a port. Throws when it has not within 5 s. */
export async function untilActive(host: Case, port: string): Promise<void> {
  await waitUntil(`${port} to be the active port`, 5, async () => (await readBond(host)).activePort === port)
}

function longestGap(text: string): number {
  const times = [...text.matchAll(/^\[(\d+\.\d+)\] \d+ bytes from/gm)].map(match => Number(match[1]) * 1000)
  const gaps = times.slice(1).map((time, index) => time - (times[index] ?? time))
  return Math.round(Math.max(0, ...gaps))
}

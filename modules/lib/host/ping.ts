// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { system } from '#system'
import { type CommandReport, runCommand } from './run-command.ts'

/**
 * Asks a host, by name or by address of either family, until it answers or `seconds` are over: ARP and the ports of a switch
 * take their time after a change. `undefined` when it answered, else the last that ping(8) said.
 */
export function ping(target: string, seconds: number): string | undefined {
  const start = now()
  for (;;) {
    const left = seconds - (now() - start)
    const report = askOnce(target, Math.max(left, 1))
    if (report.rc === 0) return undefined
    if (report.rc === notFound || now() - start + pause >= seconds) return whatItSaid(report)
    system.sleep(pause * 1000)
  }
}

/** Seconds between two tries; ping itself ends at once when there is no route. */
const pause = 0.2
const notFound = 127

/** iputils before 20150815 has a program of its own for IPv6. */
function askOnce(target: string, left: number): CommandReport {
  const ask = (program: string): CommandReport =>
    runCommand([program, '-n', '-c', '1', '-W', '1', '--', target], Math.ceil(left) + 1)
  const first = ask(target.includes(':') ? 'ping6' : 'ping')
  return first.rc === notFound && target.includes(':') ? ask('ping') : first
}

function whatItSaid({ stdout, stderr, rc }: CommandReport): string {
  const lines = `${stdout}\n${stderr}`.split('\n').map(line => line.trim())
  return lines.filter(line => line !== '' && !/^(?:---|rtt |PING )/.test(line)).pop() ?? `ping ended with ${rc}`
}

function now(): number {
  return system.monotonic() / 1000
}

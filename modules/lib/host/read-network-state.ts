// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { type NetworkState, networkStateCommands, parseNetworkState } from '../change/network-state.ts'
import { ModuleError } from '../errors.ts'
import { runCommand } from './run-command.ts'

/** Each of them answers at once; a host with a hundred thousand routes takes a second or two. */
const seconds = 30
/** Enough for some hundred thousand routes. */
const kept = 64 * 1024 * 1024

/**
 * What the running host has, by ip(8). A kernel without IPv6 or without rules has none of those. Throws ModuleError('io')
 * where links, IPv4 addresses or IPv4 routes cannot be read: what is lost later could not be told, and not be restored.
 */
export function readNetworkState(): NetworkState {
  const read = (name: keyof typeof networkStateCommands): string => {
    const report = runCommand(['ip', ...networkStateCommands[name]], seconds, kept)
    if (report.rc === 0) return report.stdout
    if (!['links', 'addresses4', 'routes4'].includes(name)) return ''
    throw new ModuleError('io', [
      `${report.command}: failed with exit code ${report.rc} (${report.stderr.trim()}); the state of the network cannot be ` +
        'recorded without it: install iproute2 (package iproute), or see why it fails'
    ])
  }
  return parseNetworkState({
    links: read('links'),
    addresses4: read('addresses4'),
    addresses6: read('addresses6'),
    routes4: read('routes4'),
    routes6: read('routes6'),
    rules4: read('rules4'),
    rules6: read('rules6')
  })
}

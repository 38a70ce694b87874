// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { runCommand } from './run-command.ts'

/** Long for a command that only waits for the kernel's lock of the network. */
const seconds = 10

/**
 * The command that sets a link up or down, as a person would type it. The port of a bond stays in it, with its settings; ifdown
 * and nmcli would take it out. NetworkManager leaves ports alone that lose their carrier (carrier_changed() in nm-device.c).
 */
export function linkCommand(device: string, state: 'up' | 'down'): readonly string[] {
  return ['ip', 'link', 'set', 'dev', device, state]
}

/** Sets a link up or down by ip(8); returns why it could not, `undefined` when it did. */
export function setLink(device: string, state: 'up' | 'down'): string | undefined {
  const { rc, stderr, command } = runCommand(linkCommand(device, state), seconds)
  return rc === 0 ? undefined : `${command}: ${stderr.trim() || `exit code ${rc}`}`
}

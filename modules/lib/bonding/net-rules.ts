// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

/** The file in which udev of EL5 and EL6 keeps the name of each NIC (write_net_rules, 75-persistent-net-generator.rules). */
export const netRulesPath = '/etc/udev/rules.d/70-persistent-net.rules'

/** A hardware address, those of InfiniBand included. */
const mac = /^[0-9A-Fa-f]{2}(?::[0-9A-Fa-f]{2}){5,19}$/

/** Names by hardware address, in upper case as HWADDR has it; of two rules for one address udev follows the last. */
export function namesInRules(text: string): ReadonlyMap<string, string> {
  const names = new Map<string, string>()
  for (const rule of rulesIn(text)) {
    const address = /(?:ATTRS?|SYSFS)\{address\}\s*==\s*"([^"]*)"/.exec(rule)?.[1] ?? ''
    const name = /(?:^|[\s,])NAME\s*:?=\s*"([^"]*)"/.exec(rule)?.[1]
    if (name !== undefined && mac.test(address)) names.set(address.toUpperCase(), name)
  }
  return names
}

/** Whether a text has anything but comments and blank lines. */
export function hasRules(text: string): boolean {
  return rulesIn(text).length > 0
}

/** A backslash at the end of a line joins it to the next (udev(7)). */
function rulesIn(text: string): readonly string[] {
  const lines = text.replace(/\\\r?\n/g, ' ').split('\n')
  return lines.filter(line => !/^\s*(?:#|$)/.test(line))
}

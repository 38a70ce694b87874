// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import type { IpLine } from './network-state.ts'

/** Rules that every kernel has (fib_default_rules_init()), and the one that it adds for VRF devices. */
const builtIn = /^(?:0: from all lookup local|32766: from all lookup main|32767: from all lookup default)$/

/** The rules that `ip rule show` prints, without the kernel's own. */
export function parseRules(text: string, family: '4' | '6'): readonly IpLine[] {
  return text.split('\n').flatMap(printed => {
    const line = printed.replace(/\s+/g, ' ').trim()
    const [, preference, rest] = /^([0-9]+): (.+)$/.exec(line) ?? []
    if (preference === undefined || rest === undefined || builtIn.test(line)) return []
    if (rest.includes('[l3mdev-table]')) return []
    const plain = rest.replace(/ \[(?:detached|unresolved)\]/g, '')
    const device = / (?:iif|oif) (\S+)/.exec(` ${plain}`)?.[1]
    return [
      {
        device,
        line: `-${family} rule add pref ${preference} ${plain}`,
        key: `-${family} rule ${preference} ${plain}`
      }
    ]
  })
}

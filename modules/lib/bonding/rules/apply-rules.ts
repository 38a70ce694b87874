// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import type { NetworkApplyArguments } from '#generated/network_apply'

/** What is wrong with the arguments of network_apply in themselves. */
export function checkApply({ interfaces, changes, apply_timeout }: Partial<NetworkApplyArguments>): readonly string[] {
  const problems: string[] = []
  if (interfaces?.includes('all') === true && interfaces.length > 1)
    problems.push('interfaces: "all" stands for every interface; give it alone')
  for (const [index, change] of (changes ?? []).entries())
    if (typeof change.path !== 'string')
      problems.push(
        `changes[${index}]: has no path; give the \`changes\` of a result of nic.bonding.bond or nic.bonding.ifcfg as they are`
      )
  if (apply_timeout !== undefined && apply_timeout < 1)
    problems.push(`apply_timeout: ${apply_timeout} is no time to wait; give seconds, at least 1`)
  return problems
}

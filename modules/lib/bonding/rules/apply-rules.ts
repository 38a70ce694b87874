// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import type { NetworkApplyArguments } from '#generated/network_apply'

/** What is wrong with the arguments of network_apply in themselves. */
export function checkApply(args: Partial<NetworkApplyArguments>): readonly string[] {
  return [...checkInterfaces(args), ...checkChanges(args), ...checkTimes(args), ...checkId(args)]
}

function checkInterfaces({ interfaces }: Partial<NetworkApplyArguments>): readonly string[] {
  if (interfaces?.includes('all') !== true || interfaces.length === 1) return []
  return ['interfaces: "all" stands for every interface; give it alone']
}

function checkChanges({ changes }: Partial<NetworkApplyArguments>): readonly string[] {
  const problems: string[] = []
  for (const [index, change] of (changes ?? []).entries())
    if (typeof change.path !== 'string')
      problems.push(
        `changes[${index}]: has no path; give the \`changes\` of a result of nic.bonding.bond or nic.bonding.ifcfg as they are`
      )
  return problems
}

function checkTimes({ apply_timeout, rollback_timeout }: Partial<NetworkApplyArguments>): readonly string[] {
  const problems: string[] = []
  if (apply_timeout !== undefined && apply_timeout < 1)
    problems.push(`apply_timeout: ${apply_timeout} is no time to wait; give seconds, at least 1`)
  if (rollback_timeout !== undefined && rollback_timeout < 0)
    problems.push(`rollback_timeout: ${rollback_timeout} is no time to wait; give seconds, or 0 to undo nothing`)
  return problems
}

/** It is the name of a folder beside others of ours. */
function checkId({ id }: Partial<NetworkApplyArguments>): readonly string[] {
  if (id === undefined || (/^[A-Za-z0-9][A-Za-z0-9-]{0,63}$/.test(id) && id !== 'lock' && id !== 'made')) return []
  return [`id: ${JSON.stringify(id)} names no change; give up to 64 letters, digits and hyphens, as a result has it`]
}

// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

/**
 * Whether initscripts write every target in this order. install_bonding_driver() in network-functions skips a target
 * when `grep -q TARGET` finds it in what is already set: a substring match in which a dot stands for any character,
 * so that 10.0.0.1 is lost after 10.0.0.10.
 */
export function survivesGrep(targets: readonly string[]): boolean {
  return targets.every((target, index) => !isFound(target, targets.slice(0, index)))
}

/**
 * An order in which no target is lost: the given one where it survives, else the first that a search finds, shorter
 * targets first. `undefined` when there is none.
 */
export function safeOrder(targets: readonly string[]): readonly string[] | undefined {
  if (survivesGrep(targets)) return targets
  const byLength = targets
    .map((target, index) => ({ target, index }))
    .sort((a, b) => a.target.length - b.target.length || a.index - b.index)
    .map(({ target }) => target)
  return search([], byLength, { left: 20000 })
}

function search(
  done: readonly string[],
  rest: readonly string[],
  budget: { left: number }
): readonly string[] | undefined {
  if (rest.length === 0) return done
  for (const next of rest) {
    if (budget.left-- <= 0) return undefined
    if (isFound(next, done)) continue
    const others = rest.filter(target => target !== next)
    const found = search([...done, next], others, budget)
    if (found !== undefined) return found
  }
  return undefined
}

/** The sysfs file shows what is set on one line, separated by blanks (bonding_show_arp_targets() in bond_sysfs.c). */
function isFound(target: string, present: readonly string[]): boolean {
  return new RegExp(target).test(present.join(' '))
}

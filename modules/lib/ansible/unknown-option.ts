// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { editDistance } from './edit-distance.ts'
import type { OptionSpecs } from './spec.ts'

/** The message for a name that is no option of its owner: the nearest name, where one is near, and all known ones. */
export function unknownOption(name: string, owner: string, specs: OptionSpecs): string {
  const near = nearestName(name, specs)
  const guess = near === undefined ? '' : `did you mean ${near}? `
  return `is no option of ${owner}; ${guess}Known options: ${Object.keys(specs).join(', ')}`
}

/** Near is a third of the letters wrong, or the right name with a word before or after it. */
function nearestName(name: string, specs: OptionSpecs): string | undefined {
  const rated = optionNames(specs)
    .map((known, index) => ({ known, index, wrong: wrongLetters(name.toLowerCase(), known) }))
    .sort((left, right) => left.wrong - right.wrong || left.index - right.index)
  const best = rated[0]
  return best !== undefined && best.wrong <= mostWrong(best.known) ? best.known : undefined
}

function mostWrong(known: string): number {
  return Math.ceil(known.length / 3)
}

/** The last word of a name says most: bond_mode is rather a mode than a bond. */
function wrongLetters(name: string, known: string): number {
  if (name.endsWith(`_${known}`) || known.endsWith(`_${name}`)) return 1
  if (name.startsWith(`${known}_`)) return 2
  // What is too long or too short has as many letters wrong at least; to compare thousands of letters would take seconds.
  return Math.abs(name.length - known.length) > mostWrong(known) ? Infinity : editDistance(name, known)
}

function optionNames(specs: OptionSpecs): readonly string[] {
  const names: string[] = []
  for (const [option, spec] of Object.entries(specs)) names.push(option, ...(spec.aliases ?? []))
  return names
}

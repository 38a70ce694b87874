// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { type JsonObject, ownValue } from './json.ts'
import type { ArgumentRules, RequiredIf } from './spec.ts'

/** One problem, and the options that have it; the first ones are its subject. */
export interface RuleProblem {
  readonly subject: string
  readonly options: readonly string[]
  readonly text: string
}

/** What the rules between options find: `given` are the options of the task, `values` the coerced ones with defaults. */
export function ruleProblems(
  rules: ArgumentRules,
  given: ReadonlySet<string>,
  values: JsonObject
): readonly RuleProblem[] {
  const required = (rules.requiredIf ?? []).filter(
    rule => String(ownValue(values, rule.option)) === rule.is && !given.has(rule.unless ?? '')
  )
  return [
    ...exclusionProblems(rules, given),
    ...oneOfProblems(rules, given),
    ...required.map(rule => requiredIfProblem(rule, given)).filter(problem => problem.options.length > 0)
  ]
}

function exclusionProblems(rules: ArgumentRules, given: ReadonlySet<string>): readonly RuleProblem[] {
  const sides = (rules.mutuallyExclusive ?? []).map(pair => pair.map(side => side.filter(option => given.has(option))))
  return sides
    .filter(pair => pair.every(side => side.length > 0))
    .map(([left = [], right = []]) => ({
      subject: left.join(', '),
      options: [...left, ...right],
      text: `cannot be given together with ${right.join(', ')}; leave one side out`
    }))
}

function oneOfProblems(rules: ArgumentRules, given: ReadonlySet<string>): readonly RuleProblem[] {
  return (rules.requiredOneOf ?? [])
    .filter(options => !options.some(option => given.has(option)))
    .map(options => ({ subject: options.join(' or '), options, text: 'is required' }))
}

function requiredIfProblem(rule: RequiredIf, given: ReadonlySet<string>): RuleProblem {
  const options = rule.needs.filter(option => !given.has(option))
  return { subject: options.join(', '), options, text: `is required with ${rule.option}=${rule.is}` }
}

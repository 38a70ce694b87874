// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import type { ReadHost } from '../host/host.ts'
import { canonicalNetwork } from '../ip-address.ts'
import type { Inventory } from './inventory.ts'
import { argumentLines, routingFiles, tableName, wordAfter } from './routing-files.ts'

/** A rule by what tells it from others; the preference is `undefined` where the kernel chooses it. */
export interface Rule {
  /** Family, selectors and action in one spelling. */
  readonly meaning: string
  readonly preference: string | undefined
}

/** The rules of all rule- and rule6- files. */
export function carriedRules(inventory: Inventory, host: ReadHost): readonly Rule[] {
  return routingFiles(inventory, host)
    .filter(({ type }) => type === 'rule')
    .flatMap(({ text, family }) => argumentLines(text).map(line => readRule(`-${family} rule add ${line}`, host)))
}

/** A rule of `-4 rule add ...`, as ip-rule(8) has it. */
export function readRule(line: string, host: ReadHost): Rule {
  const [family = '', , , ...words] = line.split(/\s+/)
  const action = words.find(word => ['prohibit', 'blackhole', 'unreachable', 'nop'].includes(word))
  const goto = wordAfter(words, 'goto')
  const mark = wordAfter(words, 'fwmark')
  const meaning = [
    family,
    words.includes('not') ? 'not' : '',
    source(wordAfter(words, 'from')),
    source(wordAfter(words, 'to')),
    wordAfter(words, 'iif', 'dev') ?? '',
    wordAfter(words, 'oif') ?? '',
    wordAfter(words, 'tos', 'dsfield') ?? '',
    mark === undefined ? '' : mark.split('/').map(Number).join('/'),
    ...['suppress_prefixlength', 'uidrange', 'ipproto', 'sport', 'dport'].map(name => wordAfter(words, name) ?? ''),
    goto === undefined ? (action ?? tableName(wordAfter(words, 'lookup', 'table'), host)) : `goto ${goto}`
  ]
  return {
    meaning: meaning.join(' '),
    preference: wordAfter(words, 'pref', 'priority', 'prio', 'preference', 'order')
  }
}

/** Whether a file's rule is this one. */
export function isRuleOf(carried: Rule, rule: Rule): boolean {
  const isOpen = carried.preference === undefined || carried.preference === rule.preference
  return isOpen && carried.meaning === rule.meaning
}

function source(text: string | undefined): string {
  if (text === undefined || ['all', 'any', 'default'].includes(text)) return ''
  const [address = '', prefix] = text.split('/')
  return canonicalNetwork(address, prefix === undefined ? (address.includes(':') ? 128 : 32) : Number(prefix))
}

// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { awakened } from './awakened.ts'
import { attemptsToDrop, attemptsToRemove, attemptsToSet } from './edit-attempts.ts'
import { EVALUATED_KEYS, evalHits, isEvaluatedKey, readByEval } from './eval-hits.ts'
import type { IfcfgFile } from './ifcfg-file.ts'
import { parseIfcfg } from './parse-ifcfg.ts'
import { isWritableValue } from './quote-value.ts'
import { nmKeyOf } from './read-as-nm.ts'
import { bashSource, listKeys, readKey } from './read-key.ts'

/** An edited file, or the line of the given file that is in the way (0: the key or the value itself is) and why. */
export type EditResult =
  | { readonly ok: true; readonly file: IfcfgFile }
  | { readonly ok: false; readonly line: number; readonly why: string }

/**
 * Sets a key so that every reader reads the value, changing as few lines as possible; the same file object where they
 * already do. Fails rather than change how any other key is read. Never throws.
 */
export function setKey(file: IfcfgFile, key: string, value: string): EditResult {
  if (!/^[A-Za-z_]\w*$/.test(key)) return { ok: false, line: 0, why: `${JSON.stringify(key)} is not a key` }
  if (!isWritableValue(value))
    return { ok: false, line: 0, why: `${JSON.stringify(value)} cannot stand in an ifcfg file` }
  if (findShortfall(file, { key, value }) === undefined) return { ok: true, file }
  return firstThatHolds(file, [{ key, value }], attemptsToSet(file, key, value))
}

/**
 * Removes keys, which may share their lines, so that no reader sees them; the same file object where none does. Fails
 * rather than change how any other key is read. What is left of `replaced`, which a later line sets, in those lines goes too.
 * Never throws.
 */
export function removeKeys(file: IfcfgFile, keys: readonly string[], replaced: readonly string[] = []): EditResult {
  const seen = keys.filter(key => readKey(file, key).state !== 'absent')
  if (seen.length === 0) return { ok: true, file }
  return firstThatHolds(
    file,
    seen.map(key => ({ key, value: undefined })),
    attemptsToRemove(file, seen, replaced)
  )
}

/** Takes a key out of one line, by its number, where no reader of the file takes that for a change. Never throws. */
export function dropFromLine(file: IfcfgFile, key: string, line: number): EditResult {
  for (const text of attemptsToDrop(file, key, line - 1)) {
    const edited = parseIfcfg(text)
    if (sideEffect(file, edited, []) === undefined) return { ok: true, file: edited }
  }
  return { ok: false, line, why: `init scripts grep for ${key} on every line, and this one does more than set it` }
}

interface Goal {
  readonly key: string
  /** `undefined` is to be removed. */
  readonly value: string | undefined
}

interface Problem {
  readonly line: number
  readonly why: string
}

function firstThatHolds(file: IfcfgFile, goals: readonly Goal[], attempts: readonly string[]): EditResult {
  const keys = goals.map(({ key }) => key)
  let problem: Problem | undefined
  for (const text of attempts) {
    const edited = parseIfcfg(text)
    const missed = goals.find(goal => findShortfall(edited, goal) !== undefined)
    const found = missed === undefined ? sideEffect(file, edited, keys) : undefined
    if (missed === undefined && found === undefined) return { ok: true, file: edited }
    const isHidden = missed !== undefined && findShortfall(edited, missed) === 'hidden'
    problem = problem ?? found ?? (isHidden ? hiddenProblem(file, missed.key) : undefined)
  }
  return { ok: false, ...(problem ?? unreadProblem(file, keys[0] ?? '')) }
}

/** `unread`: bash or NetworkManager do not read what they should; `hidden`: init.d/network does not. */
function findShortfall(file: IfcfgFile, { key, value }: Goal): 'unread' | 'hidden' | undefined {
  const reading = readKey(file, key)
  if (value === undefined ? reading.state !== 'absent' : reading.state !== 'value' || reading.value !== value) {
    return 'unread'
  }
  if (!isEvaluatedKey(key)) return undefined
  const evaluated = readByEval(file, key)
  const seen = evaluated.state === 'value' ? evaluated.value : ''
  return evaluated.state !== 'unknown' && seen === (value ?? '') ? undefined : 'hidden'
}

function hiddenProblem(file: IfcfgFile, key: string): Problem {
  const [hit] = evalHits(file, key)
  const how = `init.d/network evaluates all lines with "${key}=" as one`
  if (hit === undefined) return { line: 0, why: `${how} and would not read this value back` }
  return { line: hit + 1, why: `${how}, and from this line on would not read this value` }
}

function unreadProblem(file: IfcfgFile, key: string): Problem {
  const reading = readKey(file, key)
  const text = file.lines.findIndex(({ type, source }) => type === 'opaque' && nmKeyOf(source) === key)
  if (reading.state === 'value' && text >= 0)
    return { line: text + 1, why: 'it stands there in a text that does more than set this key' }
  if (reading.state === 'differs') return { line: reading.line, why: reading.why }
  if (reading.state === 'absent') return blindProblem(file)
  return { line: reading.line, why: 'the line does more than set this key' }
}

function blindProblem(file: IfcfgFile): Problem {
  const { end } = bashSource(file)
  if (end !== undefined) return { line: end.line, why: `bash stops reading there (${end.why})` }
  return { line: file.lines.length, why: 'the text does not end where a line can be added' }
}

function sideEffect(before: IfcfgFile, after: IfcfgFile, keys: readonly string[]): Problem | undefined {
  const parts = partsOf(before, keys)
  for (const other of new Set([...listKeys(before), ...listKeys(after), ...EVALUATED_KEYS])) {
    if (keys.includes(other) || readsAlike(before, after, other)) continue
    if (parts.has(other) && readKey(after, other).state === 'absent') continue
    const reading = readKey(before, other)
    return { line: reading.state === 'absent' ? 0 : reading.line, why: `the edit would change how ${other} is read` }
  }
  return awakened(before, after)
}

/** What NetworkManager takes for keys in values of these keys that go over several lines. */
function partsOf(file: IfcfgFile, keys: readonly string[]): ReadonlySet<string | undefined> {
  const values = bashSource(file).statements.filter(({ ownKey }) => ownKey !== undefined && keys.includes(ownKey))
  return new Set(values.flatMap(({ source }) => source.split('\n').slice(1).map(nmKeyOf)))
}

function readsAlike(before: IfcfgFile, after: IfcfgFile, key: string): boolean {
  if (isEvaluatedKey(key) && JSON.stringify(readByEval(before, key)) !== JSON.stringify(readByEval(after, key))) {
    return false
  }
  const [a, b] = [readKey(before, key), readKey(after, key)]
  if (a.state === 'value') return b.state === 'value' && a.value === b.value
  if (a.state === 'absent') return b.state === 'absent'
  return b.state === 'differs' && a.bash === b.bash && a.nm === b.nm && a.unknown === b.unknown
}

import { expect } from 'vitest'
import { parseIfcfg } from '../../../modules/lib/ifcfg/parse-ifcfg.ts'
import { listKeys, readKey } from '../../../modules/lib/ifcfg/read-key.ts'
import { asBytes, type Sourced, sourceAll } from './_bash.ts'
import { linesOf, surplus, type Written } from './_laws.ts'

/** What a key shall say: `undefined` where it shall be gone, a test where spellings differ, `null` where it may change. */
export type Wish = string | undefined | null | ((value: string | undefined) => boolean)

/** What a task asks of one ifcfg file, by key. */
export type Wishes = ReadonlyMap<string, Wish>

/** An ifcfg file that was written, with what was asked of it. */
export interface WrittenIfcfg extends Written {
  readonly wishes: Wishes
  /** Keys besides whose lines may go, since they contradict what was asked for. */
  readonly mayGo: RegExp
}

/**
 * Laws of one written text, without bash: what was asked for is read, and no other line has changed. A line may go if it says one of the keys that were
 * asked for, a line may come for each of them.
 */
export function expectAsked({ before, after, wishes, mayGo }: WrittenIfcfg): void {
  if (after === undefined) return
  const file = parseIfcfg(after)
  for (const [key, wish] of wishes) {
    if (wish === null) continue
    const reading = readKey(file, key)
    expect([key, reading.state === 'differs' ? reading.why : ''], 'bash and NetworkManager agree').toEqual([key, ''])
    expectWish(key, reading.state === 'value' ? reading.value : undefined, wish)
  }
  const [gone, come] = [surplus(linesOf(before), linesOf(after)), surplus(linesOf(after), linesOf(before))]
  for (const line of come) expect(line, 'a written line is one assignment').toMatch(plainLine)
  if (before === undefined) return
  // What is left of a line of several assignments when some of them go stood there before.
  const fresh = come.filter(line => !gone.some(whole => whole.includes(line)))
  expect(fresh.length, `lines that came: ${JSON.stringify(fresh)}`).toBeLessThanOrEqual(wishes.size)
  const { lines } = parseIfcfg(before)
  const opaque = new Set(lines.filter(({ type }) => type === 'opaque').map(({ source }) => linesOf(source)[0]))
  for (const line of gone)
    if (!opaque.has(line) && !mayGo.test(line))
      expect([line, [...wishes.keys()].some(key => line.includes(key))], 'a line went').toEqual([line, true])
}

/** `KEY=value` at column one, bare or in double quotes, with nothing in it that a shell expands; a comment may follow. */
const plainLine = /^[A-Za-z_]\w*=(?:[\w./:,+@%^=-]*|"(?:[^"\\$`]|\\["\\$`])*")(?:[ \t]+[^\n]*)?$/

/** Has bash source all texts and compares: the values, and that nothing runs which did not run before. */
export function expectSourced(written: readonly WrittenIfcfg[]): number {
  const distinct = new Map<string, WrittenIfcfg>()
  for (const one of written) distinct.set(JSON.stringify([one.after, one.before, [...one.wishes.keys()]]), one)
  const files = [...distinct.values()].filter(({ after }) => after !== undefined)
  const after = sourceAll(files.map(file => toSourced(file.after ?? '', file)))
  const old = files.filter(({ before }) => before !== undefined && before !== '')
  const before = new Map(
    sourceAll(old.map(file => toSourced(file.before ?? '', file))).map((seen, at) => [old[at], seen])
  )
  files.forEach((file, index) => {
    const seen = after[index]
    if (seen === undefined) throw new Error('bash gave no answer')
    // A text that ended the shell before it was edited may do so afterwards.
    if (seen.values !== undefined || before.get(file)?.values !== undefined || file.before === undefined)
      expectValues(file, seen.values)
    expectNothingRun(file, seen.commands, before.get(file)?.commands ?? [])
  })
  return files.length
}

function toSourced(text: string, { wishes }: WrittenIfcfg): Sourced {
  const keys = [...new Set([...wishes.keys(), ...listKeys(parseIfcfg(text))])].filter(key => /^[A-Za-z_]\w*$/.test(key))
  return { text, keys: keys.filter(key => !/^(?:BASH|_$|__k|FUNC|EUID|UID|PPID)/.test(key)) }
}

function expectValues({ before, after, wishes }: WrittenIfcfg, values: ReadonlyMap<string, string> | undefined): void {
  expect(values, `the shell lives on after ${JSON.stringify(after)}`).toBeDefined()
  const file = parseIfcfg(after ?? '')
  for (const [key, value] of values ?? []) {
    const reading = readKey(file, key)
    if (reading.state === 'value' && asBytes(reading.value) !== value)
      throw new Error(`bash reads ${JSON.stringify({ key, value, not: reading.value, before, after })}`)
  }
  for (const [key, wish] of wishes)
    if (typeof wish === 'string' && wish !== '' && values?.has(key) === false)
      throw new Error(`bash does not read ${JSON.stringify({ key, before, after })}`)
}

/** A line of another key that comes to light, which runs no command: an assignment without any, exported or not, unset and return. */
const harmless = /^1 (?:return|unset [\w ]+|(?:export )?[A-Za-z_]\w*(?:\[\w+\])?\+?=(?:(?!\$\(|`|[<>]\()[\s\S])*)$/

/** A command within a line that was there, such as `B=\${A:-$(command)}`, which may depend on a key that is set. */
function isNested(command: string, before: string | undefined): boolean {
  const [, depth = '', text = ''] = /^(\d+) ([\s\S]*)$/.exec(command) ?? []
  return Number(depth) > 1 && asBytes(before ?? '').includes(text)
}

function expectNothingRun({ before, after }: WrittenIfcfg, now: readonly string[], then: readonly string[]): void {
  const come = new Set(surplus(linesOf(after), linesOf(before)).map(line => `0 ${asBytes(line)}`))
  const heads = (commands: readonly string[]) => commands.map(command => command.replace(/(<<[\s\S]*?)\n[\s\S]*/, '$1'))
  for (const command of surplus(heads(now), heads(then))) {
    if (harmless.test(command) || isNested(command, before)) continue
    const line = command.replace(/^1/, '0')
    const isOurs = [...come].some(
      written => written === line || (/^[ \t]/.test(written.slice(line.length)) && written.startsWith(line))
    )
    if (!isOurs)
      throw new Error(`ran ${JSON.stringify(command)}, which did not run before: ${JSON.stringify({ before, after })}`)
  }
}

function expectWish(key: string, value: string | undefined, wish: Exclude<Wish, null>): void {
  if (typeof wish === 'function') expect([key, value, wish(value)]).toEqual([key, value, true])
  else expect([key, value ?? '']).toEqual([key, wish ?? ''])
}

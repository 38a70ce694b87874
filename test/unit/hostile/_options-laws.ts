import { expect } from 'vitest'
import type { JsonObject } from '../../../modules/lib/ansible/json.ts'
import { bondingOptions } from '../../../modules/lib/bonding/options.ts'
import { linesOf, surplus, type Written } from './_laws.ts'
import { showConfigs } from './_modprobe-judge.ts'

/** A file of modprobe.d that was written for a task of modprobe_options. */
export interface WrittenOptions extends Written {
  /** The arguments of the task. */
  readonly wish: JsonObject
}

/** What a line of options gives the kernel: `undefined` for a name without `=`. */
type Given = readonly (readonly [name: string, value: string | undefined])[]

/** Holds what modprobe reads before and after against what was asked for: the module's options by value, all else as it was. */
export function expectRead(files: readonly WrittenOptions[]): void {
  const before = showConfigs(files.map(file => file.before ?? ''))
  const after = showConfigs(files.map(file => file.after ?? ''))
  files.forEach((file, index) => {
    const isOpen = [file.before, file.after].some(text => text?.endsWith('\\'))
    const [then = [], now = []] = [before[index], after[index]].map(lines => (isOpen ? lines?.map(closed) : lines))
    const told = JSON.stringify(file)
    expectOthers(file, then, now)
    const [old, given] = [givenTo(file.wish, then), givenTo(file.wish, now)]
    if (file.wish.state === 'absent') expect(given, told).toEqual([])
    else expectGiven(file, old, given)
  })
}

/** Lines of text that went or came are of the module: all others have the same number of same lines. */
export function expectLines({ before, after, wish }: WrittenOptions): void {
  const come = surplus(linesOf(after), linesOf(before)).filter(line => line !== '')
  const joined = (line: string) => (after ?? '').includes(`\\\n${line}`) || line.endsWith('\\')
  for (const line of come)
    if (!joined(line))
      expect(underscored(line), JSON.stringify({ before, after })).toContain(underscored(String(wish.module)))
}

/** kmod takes the end of a file behind a backslash for a character, 0xff, until something is added there. */
function closed(line: string): string {
  return line.replace(/\udcff/g, '')
}

function expectOthers({ wish, before, after }: WrittenOptions, then: readonly string[], now: readonly string[]): void {
  const others = (lines: readonly string[]) => lines.filter(line => line !== '' && !line.startsWith(headOf(wish)))
  const told = JSON.stringify({ before, after })
  expect(surplus(others(now), others(then)), told).toEqual([])
  expect(surplus(others(then), others(now)), told).toEqual([])
}

function expectGiven({ wish, before, after }: WrittenOptions, old: Given, given: Given): void {
  const told = JSON.stringify({ wish, before, after })
  const wanted = new Map(
    Object.entries((wish.options ?? {}) as JsonObject).map(([name, value]) => [underscored(name), value])
  )
  for (const [name, value] of given) {
    if (!wanted.has(name)) expect([name, wish.exclusive], told).toEqual([name, false])
    else if (!isMeant(name, wanted.get(name), value)) throw new Error(`${name} is ${JSON.stringify(value)}: ${told}`)
  }
  const rest = (all: Given) => all.filter(([name]) => !wanted.has(name)).map(([name, value]) => `${name}=${value}`)
  if (wish.exclusive !== true) expect(rest(given), told).toEqual(rest(old))
}

function headOf({ module }: JsonObject): string {
  return `options ${underscored(String(module))} `
}

/** The kernel's next_arg(): blanks outside of double quotes separate, quotes around a value or around the whole go. */
function givenTo(wish: JsonObject, lines: readonly string[]): Given {
  const texts = lines.filter(line => line.startsWith(headOf(wish))).map(line => line.slice(headOf(wish).length))
  return texts.flatMap(text =>
    (text.match(/(?:[^ \t\v\f\r"]|"[^"]*(?:"|$))+/g) ?? []).map((word): readonly [string, string | undefined] => {
      const bare = word.startsWith('"') ? word.slice(1).replace(/"$/, '') : word
      const [, name = bare, value] = /^([\s\S][^=]*)=([\s\S]*)$/.exec(bare) ?? []
      return [underscored(name), value?.startsWith('"') ? value.slice(1).replace(/"$/, '') : value]
    })
  )
}

function isMeant(name: string, wish: unknown, value: string | undefined): boolean {
  if (wish === null) return false
  const text = Array.isArray(wish)
    ? wish.map(one => (typeof one === 'boolean' ? Number(one) : one)).join(',')
    : String(wish)
  if (typeof wish === 'boolean' && (wish ? /^[1yY]/.test(value ?? '1') : /^[0nN]/.test(value ?? ''))) return true
  return (
    text === value || (value !== undefined && idOf(name, text) !== undefined && idOf(name, text) === idOf(name, value))
  )
}

/** A number, in any base, or that of a word of the driver. */
function idOf(name: string, text: string): number | undefined {
  const option = bondingOptions.find(one => one.name === name)
  const word = option?.kind.type === 'named' ? option.kind.values.find(one => one.name === text)?.id : undefined
  if (word !== undefined || !/^[+-]?(?:0x[0-9a-f]+|\d+)$/i.test(text)) return word
  return /^[+-]?0[0-7]+$/.test(text) ? Number.parseInt(text, 8) : Number(text)
}

function underscored(text: string): string {
  return text.replace(/-/g, '_')
}

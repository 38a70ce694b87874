// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import type { BashReading } from './bash-variables.ts'
import type { IfcfgFile } from './ifcfg-file.ts'
import { type BashSource, readAsBash } from './read-as-bash.ts'
import { type NmReading, readAsNm } from './read-as-nm.ts'
import { stringifyIfcfg } from './stringify-ifcfg.ts'

/**
 * What the two readers of an ifcfg file make of one key; unset and empty count as the same.
 * `line` is the 1-based line that decides.
 */
export type KeyReading =
  /** No reader sees the key. */
  | { readonly state: 'absent' }
  /** bash and NetworkManager read the same. */
  | { readonly state: 'value'; readonly value: string; readonly line: number }
  /** They read it differently, or (`unknown`) what bash reads cannot be told without running the file. */
  | {
      readonly state: 'differs'
      readonly bash: string | undefined
      readonly nm: string | undefined
      readonly unknown: boolean
      readonly line: number
      readonly why: string
    }

/** Reads one key as bash and as NetworkManager would. Runs nothing, so what commands decide stays unknown. */
export function readKey(file: IfcfgFile, key: string): KeyReading {
  const { bash: source, nm: map } = analyse(file)
  const bash = source.readings.get(key)
  const nm = map.get(key)
  if (bash?.state === 'unknown') {
    const why = `what bash reads is not certain: the key ${bash.why} (line ${bash.line}); ${describeNm(nm)}`
    return { state: 'differs', bash: undefined, nm: nm?.value, unknown: true, line: bash.line, why }
  }
  const value = bash?.state === 'set' ? bash.value : undefined
  if (value === undefined && nm === undefined) return { state: 'absent' }
  const line = decidingLine(source, bash, nm)
  if ((value ?? '') === (nm?.value ?? '')) return { state: 'value', value: value ?? '', line }
  const why = isWindowsLine(value, nm) ? WINDOWS_LINE : `${describeBash(source, bash, nm)}; ${describeNm(nm)}`
  return { state: 'differs', bash: value, nm: nm?.value, unknown: false, line, why }
}

/**
 * Every key that a reader sees, or that stands where bash may or may not set it, in the order of first appearance.
 * A key that is only unset or only read does not count.
 */
export function listKeys(file: IfcfgFile): readonly string[] {
  const { bash, nm } = analyse(file)
  const found = [...new Set([...bash.readings.keys(), ...nm.keys()])].map((key, index) => ({
    key,
    index,
    line: Math.min(
      bash.firstLines.get(key) ?? Number.MAX_SAFE_INTEGER,
      nm.get(key)?.firstLine ?? Number.MAX_SAFE_INTEGER
    )
  }))
  found.sort((a, b) => a.line - b.line || a.index - b.index)
  return found.map(({ key }) => key).filter(key => readKey(file, key).state !== 'absent')
}

/** What bash makes of the file as a whole; the result is kept as long as the file object. */
export function bashSource(file: IfcfgFile): BashSource {
  return analyse(file).bash
}

const WINDOWS_LINE = 'a Windows line end, which bash keeps as a part of the value'

function isWindowsLine(bash: string | undefined, nm: NmReading | undefined): boolean {
  return nm?.valid === true && bash === `${nm.value}\r`
}

/** A value in quotes, bytes that are no text as U+FFFD. */
function shown(value: string): string {
  return JSON.stringify(value.replace(/[\udc80-\udcff]/g, '\ufffd'))
}

interface Analysis {
  readonly bash: BashSource
  readonly nm: ReadonlyMap<string, NmReading>
}

const analyses = new WeakMap<IfcfgFile, Analysis>()

function analyse(file: IfcfgFile): Analysis {
  const known = analyses.get(file)
  if (known !== undefined) return known
  const text = stringifyIfcfg(file)
  const analysis = { bash: readAsBash(text), nm: readAsNm(text) }
  analyses.set(file, analysis)
  return analysis
}

function decidingLine(source: BashSource, bash: BashReading | undefined, nm: NmReading | undefined): number {
  const last = Math.max(bash?.line ?? 0, nm?.line ?? 0)
  return source.end !== undefined && last >= source.end.firstLine ? source.end.line : last
}

function describeBash(source: BashSource, bash: BashReading | undefined, nm: NmReading | undefined): string {
  if (bash?.state === 'set') return `bash reads ${shown(bash.value)}`
  const { end } = source
  if (end !== undefined && (nm?.line ?? 0) >= end.firstLine) {
    return `bash stops reading at line ${end.line} (${end.why})`
  }
  return bash === undefined ? 'bash reads nothing' : `bash reads nothing, as line ${bash.line} unsets it`
}

function describeNm(nm: NmReading | undefined): string {
  if (nm === undefined) return 'NetworkManager reads nothing'
  if (!nm.valid) return 'NetworkManager rejects the value and reads nothing'
  return `NetworkManager reads ${shown(nm.value)} (line ${nm.line})`
}

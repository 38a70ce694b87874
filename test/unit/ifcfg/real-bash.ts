import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A text, the keys to look at after bash has taken it, and how: sourced, or as init.d/network evaluates a key's lines. */
export interface BashTrial {
  readonly text: string
  readonly keys: readonly string[]
  readonly evaluate?: string
}

/** What bash holds in each key that is set, as bytes (see `bytesOf`); `undefined` where the text ended the shell itself. */
export type BashOutcome = ReadonlyMap<string, string> | undefined

/** How many trials one bash takes: its whole output is held in memory. */
const BATCH = 1000

/** Runs all trials in real bash, each in a subshell of its own. Fails where there is no bash. */
export function runInBash(trials: readonly BashTrial[]): readonly BashOutcome[] {
  const batches = Array.from({ length: Math.ceil(trials.length / BATCH) }, (_, index) =>
    trials.slice(index * BATCH, (index + 1) * BATCH)
  )
  return batches.flatMap(runBatch)
}

function runBatch(trials: readonly BashTrial[]): readonly BashOutcome[] {
  const folder = mkdtempSync(join(tmpdir(), 'ifcfg-bash-'))
  try {
    mkdirSync(join(folder, 'work'))
    const calls = trials.map((trial, index) => {
      writeFileSync(join(folder, `${index}`), Buffer.from(bytesOf(trial.text), 'latin1'))
      return `( ${command(trial, `../${index}`)} >/dev/null 2>&1 </dev/null; show ${trial.keys.join(' ')} ); printf 'end\\0'\n`
    })
    writeFileSync(join(folder, 'main'), SHOW + calls.join(''))
    return parseOutput(bash(folder), trials.length)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The bytes of a text as a latin1 string; a lone surrogate U+DC80 to U+DCFF is the byte that it stands for. */
export function bytesOf(text: string): string {
  return text.replace(/[\u0080-\u{10ffff}]/gu, char => {
    const code = char.codePointAt(0) ?? 0
    if (code >= 0xdc80 && code <= 0xdcff) return String.fromCharCode(code - 0xdc00)
    return Buffer.from(char, 'utf8').toString('latin1')
  })
}

const SHOW = `show() { printf 'alive\\0'; local __k; for __k; do [[ -v $__k ]] && printf '%s=%s\\0' "$__k" "\${!__k}"; done; }\n`

// `fgrep` is written in bash, since the trials run without any program in PATH.
function command({ evaluate }: BashTrial, path: string): string {
  if (evaluate === undefined) return `source ${path}`
  const find = `while IFS= read -r l || [[ $l ]]; do [[ $l == *"${evaluate}="* ]] && printf '%s\\n' "$l"; done < ${path}`
  return `eval $(${find})`
}

function bash(folder: string): string {
  const env = { PATH: '/nonexistent', HOME: join(folder, 'work'), LC_ALL: 'C.UTF-8' }
  const result = spawnSync('/bin/bash', ['--norc', '../main'], { cwd: join(folder, 'work'), env, timeout: 60_000 })
  if (result.error !== undefined) throw result.error
  if (result.status !== 0) throw new Error(`bash ended with ${result.status}: ${result.stderr}`)
  return result.stdout.toString('latin1')
}

function parseOutput(output: string, count: number): readonly BashOutcome[] {
  const records = output.split(/(?<=^|\0)end\0/).slice(0, -1)
  if (records.length !== count) throw new Error(`bash answered ${records.length} of ${count} trials`)
  return records.map(record => {
    const [alive, ...pairs] = record.split('\0').slice(0, -1)
    return alive === 'alive' ? new Map(pairs.map(splitPair)) : undefined
  })
}

function splitPair(pair: string): readonly [string, string] {
  const at = pair.indexOf('=')
  return [pair.slice(0, at), pair.slice(at + 1)]
}

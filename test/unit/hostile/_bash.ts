import { type StdioOptions, spawnSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { textToBytes } from '../../../modules/lib/host/text.ts'
import { bytesOf } from '../ifcfg/real-bash.ts'

/** A text for bash to source, and the keys to look at afterwards. */
export interface Sourced {
  readonly text: string
  readonly keys: readonly string[]
}

/** What bash did with it. */
export interface Witness {
  /** What each key that is set says, as bytes (`bytesOf`); `undefined` where the text ended the shell itself. */
  readonly values: ReadonlyMap<string, string> | undefined
  /** Every command that bash was about to run, assignments too, as `<depth of subshells> <command>`. */
  readonly commands: readonly string[]
}

/** In memory where there is such a file system: each text becomes a file. */
const scratch = existsSync('/dev/shm') ? '/dev/shm' : tmpdir()

/**
 * Has one bash source all texts, each in a subshell of its own: as nobody, without any program in its PATH, in an empty folder
 * that must be empty afterwards. A DEBUG trap, which subshells and functions inherit (set -T), notes each command beforehand.
 * An error that ends a subshell makes a script go on at the next line, so such a text is sourced once more, by a script.
 */
export function sourceAll(texts: readonly Sourced[]): readonly Witness[] {
  const folder = mkdtempSync(join(scratch, 'nic-bonding-hostile-'))
  try {
    chmodSync(folder, 0o755)
    mkdirSync(join(folder, 'work'))
    chmodSync(join(folder, 'work'), 0o777)
    const calls = texts.map(({ text, keys }, index) => {
      writeFileSync(join(folder, String(index)), textToBytes(text))
      return `(__at=${index}; trap "$__note" DEBUG; source ../${index} >/dev/null 2>&1 </dev/null; trap - DEBUG; show ${keys.join(' ')}); next\n`
    })
    writeFileSync(join(folder, 'main'), PRELUDE + calls.join(''))
    return run(folder, 'main', texts.length).map((witness, index) => {
      if (witness.values !== undefined) return witness
      const alone = `f() { source ../${index} >/dev/null 2>&1 </dev/null; }\n__at=0\ntrap "$__note" DEBUG\nf\ntrap - DEBUG\nshow ${texts[index]?.keys.join(' ')}\nnext\n`
      writeFileSync(join(folder, 'alone'), PRELUDE + alone)
      const [again] = run(folder, 'alone', 1)
      return again === undefined ? witness : { ...again, commands: again.commands.map(oneDeeper) }
    })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

// A command that runs in the background may be noted when the next text is sourced already, so each note has a number.
const PRELUDE = `exec 9>>../log
set -T
__note='printf "%s %s %s\\0" "$__at" "$BASH_SUBSHELL" "$BASH_COMMAND" >&9'
next() { printf 'end\\0'; }
show() { printf 'alive\\0'; local __k; for __k; do [[ -v $__k ]] && printf '%s=%s\\0' "$__k" "\${!__k}"; done; }
`

function run(folder: string, script: string, count: number): readonly Witness[] {
  writeFileSync(join(folder, 'log'), '')
  chmodSync(join(folder, 'log'), 0o666)
  const bash = ['/bin/bash', '--norc', `../${script}`]
  const asNobody = process.getuid?.() === 0 ? ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'] : []
  const [command = '', ...args] = [...asNobody, 'env', '-i', 'PATH=/nonexistent', 'LC_ALL=C.UTF-8', ...bash]
  // The third pipe ends when whatever runs in the background has ended, too.
  const stdio: StdioOptions = ['pipe', 'pipe', 'pipe', 'pipe']
  const done = spawnSync(command, args, { cwd: join(folder, 'work'), timeout: 300_000, maxBuffer: 1 << 30, stdio })
  if (done.error !== undefined) throw done.error
  const left = readdirSync(join(folder, 'work'))
  if (left.length > 0) throw new Error(`sourcing made files: ${left.join(' ')}`)
  const noted = commandsIn(readFileSync(join(folder, 'log'), 'latin1'))
  const printed = records(done.stdout.toString('latin1'))
  if (count > 1 && (printed.length !== count || noted.size !== count))
    throw new Error(`bash answered ${printed.length} of ${count} texts, ${done.status}: ${done.stderr}`)
  return printed.map((record, index) => ({
    values: valuesIn(record),
    commands: (noted.get(index) ?? []).filter(command => !/^\d+ (?:source \.\.\/\d+|f$|trap - DEBUG)/.test(command))
  }))
}

/** What the trap has noted, by the number of the text. */
function commandsIn(log: string): ReadonlyMap<number, readonly string[]> {
  const found = new Map<number, string[]>()
  for (const line of log.split('\0').slice(0, -1)) {
    const [, index = '', command = ''] = /^(\d+) ([\s\S]*)$/.exec(line) ?? []
    const commands = found.get(+index) ?? []
    found.set(+index, commands)
    commands.push(command)
  }
  return found
}

function records(output: string): readonly (readonly string[])[] {
  const found = output.split(/(?<=^|\0)end\0/).slice(0, -1)
  return found.map(record => record.split('\0').slice(0, -1))
}

/** As a command of a subshell, like those of the texts that are sourced together. */
function oneDeeper(command: string): string {
  return command.replace(/^\d+/, depth => String(Number(depth) + 1))
}

function valuesIn([alive, ...pairs]: readonly string[]): Witness['values'] {
  if (alive !== 'alive') return undefined
  return new Map(pairs.map(pair => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]))
}

/** A text as `Witness` has it. */
export const asBytes = bytesOf

import { spawnSync } from 'node:child_process'
import path from 'node:path'

/** A program to be measured; its standard input is a file or empty, what it prints goes to a file or nowhere. */
export interface Program {
  readonly name: string
  readonly argv: readonly string[]
  readonly stdin?: string
  readonly stdout?: string
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
}

/** What one run of a program cost: milliseconds of user and system time and of the clock. */
export interface Cost {
  readonly name: string
  readonly status: number
  readonly cpu: number
  readonly wall: number
  /** The largest resident set in kilobytes; exact, by a run of its own, where memory is asked for. */
  readonly memory: number
}

/** The environment of what is measured: nothing of the user's, so that no certificate or option is read at each start. */
export const bareEnvironment = { PATH: process.env.PATH ?? '', LANG: 'C.UTF-8' }

/** Runs programs in turn, so many rounds, so that a slow minute of the machine is a slow minute for each. A run that fails throws. */
export function measure(programs: readonly Program[], rounds: number, memory?: 'memory'): readonly Cost[] {
  const input = JSON.stringify({
    rounds,
    memory: memory !== undefined,
    programs: programs.map(program => ({ env: bareEnvironment, ...program }))
  })
  const options = { input, encoding: 'utf8', maxBuffer: 2 ** 26 } as const
  const done = spawnSync('python3', [path.join(import.meta.dirname, 'measure.py')], options)
  if (done.status !== 0) throw new Error(`measure.py: ${done.error?.message ?? done.stderr}`)
  const costs: readonly Cost[] = JSON.parse(done.stdout)
  const failed = costs.find(cost => cost.status !== 0)
  if (failed !== undefined) throw new Error(`${failed.name} ended with ${failed.status}`)
  return costs
}

/** One quantity of all runs of a program. */
export function samplesOf(
  costs: readonly Cost[],
  name: string,
  quantity: 'cpu' | 'wall' | 'memory'
): readonly number[] {
  return costs.filter(cost => cost.name === name).map(cost => cost[quantity])
}

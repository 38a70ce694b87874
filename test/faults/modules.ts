import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import path from 'node:path'
import { moduleCommand } from '../support/run-module.ts'
import type { Task } from './scenarios.ts'

/** A module's run: the command that starts it. `name` keeps the arguments of runs at the same time apart. */
export function commandOf(folder: string, { module, args }: Task, name = 'args'): readonly string[] {
  const file = path.join(folder, `${name}.json`)
  fs.writeFileSync(file, JSON.stringify(args))
  return [...moduleCommand(module), file]
}

export type Result = Readonly<Record<string, unknown>>

/** A run that has begun. */
export interface Running {
  readonly child: ChildProcess
  readonly result: Promise<Result>
}

/** Starts a command that prints a module's result. */
export function start([command = '', ...args]: readonly string[]): Running {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  let text = ''
  child.stdout.on('data', data => {
    text += data
  })
  const result = once(child, 'close').then((): Result => JSON.parse(text))
  return { child, result }
}

import { cpSync, existsSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { type ModuleOutput, runCommand } from '../support/run-module.ts'
import { readTree } from '../support/tree.ts'
import type { GoldenCase } from './load-cases.ts'

/** Makes a folder the root of a case as it is before the run, whatever is in it. */
export function layRoot({ folder }: GoldenCase, root: string): void {
  rmSync(root, { recursive: true, force: true })
  mkdirSync(root)
  const before = join(folder, 'before')
  if (existsSync(before)) cpSync(before, root, { recursive: true, verbatimSymlinks: true })
}

/** What a run of a case prints, and the files after it. */
export interface Outcome extends Pick<ModuleOutput, 'status' | 'stdout' | 'stderr'> {
  readonly files: ReadonlyMap<string, string>
}

/** Lays the root of a case and runs its module there by these words. Two that do the same for one root have equal outcomes. */
export function outcomeOf(golden: GoldenCase, root: string, command: readonly [string, ...string[]]): Outcome {
  layRoot(golden, root)
  const { status, stdout, stderr } = runCommand(command, { ...golden.args, root })
  return { status, stdout, stderr, files: readTree(root) }
}

import { existsSync } from 'node:fs'
import { expect } from 'vitest'
import { type ChangedFile, contentOf, folder, journal, revert, stateOf } from './change-folder.ts'
import type { Said, ShellHost } from './shell-host.ts'

/** Waits until the change has this state. */
export function reaches(host: ShellHost, state: string, seconds = 15): Promise<void> {
  return host.until(`state ${state}`, () => stateOf(host) === state, seconds)
}

/** Every process of the change has ended, and the locks are free. */
export async function rests(host: ShellHost): Promise<void> {
  await host.until('the scripts end', () => host.processes(folder).length === 0)
  expect(existsSync(host.at(`${journal}/lock`))).toBe(false)
  expect(existsSync(host.at(`${folder}/guard.lock`))).toBe(false)
}

/** All files are those of a set. */
export function expectFiles(host: ShellHost, files: readonly ChangedFile[], set: 'old' | 'new'): void {
  expect(files.map(({ path }) => contentOf(host, path))).toEqual(files.map(file => file[set]))
}

/** Runs the revert script; an unset variable is a fault. */
export function undo(host: ShellHost, ...words: readonly string[]): Promise<Said> {
  return host.run('/bin/sh', '-u', revert, ...words)
}

export function reasonOf(host: ShellHost): string {
  return host.read(`${folder}/reason`).trim()
}

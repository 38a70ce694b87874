import fs from 'node:fs'
import path from 'node:path'
import type { Bench } from '../bench/bench.ts'

/** What the stand-in for the module network_apply answers to its calls, by `state`; the last row stays. */
export type Script = Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>

/** One call that the stand-in got. */
export interface Call {
  readonly state: string
  readonly args: Readonly<Record<string, unknown>>
  /** The client's port of the TCP connection over which it came. */
  readonly port: number
  readonly user: number
  readonly check: boolean
  readonly noLog: boolean
  readonly wrapped: boolean
}

/** The folder by which one test tells the stand-in what to answer. */
export function writeScript(bench: Bench, script: Script): string {
  const folder = fs.mkdtempSync(path.join(bench.folder, 'script-'))
  fs.writeFileSync(path.join(folder, 'script.json'), JSON.stringify(script))
  return folder
}

/** A node command that tells the stand-in its folder, for what has no `environment` of the test's. */
export function writeInterpreter(folder: string): string {
  const file = path.join(folder, 'node')
  fs.writeFileSync(file, `#!/bin/sh\nSTAND_IN=${folder} NODE_WRAPPED=1 exec ${process.execPath} "$@"\n`, {
    mode: 0o755
  })
  return file
}

/** The calls that the stand-in has noted so far, in their order. */
export function callsIn(folder: string): readonly Call[] {
  const log = path.join(folder, 'calls.jsonl')
  if (!fs.existsSync(log)) return []
  const lines = fs.readFileSync(log, 'utf8').split('\n')
  return lines
    .filter(line => line !== '')
    .map(line => {
      const { connection, ...call } = JSON.parse(line)
      return { ...call, port: Number(connection.split(' ')[1]) }
    })
}

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
}

/** The folder by which one test tells the stand-in what to answer. */
export function writeScript(bench: Bench, script: Script): string {
  const folder = fs.mkdtempSync(path.join(bench.folder, 'script-'))
  fs.writeFileSync(path.join(folder, 'script.json'), JSON.stringify(script))
  return folder
}

/** The version of the collection and of the stand-in for its program. */
export const standInVersion = '0.1.0'

/** An installed program that answers as the folder's script says, for `nic_bonding_program`. */
export function writeProgram(folder: string): string {
  const file = path.join(folder, 'nic-bonding')
  const module = path.join(import.meta.dirname, 'network_apply.cjs')
  const lines = [
    '#!/bin/sh',
    `case $1 in --version) echo 'nic-bonding ${standInVersion}'; exit ;; esac`,
    `STAND_IN=${folder} exec ${process.execPath} ${module}`
  ]
  fs.writeFileSync(file, `${lines.join('\n')}\n`, { mode: 0o755 })
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

import { execFile } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { findCommand } from '../../tools/setup/shell.mjs'
import { isRoot } from '../support/fake-host.ts'

/** Why no run can be injured on this machine; `undefined` when one can. */
export const skipReason = !isRoot
  ? 'namespaces of its own need root'
  : findCommand('strace') === undefined
    ? 'strace is missing'
    : undefined

/** Runs a program of this folder on a host of its own (host.sh), its first argument a scratch folder; returns what it printed. */
export function onHost(program: string, args: readonly string[]): Promise<string> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'nicb-faults-'))
  const here = import.meta.dirname
  const namespaces = ['--mount', '--net', '--pid', '--fork', '--kill-child', '--mount-proc', '--propagation', 'private']
  const command = [process.execPath, '--import', 'tsx', path.join(here, program), folder, ...args]
  const words = [...namespaces, 'sh', path.join(here, 'host.sh'), folder, ...command]
  return new Promise<string>((resolve, reject) => {
    execFile('unshare', words, { maxBuffer: 2 ** 26 }, (error, stdout, stderr) => {
      if (error === null) resolve(stdout)
      else reject(new Error(`${program}: ${stderr || error.message}`))
    })
  }).finally(() => fs.rmSync(folder, { recursive: true, force: true }))
}

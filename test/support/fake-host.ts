import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { moduleCommand } from './run-module.ts'

/** A mount namespace of its own needs root. */
export const isRoot = process.getuid?.() === 0
export const because = isRoot ? '' : ' (skipped: a mount namespace of its own needs root)'

/** What a stand-in host has; see fake-host.sh. */
export interface FakeHost {
  /** The files of /etc/sysconfig/network-scripts; without it there is no such folder. */
  readonly files?: { readonly [name: string]: string } | undefined
  /** More files of /etc, by path below it. */
  readonly etc?: { readonly [path: string]: string }
  /** The files of /sys, by path below it; a path ending in "/" is a folder. */
  readonly sys?: { readonly [path: string]: string }
  /** All files of /proc, by path below it: processes and their numbers are gone then. */
  readonly proc?: { readonly [path: string]: string }
  readonly osrelease?: string
  readonly networkManager?: boolean
  /** The command that fails, as it is called. */
  readonly fail?: string
}

export interface FakeRun {
  readonly status: number | null
  readonly result: { readonly [key: string]: unknown }
  /** The commands that were called, in their order. */
  readonly log: readonly string[]
}

/** What a command on a stand-in host said, and what it called there. */
export interface FakeCommand {
  readonly status: number | null
  readonly stdout: string
  readonly log: readonly string[]
}

/** A module and its arguments. */
export type FakeTask = readonly [module: string, args: { readonly [option: string]: unknown }]

/** Runs a module for the root `/` of a stand-in host. */
export function runOnFakeHost(module: string, args: { readonly [option: string]: unknown }, host: FakeHost): FakeRun {
  const { status, results, log } = playOnFakeHost([[module, args]], host)
  const [result] = results
  if (result === undefined) throw new Error(`${module} printed nothing`)
  return { status, result, log }
}

/** Runs modules one after the other on one stand-in host, whatever each comes to; the status is that of the last. */
export function playOnFakeHost(
  tasks: readonly FakeTask[],
  host: FakeHost
): Omit<FakeRun, 'result'> & { readonly results: readonly FakeRun['result'][] } {
  const scratch = mkdtempSync(join(tmpdir(), 'nic-bonding-args-'))
  try {
    const lines = tasks.map(([module, args], index) => {
      const file = join(scratch, `${index}.json`)
      writeFileSync(file, JSON.stringify(args))
      return `${moduleCommand(module).join(' ')} ${file}; status=$?`
    })
    const { status, stdout, log } = commandOnFakeHost(['sh', '-c', [...lines, 'exit $status'].join('\n')], host)
    const printed = stdout.split('\n').filter(line => line !== '')
    return { status, results: printed.map(line => JSON.parse(line)), log }
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

/** Runs a command on a stand-in host, whose root is the machine's but for what `FakeHost` names. */
export function commandOnFakeHost(command: readonly string[], host: FakeHost): FakeCommand {
  const folder = mkdtempSync(join(tmpdir(), 'nic-bonding-host-'))
  try {
    lay(join(folder, 'scripts'), host.files)
    lay(join(folder, 'etc'), host.etc)
    lay(join(folder, 'sys'), host.sys)
    lay(join(folder, 'proc'), host.proc)
    if (host.networkManager === true) writeFileSync(join(folder, 'nm'), '')
    if (host.fail !== undefined) writeFileSync(join(folder, 'fail'), host.fail)
    if (host.osrelease !== undefined) writeFileSync(join(folder, 'osrelease'), `${host.osrelease}\n`)
    const script = join(import.meta.dirname, 'fake-host.sh')
    const namespaces = ['--mount', '--pid', '--fork', '--mount-proc']
    const done = spawnSync('unshare', [...namespaces, 'sh', script, folder, ...command], {
      encoding: 'utf8',
      timeout: 60_000
    })
    const log = join(folder, 'log')
    const calls = existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : []
    return { status: done.status, stdout: done.stdout, log: calls }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function lay(folder: string, files: { readonly [path: string]: string } | undefined): void {
  if (files === undefined) return
  mkdirSync(folder)
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(folder, path.endsWith('/') ? path : dirname(path)), { recursive: true })
    if (!path.endsWith('/')) writeFileSync(join(folder, path), text)
  }
}

import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** A shell that takes the place of /bin/sh. */
export interface Shell {
  readonly name: string
  readonly path: string
}

/** The shells of this machine that hosts have as /bin/sh: dash, bash, and ash of busybox. */
export const shells: readonly Shell[] = ['dash', 'bash', 'busybox'].flatMap(name => {
  const path = spawnSync('/bin/sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).stdout.trim()
  return path === '' ? [] : [{ name, path }]
})

/** Those that find the host's stand-ins in PATH: Debian's busybox-static takes its own commands first (FEATURE_SH_STANDALONE). */
export const hostShells: readonly Shell[] = shells.filter(({ name, path }) => {
  const argv = name === 'busybox' ? ['sh', '-c'] : ['-c']
  return spawnSync(path, [...argv, 'PATH=/nowhere; cat /dev/null'], { stdio: 'ignore' }).status === 127
})

/** Where the waits are long and the same for all, `npm test` takes one shell and `npm run test:long` all. */
export const slowShells: readonly Shell[] = process.env.FUZZ_RUNS === undefined ? hostShells.slice(0, 1) : hostShells

export interface Said {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

/** A stand-in host in namespaces of its own; see shell-host.sh. */
export interface ShellHost {
  /** A path of the host as this process sees it. */
  at(path: string): string
  run(...argv: readonly string[]): Promise<Said>
  /** Starts a command that goes on by itself. */
  start(...argv: readonly string[]): ChildProcess
  read(path: string): string
  write(path: string, text: string): void
  /** Tells the stand-ins how to behave: `slow`, `hang`, `fail`, `kill`, `daemon` with the call that they are for. */
  tell(what: string, text: string): void
  /** The calls of stand-ins so far, with the first line of ifcfg-bond0 as each of them saw it. */
  calls(): readonly string[]
  until(what: string, isSo: () => boolean, seconds?: number): Promise<void>
  /** The processes whose command line has this text, as the host numbers them. */
  processes(text: string): readonly number[]
  stop(): void
}

/** Starts a host whose /bin/sh is that shell; `size` of the journal's file system as tmpfs takes it. */
export async function startShellHost(shell: Shell, size = '16m'): Promise<ShellHost> {
  const script = join(import.meta.dirname, 'shell-host.sh')
  const namespaces = ['--mount', '--pid', '--fork', '--kill-child', '--mount-proc']
  const child = spawn('unshare', [...namespaces, '/bin/bash', script, shell.path, size], {
    stdio: ['ignore', 'pipe', 'inherit']
  })
  await new Promise<void>((resolve, reject) => {
    child.stdout.on('data', (data: Buffer) => data.toString().includes('ready') && resolve())
    child.on('exit', code => reject(new Error(`the stand-in host ended with ${code}`)))
  })
  const pid = Number(readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8').trim())
  return hostOf(child, pid)
}

function hostOf(child: ChildProcess, pid: number): ShellHost {
  const at = (path: string): string => `/proc/${pid}/root${path}`
  const enter = (argv: readonly string[]): readonly string[] => ['-t', String(pid), '-m', '-p', '--', ...argv]
  const read = (path: string): string => (existsSync(at(path)) ? readFileSync(at(path), 'latin1') : '')
  return {
    at,
    read,
    run: (...argv) => run(enter(argv)),
    start: (...argv) => spawn('nsenter', enter(argv), { stdio: 'ignore' }),
    write: (path, text) => writeFileSync(at(path), text, 'latin1'),
    tell: (what, text) => writeFileSync(at(`/run/stand-in/${what}`), text),
    calls: () => read('/run/stand-in/calls').split('\n').slice(0, -1),
    until,
    processes: text => processes(at('/proc'), text),
    stop: () => {
      child.removeAllListeners('exit')
      child.kill('SIGKILL')
    }
  }
}

function run(argv: readonly string[]): Promise<Said> {
  return new Promise(resolve => {
    const child = spawn('nsenter', argv, { stdio: ['ignore', 'pipe', 'pipe'] })
    const said = { stdout: '', stderr: '' }
    child.stdout.on('data', (data: Buffer) => {
      said.stdout += data.toString('latin1')
    })
    child.stderr.on('data', (data: Buffer) => {
      said.stderr += data.toString('latin1')
    })
    child.on('close', status => resolve({ status, ...said }))
  })
}

async function until(what: string, isSo: () => boolean, seconds = 15): Promise<void> {
  const end = performance.now() + seconds * 1000
  while (!isSo()) {
    if (performance.now() > end) throw new Error(`${what}: not within ${seconds} seconds`)
    await new Promise(resolve => setTimeout(resolve, 20))
  }
}

function processes(folder: string, text: string): readonly number[] {
  return readdirSync(folder)
    .filter(name => /^\d+$/.test(name))
    .filter(name => commandLine(join(folder, name)).includes(text))
    .map(Number)
}

function commandLine(folder: string): string {
  try {
    return readFileSync(join(folder, 'cmdline'), 'latin1').replaceAll('\0', ' ')
  } catch {
    return ''
  }
}

/** Removes what a test has left in a host's journal and notes. */
export function clear(host: ShellHost): void {
  for (const folder of ['/var/lib/nic-bonding', '/run/stand-in', '/etc/sysconfig/network-scripts', '/var/log']) {
    for (const name of readdirSync(host.at(folder), { encoding: 'buffer' })) {
      rmSync(Buffer.concat([Buffer.from(`${host.at(folder)}/`), name]), { recursive: true, force: true })
    }
  }
}

/** Puts something before the commands that change files, which counts their calls. */
export function countCommands(host: ShellHost): void {
  for (const name of ['mv', 'cp', 'ln', 'rm', 'rmdir', 'mkdir', 'sync']) {
    const path = host.at(`/usr/local/sbin/${name}`)
    writeFileSync(path, counter.replaceAll('NAME', name))
    chmodSync(path, 0o755)
  }
}

/** Kills all scripts of a change before the call of that number, or none when it is 0. */
export function killAt(host: ShellHost, call: number): void {
  host.tell('count', '0\n')
  host.tell('kill-at', `${call}\n`)
}

const counter = `#!/bin/sh
folder=/run/stand-in
read -r count < $folder/count
read -r at < $folder/kill-at
count=$((count + 1))
echo $count > $folder/count
if [ "$count" = "$at" ]; then
  : > $folder/killed
  for process in /proc/[0-9]*; do
    case $(tr '\\0' ' ' < "$process/cmdline" 2>/dev/null) in
      *sh*" /var/lib/nic-bonding/"*) kill -9 "\${process#/proc/}" ;;
    esac
  done
  exit 1
fi
exec /usr/bin/NAME "$@"
`

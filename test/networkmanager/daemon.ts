import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startTimeOf, waitUntil } from '../integration/bench/processes.ts'
import { empty, fill, makeFolders } from './case-files.ts'
import { complaintsIn } from './complaints.ts'
import { type Profile, parseProfiles, profileFields } from './profile.ts'

/** What NetworkManager made of the files under a root. */
export interface Reading {
  readonly profiles: readonly Profile[]
  /** What it complained of: its warnings and errors, and the keys it does not know, without time and line number. */
  readonly complaints: readonly string[]
}

/** A running NetworkManager that reads one folder of files after the other. */
export interface Daemon {
  /** Loads the ifcfg files and keyfiles under a root, and nothing else. */
  readonly load: (root: string) => Reading
  readonly close: () => Promise<void>
}

const prefix = 'nic-bonding-nm-'

/** Why NetworkManager cannot be asked here; `undefined` when it can. */
export function daemonSkipReason(): string | undefined {
  if (process.env.NIC_BONDING_NETWORKMANAGER === undefined)
    return process.env.NIC_BONDING_NETWORKMANAGER_MISSING ?? 'NIC_BONDING_NETWORKMANAGER names no build; run npm test'
  return process.getuid?.() === 0 ? undefined : 'NetworkManager needs root, for namespaces of its own'
}

/** Starts NetworkManager on an empty folder. It ends with `close`, and with this process at the latest. */
export async function startDaemon(): Promise<Daemon> {
  const manager = process.env.NIC_BONDING_NETWORKMANAGER ?? ''
  removeLeftovers()
  const folder = mkdtempSync(join(tmpdir(), `${prefix}${process.pid}-`))
  makeFolders(join(folder, 'root'))
  const child = startNamespace(folder, manager)
  const remove = (): void => {
    child.kill('SIGKILL')
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
  process.once('exit', remove)
  const close = async (): Promise<void> => {
    child.kill('SIGKILL')
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    process.off('exit', remove)
    remove()
  }
  const nmcli = (args: readonly string[]): string => runNmcli({ folder, manager, pid: innerPid(child) }, args)
  try {
    await waitUntil('the start of NetworkManager', 30, () => isRunning(child, folder, nmcli))
  } catch (error) {
    const log = readLog(folder)
    await close()
    throw new Error(`${error instanceof Error ? error.message : error}\n${log}`)
  }
  return { load: root => load(folder, root, nmcli), close }
}

/** The processes of a killed run end with it; its folder stays, named after the process that made it. */
function removeLeftovers(): void {
  const pidOf = (name: string): number => Number.parseInt(name.slice(prefix.length), 10)
  const folders = readdirSync(tmpdir()).filter(name => name.startsWith(prefix))
  for (const name of folders.filter(folder => startTimeOf(pidOf(folder)) === undefined))
    rmSync(join(tmpdir(), name), { recursive: true, force: true })
}

/** unshare ignores SIGTERM while it waits; SIGKILL ends it and, by --kill-child, all that is in its namespaces. */
function startNamespace(folder: string, manager: string): ChildProcess {
  const output = openSync(join(folder, 'log'), 'w')
  const namespaces = ['--mount', '--net', '--pid', '--uts', '--ipc', '--fork', '--kill-child=KILL']
  const script = join(import.meta.dirname, 'namespace.sh')
  const args = ['--pdeathsig', 'KILL', 'unshare', ...namespaces, 'bash', script, join(folder, 'root'), manager]
  const child = spawn('setpriv', args, { stdio: ['ignore', output, output] })
  closeSync(output)
  return child
}

function isRunning(child: ChildProcess, folder: string, nmcli: (args: readonly string[]) => string): boolean {
  if (child.exitCode !== null) throw new Error(`NetworkManager ended with ${child.exitCode}`)
  if (!readLog(folder).includes('settings: Loaded settings plugin')) return false
  return nmcli(['-g', 'RUNNING', 'general']).trim() === 'running'
}

/** The process in the namespaces that unshare started, by its id out here. */
function innerPid({ pid }: ChildProcess): string {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim()
}

interface Place {
  readonly folder: string
  readonly manager: string
  readonly pid: string
}

/** nmcli runs in the namespaces: NetworkManager shows profiles to callers whose process it can look up only. */
function runNmcli({ folder, manager, pid }: Place, args: readonly string[]): string {
  const spaces = ['--mount', '--root', '--wd', '--net', '--pid']
  const inside = ['--target', pid, ...spaces, '--', join(manager, 'bin/nmcli'), ...args]
  const env = { PATH: process.env.PATH, LC_ALL: 'C.UTF-8', DBUS_SYSTEM_BUS_ADDRESS: 'unix:path=/run/bus' }
  const done = spawnSync('nsenter', inside, { encoding: 'utf8', env, timeout: 20_000 })
  if (done.error !== undefined || done.status !== 0)
    throw new Error(
      `nmcli ${args.slice(0, 6).join(' ')}: ${done.error?.message ?? done.stderr}\n${readLog(folder).slice(-5000)}`
    )
  return done.stdout
}

function load(folder: string, root: string, nmcli: (args: readonly string[]) => string): Reading {
  empty(join(folder, 'root'))
  nmcli(['connection', 'reload'])
  if (nmcli(['-g', 'UUID', 'connection', 'show']).trim() !== '')
    throw new Error('NetworkManager kept a removed profile')
  const start = readLog(folder).length
  fill(join(folder, 'root'), root)
  nmcli(['connection', 'reload'])
  const uuids = nmcli(['-g', 'UUID', 'connection', 'show']).split('\n').filter(Boolean)
  const text =
    uuids.length === 0 ? '' : nmcli(['-t', '-e', 'no', '-f', profileFields.join(','), 'connection', 'show', ...uuids])
  return { profiles: parseProfiles(text), complaints: complaintsIn(readLog(folder).slice(start)) }
}

function readLog(folder: string): string {
  return readFileSync(join(folder, 'log'), 'latin1')
}

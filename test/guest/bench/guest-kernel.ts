import { type ChildProcess, spawn } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { run } from '../../../tools/setup/shell.mjs'
import { startTimeOf, waitUntil } from '../../integration/bench/processes.ts'
import { runInGuest } from './guest-ssh.ts'

const bootLimit = 60

/** Makes the folder of a guest ready: the keys, and the folders that its supervisor mounts and ssh writes into. */
export function prepareFolder(folder: string): void {
  fs.mkdirSync(path.join(folder, 'memory'))
  fs.mkdirSync(path.join(folder, 'cp'))
  for (const name of ['client_key', 'host_key'])
    run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'nic.bonding guest', '-f', path.join(folder, name)])
}

/**
 * Starts the guest's kernel in a folder made ready, with a file as its disk /dev/ubda if one is given. Returns the process in
 * whose namespaces it runs, once ssh to it works. Throws when that takes more than a minute.
 */
export async function startKernel(folder: string, disk?: string): Promise<number> {
  const child = spawnSupervisor(folder, disk)
  const pid = child.pid
  if (pid === undefined) throw new Error('unshare cannot be started')
  const guest = { folder, pid, bootSeconds: 0 }
  await waitUntil('the guest to say that it is up', bootLimit, () => {
    if (child.exitCode !== null) throw new Error(`its kernel ended with code ${child.exitCode}`)
    return fs.readFileSync(path.join(folder, 'log'), 'utf8').includes('the guest is up')
  })
  // sshd goes into the background before it listens.
  let last = ''
  const answers = async () => {
    const { rc, stderr } = await runInGuest(guest, 'true', { seconds: 30 })
    last = `code ${rc}: ${stderr}`
    return rc === 0
  }
  await waitUntil('ssh to it to work', 20, answers).catch(error => {
    throw new Error(`${error instanceof Error ? error.message : error}: ${last}`)
  })
  return pid
}

/**
 * Switches a guest off as a power cut does: SIGKILL to all that runs in its process namespace, at once, by its first process.
 * What its kernel had not written to the disk is lost. Returns when its last process is gone.
 */
export async function cutKernel(pid: number): Promise<void> {
  const members = membersOf(pid)
  process.kill(pid, 'SIGKILL')
  await waitUntil('the processes of the guest to end', 10, () =>
    members.every(member => startTimeOf(member.pid) !== member.startTime || spaceOf(member.pid) === undefined)
  )
}

/** The end of what the guest's kernel and its first process have printed. */
export function logTail(folder: string): string {
  const log = path.join(folder, 'log')
  const lines = fs.existsSync(log) ? fs.readFileSync(log, 'utf8').split('\n') : []
  return lines.slice(-40).join('\n')
}

/** Its standard input is a pipe from this process and nothing else: it ends when this process does, however that ends. */
function spawnSupervisor(folder: string, disk: string | undefined): ChildProcess {
  const log = fs.openSync(path.join(folder, 'log'), 'w')
  const namespaces = ['--net', '--mount', '--pid', '--fork', '--kill-child', '--mount-proc', '--propagation', 'private']
  const scripts = ['supervisor.sh', 'guest-init.sh'].map(name => path.join(import.meta.dirname, name))
  const [supervisor = '', init = ''] = scripts
  const args = [...namespaces, 'bash', supervisor, folder, init, '768M', '198.18.0.1/16', disk ?? '']
  const child = spawn('unshare', args, { stdio: ['pipe', log, log], detached: true })
  fs.closeSync(log)
  child.unref()
  if (child.stdin !== null && 'unref' in child.stdin && typeof child.stdin.unref === 'function') child.stdin.unref()
  return child
}

interface Member {
  readonly pid: number
  readonly startTime: string | undefined
}

/** The processes in the process namespace that a process made for its children, and itself. */
function membersOf(pid: number): readonly Member[] {
  const space = fs.readlinkSync(`/proc/${pid}/ns/pid_for_children`)
  const inside = fs
    .readdirSync('/proc')
    .map(Number)
    .filter(candidate => candidate > 0 && spaceOf(candidate) === space)
  return [pid, ...inside].map(member => ({ pid: member, startTime: startTimeOf(member) }))
}

/** A zombie has none: it has ended, whoever has yet to take note. */
function spaceOf(pid: number): string | undefined {
  try {
    return fs.readlinkSync(`/proc/${pid}/ns/pid`)
  } catch {
    return undefined
  }
}

import { type ChildProcess, execFile, spawn } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { run } from '../../../tools/setup/shell.mjs'
import { waitUntil } from '../../integration/bench/processes.ts'
import { removeGuest, removeGuestNow, removeLeftovers, writeRecord } from './guest-record.ts'

/** Where a running guest is found; plain data, so that one process can boot it and others use it. */
export interface GuestAddress {
  /** The bench's folder: keys, log, connections. */
  readonly folder: string
  /** The process whose namespaces the guest runs in. */
  readonly pid: number
  readonly bootSeconds: number
}

export interface Guest extends GuestAddress {
  /** Ends the guest and removes its folder; when the process ends without it, an exit handler or the kernel does. */
  readonly close: () => Promise<void>
}

/** What a command came to. */
export interface Output {
  readonly rc: number
  readonly stdout: string
  readonly stderr: string
}

const guestIp = '198.18.0.2'
const bootLimit = 60

/**
 * Boots a guest (user-mode-linux) in namespaces of its own, after removing what killed runs have left.
 * Throws with the end of the guest's log when it does not answer within a minute. Needs root and the packages of the guest.
 */
export async function bootGuest(): Promise<Guest> {
  await removeLeftovers()
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'nicb-guest-'))
  const record = writeRecord(folder)
  const atExit = () => removeGuestNow(record)
  process.once('exit', atExit)
  const close = async () => {
    process.off('exit', atExit)
    await removeGuest(record)
  }
  try {
    const start = performance.now()
    const pid = await startKernel(folder)
    return { folder, pid, bootSeconds: (performance.now() - start) / 1000, close }
  } catch (error) {
    const tail = logTail(folder)
    await close()
    throw new Error(`the guest did not boot: ${error instanceof Error ? error.message : error}\n${tail}`)
  }
}

/** Runs a shell command in the guest, or, given the words before it, in a case. Never throws for what the command does. */
export function runInGuest(guest: GuestAddress, command: string, { seconds = 60, input = '' } = {}): Promise<Output> {
  const args = [
    ...sshOptions(guest),
    '-o',
    'ControlMaster=auto',
    '-o',
    'ControlPersist=600',
    `root@${guestIp}`,
    command
  ]
  return new Promise(resolve => {
    const options = { timeout: seconds * 1000, maxBuffer: 2 ** 26 }
    const child = execFile('ssh', args, options, (error, stdout, stderr) => {
      const late = error?.killed === true ? `killed after ${seconds} s: ${command}` : ''
      resolve({ rc: child.exitCode ?? -1, stdout, stderr: `${stderr}${late}` })
    })
    child.stdin?.end(input)
  })
}

/** The options by which ssh reaches the guest and its cases, over no network but the guest's own. */
export function sshOptions(guest: GuestAddress): readonly string[] {
  return [
    '-F',
    '/dev/null',
    '-i',
    path.join(guest.folder, 'client_key'),
    ...Object.entries(sshSettings(guest)).flatMap(([key, value]) => ['-o', `${key}=${value}`])
  ]
}

/** ssh's ProxyCommand: it lives in the guest's namespaces, so it ends with them, and the connection with it. */
export function proxyCommand({ pid, folder }: GuestAddress): string {
  const relay = path.join(import.meta.dirname, 'relay.mjs')
  return `nsenter --net=/proc/${pid}/ns/net --pid=/proc/${pid}/ns/pid_for_children ${process.execPath} ${relay} %h %p ${folder}`
}

/** The end of what the guest's kernel and its first process have printed. */
export function logTail(folder: string): string {
  const log = path.join(folder, 'log')
  const lines = fs.existsSync(log) ? fs.readFileSync(log, 'utf8').split('\n') : []
  return lines.slice(-40).join('\n')
}

function sshSettings(guest: GuestAddress): Readonly<Record<string, string>> {
  return {
    ProxyCommand: proxyCommand(guest),
    ControlPath: path.join(guest.folder, 'cp', '%C'),
    StrictHostKeyChecking: 'no',
    UserKnownHostsFile: '/dev/null',
    LogLevel: 'ERROR',
    ConnectTimeout: '20',
    BatchMode: 'yes'
  }
}

async function startKernel(folder: string): Promise<number> {
  fs.mkdirSync(path.join(folder, 'memory'))
  fs.mkdirSync(path.join(folder, 'cp'))
  for (const name of ['client_key', 'host_key'])
    run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'nic.bonding guest', '-f', path.join(folder, name)])
  const child = spawnSupervisor(folder)
  const pid = child.pid
  if (pid === undefined) throw new Error('unshare cannot be started')
  const guest = { folder, pid, bootSeconds: 0 }
  await waitUntil('the guest to say that it is up', bootLimit, () => {
    if (child.exitCode !== null) throw new Error(`its kernel ended with code ${child.exitCode}`)
    return fs.readFileSync(path.join(folder, 'log'), 'utf8').includes('the guest is up')
  })
  const { rc, stderr } = await runInGuest(guest, 'true', { seconds: 30 })
  if (rc !== 0) throw new Error(`ssh to it ended with code ${rc}: ${stderr}`)
  return pid
}

/** Its standard input is a pipe from this process and nothing else: it ends when this process does, however that ends. */
function spawnSupervisor(folder: string): ChildProcess {
  const log = fs.openSync(path.join(folder, 'log'), 'w')
  const namespaces = ['--net', '--mount', '--pid', '--fork', '--kill-child', '--mount-proc', '--propagation', 'private']
  const scripts = ['supervisor.sh', 'guest-init.sh'].map(name => path.join(import.meta.dirname, name))
  const [supervisor = '', init = ''] = scripts
  const args = [...namespaces, 'bash', supervisor, folder, init, '768M', '198.18.0.1/16']
  const child = spawn('unshare', args, { stdio: ['pipe', log, log], detached: true })
  fs.closeSync(log)
  child.unref()
  if (child.stdin !== null && 'unref' in child.stdin && typeof child.stdin.unref === 'function') child.stdin.unref()
  return child
}

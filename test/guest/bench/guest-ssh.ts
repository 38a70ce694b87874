import { execFile } from 'node:child_process'
import path from 'node:path'

/** Where a running guest is found; plain data, so that one process can boot it and others use it. */
export interface GuestAddress {
  /** The bench's folder: keys, log, connections. */
  readonly folder: string
  /** The process whose namespaces the guest runs in. */
  readonly pid: number
  readonly bootSeconds: number
}

/** What a command came to. */
export interface Output {
  readonly rc: number
  readonly stdout: string
  readonly stderr: string
}

const guestIp = '198.18.0.2'

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

function sshSettings(guest: GuestAddress): Readonly<Record<string, string>> {
  return {
    ProxyCommand: proxyCommand(guest),
    // By the process too: a guest that was switched off and on again is another one.
    ControlPath: path.join(guest.folder, 'cp', `${guest.pid}-%C`),
    StrictHostKeyChecking: 'no',
    UserKnownHostsFile: '/dev/null',
    LogLevel: 'ERROR',
    ConnectTimeout: '20',
    BatchMode: 'yes'
  }
}

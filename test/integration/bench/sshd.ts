import { spawn } from 'node:child_process'
import fs from 'node:fs'
import net from 'node:net'
import path from 'node:path'
import { findCommand, run } from '../../../tools/setup/shell.mjs'
import { waitUntil } from './processes.ts'

/** A running sshd on loopback and the key that opens it. */
export interface Sshd {
  readonly port: number
  readonly clientKey: string
}

/**
 * Starts an sshd of the bench's own in its folder, as the current user, with keys of its own; it reads nothing of the
 * machine's configuration and lets in the given users only. It ends with everything else that names the folder.
 */
export async function startSshd(folder: string, users: readonly string[]): Promise<Sshd> {
  const clientKey = makeKey(folder, 'client_key')
  const hostKey = makeKey(folder, 'host_key')
  const authorizedKeys = path.join(folder, 'authorized_keys')
  fs.copyFileSync(`${clientKey}.pub`, authorizedKeys)
  makePrivilegeSeparationFolder()
  const port = await freePort()
  const config = path.join(folder, 'sshd_config')
  fs.writeFileSync(config, configText({ port, hostKey, authorizedKeys, users, folder }))
  const log = path.join(folder, 'sshd.log')
  // sshd re-executes itself for each connection, so it wants its own absolute path.
  const child = spawn(findCommand('sshd') ?? 'sshd', ['-D', '-E', log, '-f', config], { stdio: 'ignore' })
  child.unref()
  const ended = () => child.exitCode !== null
  await waitUntil('sshd to answer', 10, async () => {
    if (ended()) throw new Error(`sshd ended at once: ${fs.readFileSync(log, 'utf8')}`)
    return answers(port)
  })
  return { port, clientKey }
}

interface Config {
  readonly port: number
  readonly hostKey: string
  readonly authorizedKeys: string
  readonly users: readonly string[]
  readonly folder: string
}

function configText({ port, hostKey, authorizedKeys, users, folder }: Config): string {
  return `Port ${port}
ListenAddress 127.0.0.1
HostKey ${hostKey}
PidFile ${path.join(folder, 'sshd.pid')}
AuthorizedKeysFile ${authorizedKeys}
AllowUsers ${users.join(' ')}
PermitRootLogin prohibit-password
PasswordAuthentication no
KbdInteractiveAuthentication no
StrictModes no
UsePAM no
UseDNS no
PrintMotd no
PrintLastLog no
MaxStartups 100
MaxSessions 100
Subsystem sftp internal-sftp
`
}

function makeKey(folder: string, name: string): string {
  const key = path.join(folder, name)
  run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'nic.bonding test', '-f', key])
  return key
}

/** The empty folder that Debian's sshd wants when it runs as root (sshd(8), FILES); usually the service's start makes it. */
function makePrivilegeSeparationFolder(): void {
  if (process.getuid?.() === 0) fs.mkdirSync('/run/sshd', { recursive: true, mode: 0o755 })
}

/** A port of loopback that nobody listens on now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = net.createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}

function answers(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const socket = net.connect(port, '127.0.0.1')
    const end = (answer: boolean) => {
      socket.destroy()
      resolve(answer)
    }
    socket.once('data', data => end(data.toString('latin1').startsWith('SSH-')))
    socket.once('error', () => end(false))
    socket.once('close', () => end(false))
  })
}

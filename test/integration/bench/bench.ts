import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { run } from '../../../tools/setup/shell.mjs'
import { waitUntil } from './processes.ts'
import { type BenchRecord, otherUser, removeAll, removeLeftovers, sudoersFile, writeRecord } from './record.ts'
import { type Sshd, startSshd } from './sshd.ts'

/** A machine to test against: this one, by SSH over loopback, with a folder that takes all that a test makes. */
export interface Bench {
  readonly folder: string
  readonly sshd: Sshd
  /** Who can log in to become root, or, where the bench runs as an ordinary user, to be that user. */
  readonly logins: readonly Login[]
  /** An account beside that of the login by sudo, with a home of its own. */
  readonly other: { readonly user: string; readonly home: string } | undefined
  /** Ends the sshd and every connection, and removes account and folder. */
  readonly close: () => void
}

interface Login {
  readonly label: 'direct' | 'sudo'
  readonly user: string
  /** A folder for what Ansible copies to the host, inside the bench's and made by that user. */
  readonly remoteFolder: string
}

const isRoot = process.getuid?.() === 0

/** Why a login by sudo cannot be tested here; `undefined` when it can. */
export const sudoSkipReason = isRoot ? undefined : 'sudo needs an account that only root can make'

/** Makes a bench, after removing what killed runs have left. The caller closes it; the end of the process does at the latest. */
export async function openBench(): Promise<Bench> {
  removeLeftovers()
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'nicb-'))
  fs.chmodSync(folder, 0o711)
  const name = path.basename(folder).toLowerCase()
  const record = writeRecord(folder, isRoot ? name : undefined)
  const close = once(() => {
    closeConnections(folder)
    removeAll(record)
  })
  process.once('exit', close)
  try {
    const other =
      record.user === undefined ? undefined : { user: otherUser(record.user), home: path.join(folder, 'other') }
    if (record.user !== undefined) await makeSudoUser(folder, record.user)
    if (other !== undefined) await makeUser(other.user, other.home)
    const logins = loginsOf(record)
    const sshd = await startSshd(
      folder,
      logins.map(login => login.user)
    )
    return { folder, sshd, logins, other, close }
  } catch (error) {
    close()
    throw error
  }
}

/** Where a bench's ssh clients keep their shared connections. */
export function controlFolder(folder: string): string {
  return path.join(folder, 'cp')
}

/** An account that may become root without a password. */
async function makeSudoUser(folder: string, user: string): Promise<void> {
  await makeUser(user, path.join(folder, 'home'))
  fs.writeFileSync(sudoersFile(user), `${user} ALL=(root) NOPASSWD: ALL\n`, { mode: 0o440 })
}

/** An account that cannot be entered but with the bench's key. */
async function makeUser(user: string, home: string): Promise<void> {
  fs.mkdirSync(home, { mode: 0o755 })
  // The password `*` matches nothing; `!`, useradd's own, would make sshd take the account for a locked one.
  const args = ['--no-create-home', '--home-dir', home, '--shell', '/bin/sh', '--password', '*', '--user-group', user]
  await waitUntil('useradd to get its lock', 10, () => spawnSync('useradd', args, { stdio: 'ignore' }).status === 0)
  run('chown', [user, home])
}

function loginsOf({ folder, user }: BenchRecord): readonly Login[] {
  const direct = { label: 'direct', user: os.userInfo().username, remoteFolder: path.join(folder, 'remote') } as const
  if (user === undefined) return [direct]
  return [direct, { label: 'sudo', user, remoteFolder: path.join(folder, 'home', 'remote') }]
}

function closeConnections(folder: string): void {
  const sockets = fs.existsSync(controlFolder(folder)) ? fs.readdirSync(controlFolder(folder)) : []
  for (const socket of sockets) {
    const args = ['-F', '/dev/null', '-O', 'exit', '-S', path.join(controlFolder(folder), socket), 'bench']
    spawnSync('ssh', args, { stdio: 'ignore' })
  }
}

function once(action: () => void): () => void {
  let done = false
  return () => {
    if (done) return
    done = true
    action()
  }
}

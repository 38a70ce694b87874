import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'

/** Where the files of a case may lie, by path below the root; nothing else of it is loaded. */
const folders = ['etc/sysconfig', 'etc/NetworkManager/system-connections', 'srv']

/** Makes the folders, empty as they are. */
export function makeFolders(target: string): void {
  for (const name of folders) mkdirSync(join(target, name), { recursive: true })
}

/** Empties the folders. */
export function empty(target: string): void {
  for (const name of folders)
    for (const entry of readdirSync(join(target, name))) rmSync(join(target, name, entry), { recursive: true })
}

/** A keyfile that others may read is ignored as insecure, and git does not keep its mode. */
export function fill(target: string, root: string): void {
  for (const name of folders) {
    if (!existsSync(join(root, name))) continue
    cpSync(join(root, name), join(target, name), { recursive: true, verbatimSymlinks: true })
  }
  const keyfiles = join(target, 'etc/NetworkManager/system-connections')
  for (const name of readdirSync(keyfiles)) chmodSync(join(keyfiles, name), 0o600)
}

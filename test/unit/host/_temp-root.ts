import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, onTestFinished } from 'vitest'

/** What lies at a path: the text or bytes of a file, or something else. */
export type Entry =
  | string
  | Buffer
  | { readonly link: string }
  | { readonly hardLink: string }
  | { readonly fifo: true }
  | { readonly folder: true }

/** A new folder with these entries, to be a host's root; gone after the test. */
export function tempRoot(tree: Readonly<Record<string, Entry>>): string {
  const root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'nic-bonding-')))
  onFinished(() => fs.rmSync(root, { recursive: true, force: true }))
  for (const [name, entry] of Object.entries(tree)) make(root, root + name, entry)
  return root
}

/** Every path below a root with what it is: text, `-> target`, `(folder)` or `(other)`. */
export function snapshot(root: string, below = ''): Readonly<Record<string, string>> {
  const parts = fs.readdirSync(root + below, { withFileTypes: true }).map(entry => {
    const name = `${below}/${entry.name}`
    if (entry.isDirectory()) return { [name]: '(folder)', ...snapshot(root, name) }
    if (entry.isSymbolicLink()) return { [name]: `-> ${fs.readlinkSync(root + name)}` }
    return { [name]: entry.isFile() ? fs.readFileSync(root + name, 'latin1') : '(other)' }
  })
  return Object.assign({}, ...parts)
}

/** Does something with a root as a user who is not root, who becomes its owner. */
export function asOrdinaryUser<T>(root: string, action: () => T): T {
  if (process.getuid?.() !== 0) return action()
  spawnSync('chown', ['-R', '65534', root])
  process.seteuid?.(65534)
  try {
    return action()
  } finally {
    process.seteuid?.(0)
  }
}

function make(root: string, file: string, entry: Entry): void {
  fs.mkdirSync(path.dirname(file), { recursive: true })
  if (typeof entry === 'string' || entry instanceof Buffer) fs.writeFileSync(file, entry)
  else if ('link' in entry) fs.symlinkSync(entry.link, file)
  else if ('hardLink' in entry) fs.linkSync(root + entry.hardLink, file)
  else if ('folder' in entry) fs.mkdirSync(file)
  else if (spawnSync('mkfifo', [file]).status !== 0) throw new Error('mkfifo failed')
}

/** Outside of a test (tables at the top of a file), after all of them. */
function onFinished(clear: () => void): void {
  try {
    onTestFinished(clear)
  } catch {
    afterAll(clear)
  }
}

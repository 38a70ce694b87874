import fs from 'node:fs'
import path from 'node:path'

/** Files by path, each with its mode and text. */
export type FileSet = Readonly<Record<string, string>>

/** The folders whose files a task writes. */
const written = ['etc/sysconfig/network-scripts', 'etc/modprobe.d']

/** The files below a root that a task may write, by path, with mode and text; backups and temporary ones aside. */
export function filesBelow(root: string): FileSet {
  const files = written.flatMap(folder => listed(path.join(root, folder)))
  const kept = files.filter(file => !file.endsWith('~') && !isTemporary(file)).sort()
  return Object.fromEntries(kept.map(file => [path.relative(root, file), describe(file)]))
}

/** What a task that is through has no use for: temporary files, and of the journal its lock and unfinished folders. */
export function litterBelow(root: string, keepsJournal: boolean): readonly string[] {
  const temporary = written.flatMap(folder => listed(path.join(root, folder))).filter(isTemporary)
  const journal = listed(path.join(root, 'var/lib/nic-bonding'), true)
  return [...temporary, ...(keepsJournal ? journal.filter(isUnfinished) : journal)].filter(file => !isStaleLock(file))
}

/** A lock whose process is gone is free: the next that wants it takes it over. */
function isStaleLock(file: string): boolean {
  if (path.basename(file) !== 'lock') return false
  const [pid = ''] = fs.readFileSync(file, 'utf8').split(' ')
  return !fs.existsSync(`/proc/${pid}`)
}

/** In words, which set each file is of. */
export function compare(seen: FileSet, before: FileSet, after: FileSet): string {
  const names = [...new Set([...Object.keys(seen), ...Object.keys(before), ...Object.keys(after)])].sort()
  const word = (name: string) =>
    seen[name] === before[name]
      ? seen[name] === after[name]
        ? 'both'
        : 'old'
      : seen[name] === after[name]
        ? 'new'
        : 'neither'
  return names.map(name => `${path.basename(name)} ${word(name)}`).join(', ')
}

/** Whether two sets of files are the same. */
export function isSame(one: object, other: object): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}

function isTemporary(file: string): boolean {
  return path.basename(file).startsWith('.')
}

function isUnfinished(file: string): boolean {
  return /^(lock.*|\.tmp.*|.*\.tmp)$/.test(path.basename(file))
}

function listed(folder: string, deep = false): readonly string[] {
  if (!fs.existsSync(folder)) return []
  return fs.readdirSync(folder, { withFileTypes: true }).flatMap(entry => {
    const file = path.join(folder, entry.name)
    return deep && entry.isDirectory() ? [file, ...listed(file, true)] : [file]
  })
}

function describe(file: string): string {
  const stat = fs.lstatSync(file)
  const text = stat.isSymbolicLink() ? `-> ${fs.readlinkSync(file)}` : fs.readFileSync(file, 'latin1')
  return `${(stat.mode & 0o7777).toString(8)} ${text}`
}

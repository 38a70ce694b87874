import { chmodSync, lstatSync, mkdirSync, readFileSync, readlinkSync, symlinkSync, writeFileSync } from 'node:fs'
import { guardScript, revertScript } from '#generated/scripts'
import type { ShellHost } from './shell-host.ts'

/** What a file is: its text, a symbolic link, or nothing. Texts and names are bytes as Latin-1. */
export type Content = string | { readonly link: string } | undefined

export interface ChangedFile {
  readonly path: string
  readonly old: Content
  readonly new: Content
  /** The mode of old and new; 0644 unless given. */
  readonly mode?: number
  /** The SELinux label that the old one had; none unless given. */
  readonly label?: string
}

export interface Transaction {
  readonly files: readonly ChangedFile[]
  readonly done?: boolean
  readonly temporary?: readonly string[]
  readonly folders?: readonly string[]
}

/** A change as the modules write it; what is not given is not there. */
export interface Change {
  readonly state: string
  readonly transactions: readonly Transaction[]
  readonly boot?: string
  readonly timeout?: number
  readonly limit?: number
  readonly delay?: number
  readonly forward?: readonly (readonly string[])[]
  readonly back?: readonly (readonly string[])[]
  readonly restore?: readonly string[]
  readonly hook?: readonly string[]
  readonly position?: number
}

export const id = '0123456789abcdef'
export const journal = '/var/lib/nic-bonding'
export const folder = `${journal}/${id}`
export const revert = `${folder}/revert`
export const guard = `${folder}/guard`
export const scripts = '/etc/sysconfig/network-scripts'

/** Makes the folder of a change on a host. The files themselves are laid by `layFiles`. */
export function makeChange(host: ShellHost, change: Change): void {
  mkdirSync(host.at(folder))
  const put = (name: string, text: string | undefined): void => {
    if (text !== undefined) writeFileSync(host.at(`${folder}/${name}`), text, 'latin1')
  }
  const lines = (texts: readonly string[] | undefined): string | undefined => texts?.map(text => `${text}\n`).join('')
  const number = (value: number | undefined): string | undefined => (value === undefined ? undefined : `${value}\n`)
  put('state', `${change.state}\n`)
  put(
    'boot',
    change.boot === undefined ? readFileSync('/proc/sys/kernel/random/boot_id', 'latin1') : `${change.boot}\n`
  )
  put('revert', revertScript)
  put('guard', guardScript)
  put('hook', lines(change.hook))
  put('timeout', number(change.timeout))
  put('limit', number(change.limit ?? 300))
  put('delay', number(change.delay ?? 0))
  put('forward', lines(change.forward?.map(words => words.join('\t'))))
  put('back', lines(change.back?.map(words => words.join('\t'))))
  put('restore', lines(change.restore))
  put('position', number(change.position))
  change.transactions.forEach((transaction, index) => {
    makeTransaction(host, `${folder}/${index + 1}`, transaction)
  })
}

function makeTransaction(host: ShellHost, place: string, transaction: Transaction): void {
  mkdirSync(host.at(place))
  const rows = transaction.files.map((file, k) => {
    lay(host, `${place}/old-${k}`, file.old, file.mode)
    lay(host, `${place}/new-${k}`, file.new, file.mode)
    return [k, kindOf(file.old), kindOf(file.new), '-', file.label ?? '-', file.path, file.path].join('\t')
  })
  const put = (name: string, texts: readonly string[]): void => {
    writeFileSync(host.at(`${place}/${name}`), texts.map(text => `${text}\n`).join(''), 'latin1')
  }
  put('files', rows)
  put('temporary', transaction.temporary ?? [])
  put('folders', transaction.folders ?? [])
  if (transaction.done !== false) put('done', [])
}

/** Puts the files of a set in place. */
export function layFiles(host: ShellHost, files: readonly ChangedFile[], set: 'old' | 'new'): void {
  for (const file of files) lay(host, file.path, file[set], file.mode)
}

function lay(host: ShellHost, path: string, content: Content, mode = 0o644): void {
  const place = Buffer.from(host.at(path), 'latin1')
  if (content === undefined) return
  if (typeof content !== 'string') {
    symlinkSync(content.link, place)
    return
  }
  writeFileSync(place, content, 'latin1')
  chmodSync(place, mode)
}

function kindOf(content: Content): string {
  return content === undefined ? 'absent' : typeof content === 'string' ? 'file' : 'link'
}

/** What a path is on a host. */
export function contentOf(host: ShellHost, path: string): Content {
  const place = Buffer.from(host.at(path), 'latin1')
  const stats = lstatSync(place, { throwIfNoEntry: false })
  if (stats === undefined) return undefined
  return stats.isSymbolicLink() ? { link: readlinkSync(place) } : readFileSync(place, 'latin1')
}

/** The state of the change, `none` where there is none. */
export function stateOf(host: ShellHost): string {
  return host.read(`${folder}/state`).trim() || 'none'
}

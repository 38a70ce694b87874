// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import type { FileChange } from '../change/file-change.ts'
import type { ReadHost } from '../host/host.ts'

/** A file that modprobe reads. */
export interface ModprobeSource {
  readonly path: string
  readonly text: string
  /** Whether it is the administrator's: in /etc/modprobe.d, or /etc/modprobe.conf. */
  readonly writable: boolean
  /** A file of the same name in a later folder, which modprobe does not read because of this one. */
  readonly hides?: string
}

/** The administrator's folder, where new files go. */
export const MODPROBE_FOLDER = '/etc/modprobe.d'

const OLD_FILE = '/etc/modprobe.conf'

/** In the order in which a name in one hides that name in the later ones (kmod, default_config_paths). */
const FOLDERS: readonly string[] = [
  MODPROBE_FOLDER,
  '/run/modprobe.d',
  '/usr/local/lib/modprobe.d',
  '/usr/lib/modprobe.d',
  '/lib/modprobe.d'
]

/**
 * What modprobe reads, in its order: by name across its folders, the first folder's file of a name hiding the others
 * (modprobe.d(5)). /etc/modprobe.conf comes first, on hosts whose modprobe is not kmod's: only module-init-tools reads it.
 * Where modprobe is that of module-init-tools (EL6), a file without .conf in its name counts too: it warns of it and reads it.
 */
export function readModprobeSources(host: ReadHost): readonly ModprobeSource[] {
  const sources: ModprobeSource[] = []
  for (const { path, hides } of listFiles(host)) {
    // A link to /dev/null hides a vendor's file; nothing but a regular file is ever opened.
    const text = host.fileType(path) === 'file' ? host.readText(path) : undefined
    if (text !== undefined) sources.push(toSource(path, text, hides))
  }
  return sources
}

/** What modprobe would read after these changes; a file that is new to it is taken to be one that it reads. */
export function withChanges(
  sources: readonly ModprobeSource[],
  files: readonly FileChange[]
): readonly ModprobeSource[] {
  const result = sources.filter(({ path }) => !files.some(file => file.path === path))
  for (const { path, after } of files) {
    const hides = sources.find(source => source.path === path)?.hides
    if (after !== undefined) result.push(toSource(path, after, hides))
  }
  return result.sort((a, b) => byName(a.path, b.path))
}

/** Whether a name counts in modprobe's folders (kmod, conf_files_filter_out()). */
export function isReadByModprobe(name: string): boolean {
  return /^[^.].*\.conf$/s.test(name)
}

/** The last part of a path. */
export function fileName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

function listFiles(host: ReadHost): readonly { readonly path: string; readonly hides: string | undefined }[] {
  const paths = new Map<string, string>()
  const hidden = new Map<string, string>()
  const reader = readerOf(host)
  const isRead = reader === 'module-init-tools' ? isReadOnEl6 : isReadByModprobe
  for (const folder of FOLDERS) {
    for (const name of host.list(folder).filter(isRead)) {
      const path = `${folder}/${name}`
      const first = paths.get(name)
      if (first === undefined) paths.set(name, path)
      else if (!hidden.has(first) && !isSame(host, first, path)) hidden.set(first, path)
    }
  }
  const old = reader === 'kmod' ? [] : [OLD_FILE]
  return [...old, ...paths.values()].sort(byName).map(path => ({ path, hides: hidden.get(path) }))
}

function toSource(path: string, text: string, hides: string | undefined): ModprobeSource {
  const writable = path.startsWith(`${MODPROBE_FOLDER}/`) || path === OLD_FILE
  return hides === undefined ? { path, text, writable } : { path, text, writable, hides }
}

/** One name in two folders is one file where /lib is a link to /usr/lib. */
function isSame(host: ReadHost, first: string, second: string): boolean {
  const path = host.realPath(first)
  return path !== undefined && path === host.realPath(second)
}

/** Whose modprobe a host has: kmod's is a link to the program kmod. */
function readerOf(host: ReadHost): 'kmod' | 'module-init-tools' | undefined {
  const programs = ['/sbin/modprobe', '/usr/sbin/modprobe'].map(path => fileName(host.realPath(path) ?? ''))
  if (programs.includes('kmod')) return 'kmod'
  return programs.includes('modprobe') ? 'module-init-tools' : undefined
}

/** What config_filter() of module-init-tools lets through; parse_config_scan() only warns of a name without .conf. */
function isReadOnEl6(name: string): boolean {
  return !/^[.~]|(?:\.(?:rpmsave|rpmorig|rpmnew|bak|orig|rej|dpkg-(?:old|dist|new|bak))|,v|~)$/s.test(name)
}

function byName(first: string, second: string): number {
  if (first === OLD_FILE || second === OLD_FILE) return first === second ? 0 : first === OLD_FILE ? -1 : 1
  const [a, b] = [fileName(first), fileName(second)]
  return a < b ? -1 : a > b ? 1 : 0
}

import {
  appendFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  symlinkSync,
  writeFileSync
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import fc from 'fast-check'
import { textToBytes } from '../../../modules/lib/host/text.ts'
import { scripts } from './_names.ts'

/** A link in the place of a file or a folder of a root, and where it leads. */
export interface Redirect {
  readonly place: string
  /** Out of the root by `..`, by its whole path or over a second link; to another place in the root; nowhere. */
  readonly how: 'climbs' | 'absolute' | 'chain' | 'inside' | 'loop' | 'dangling'
}

/** What must not be read from outside, and would show. */
export const secret = 'kept-outside'

const places = [
  ...[`${scripts}/ifcfg-eth0`, `${scripts}/ifcfg-eth1`, `${scripts}/ifcfg-bond0`, `${scripts}/ifcfg-bond1`],
  ...[scripts, '/etc/modprobe.d', '/etc/modprobe.d/bonding.conf', '/etc/modprobe.d/a.conf', '/etc/sysconfig', '/etc'],
  ...['/var/lib/nic-bonding', '/var/lib', '/var', '/run', '/usr/lib/modprobe.d', '/etc/NetworkManager', '/etc/udev']
]

export const redirects: fc.Arbitrary<readonly Redirect[]> = fc.uniqueArray(
  fc.record<Redirect>({
    place: fc.constantFrom(...places),
    how: fc.constantFrom('climbs', 'climbs', 'absolute', 'chain', 'inside', 'inside', 'loop', 'dangling')
  }),
  { minLength: 1, maxLength: 3, selector: ({ place }) => place }
)

/** Makes a folder with `root` and `outside` in it; what a link replaces goes to the place that it seems to lead to. */
export function buildRoot(folder: string, files: Readonly<Record<string, string>>, links: readonly Redirect[]): void {
  mkdirSync(join(folder, 'outside'), { recursive: true })
  // Folders that a chroot would make of the links, so that the journal and the files have no missing one in common.
  for (const path of ['/outside', join(folder, 'outside')]) mkdirSync(join(folder, 'root', path), { recursive: true })
  for (const [path, text] of Object.entries(files)) {
    // A name that no file system holds.
    if (textToBytes(basename(path)).length > 255) continue
    mkdirSync(join(folder, 'root', dirname(path)), { recursive: true })
    writeFileSync(join(folder, 'root', path), textToBytes(text))
  }
  for (const [index, link] of links.entries()) redirect(folder, link, String(index))
}

function redirect(folder: string, { place, how }: Redirect, name: string): void {
  const root = join(folder, 'root')
  if (!isOwnFolder(root, dirname(place))) return
  mkdirSync(join(root, dirname(place)), { recursive: true })
  const up = place.split('/').map(() => '..')
  const outside = join(folder, 'outside', name)
  const isOut = ['climbs', 'absolute', 'chain'].includes(how)
  const moved = isOut ? outside : join(root, 'data', name)
  mkdirSync(dirname(moved), { recursive: true })
  if (existsSync(join(root, place)) && lstatSync(join(root, place)).isSymbolicLink()) return
  if (existsSync(join(root, place))) renameSync(join(root, place), moved)
  else if (how !== 'dangling') makeLike(place, moved)
  if (isOut) leaveSecret(moved)
  const climbing = [...up.slice(1), 'outside', name].join('/')
  if (how === 'chain') symlinkSync(`${'../'.repeat(1)}outside/${name}`, join(root, `hop${name}`))
  const targets = { climbs: climbing, absolute: outside, chain: `/hop${name}`, inside: `/data/${name}` }
  symlinkSync({ ...targets, loop: place, dangling: `/nowhere${name}/at/all` }[how], join(root, place))
}

/** Whether a folder, as far as it is there, is reached without any link. */
function isOwnFolder(root: string, path: string): boolean {
  if (path === '/') return true
  if (!existsSync(join(root, path))) return isOwnFolder(root, dirname(path)) && !isLink(join(root, path))
  return realpathSync(join(root, path)) === realpathSync(root) + path
}

function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true
}

function makeLike(place: string, moved: string): void {
  if (/ifcfg-|\.conf$/.test(place))
    writeFileSync(moved, place.includes('ifcfg-') ? `DEVICE=${place.split('-')[2]}\n` : '')
  else mkdirSync(moved)
}

function leaveSecret(moved: string): void {
  const file = join(moved, 'ifcfg-eth0')
  if (!lstatSync(moved).isDirectory()) appendFileSync(moved, `\n# ${secret}\n`)
  else if (!isLink(file)) writeFileSync(file, `DEVICE=eth0\nNAME=${secret}\n`)
}

/** The paths of a trace of strace that lie in a folder but not in its root, once links are followed. */
export function strays(trace: string, folder: string): readonly string[] {
  const root = join(folder, 'root')
  const found = new Set<string>()
  for (const line of readFileSync(trace, 'latin1').split('\n')) {
    if (!line.includes(`"${folder}/`) && !line.includes(`<${folder}/`)) continue
    // What readlink answers is no path that it has followed.
    for (const [, quoted, opened] of line
      .replace(/(readlink\(.*?"), ".*/, '$1')
      .matchAll(/"((?:[^"\\]|\\.)*)"|<([^>]*)>/g)) {
      const path = quoted ?? opened ?? ''
      if (path.startsWith(`${folder}/`) && !isWithin(root, path)) found.add(line)
    }
  }
  return [...found].filter(line => !/\/args[^/"]*\.json/.test(line))
}

/** Whether the folder that a path lies in is in the root, or the next one above it that there is. */
function isWithin(root: string, named: string): boolean {
  const path = named.replace(/\/+$/, '')
  if (path === root) return true
  if (!path.startsWith(`${root}/`) || path.split('/').includes('..')) return false
  let parent = dirname(path)
  while (!existsSync(parent)) parent = dirname(parent)
  const real = realpathSync(parent)
  return real === root || real.startsWith(`${root}/`)
}

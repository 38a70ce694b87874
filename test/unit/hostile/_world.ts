import type { FileChange } from '../../../modules/lib/change/file-change.ts'
import { backupPath } from '../../../modules/lib/host/apply-files.ts'
import type { Host } from '../../../modules/lib/host/host.ts'
import { textToBytes } from '../../../modules/lib/host/text.ts'
import { newToken, temporaryPath } from '../../../modules/lib/host/write-file.ts'
import { system } from '../../../modules/system/node.ts'

/** A host in memory: texts of files by their paths; a folder is what a path lies in. */
export type World = Map<string, string>

/** What modules may look at or write; anything else is a path that left its place. */
const places =
  /^(?:\/etc\/(?:sysconfig|iproute2|modprobe\.d|\.?modprobe\.conf\S*|udev|NetworkManager)|\/run|\/usr|\/lib|\/sbin|\/proc|\/sys)(?:\/|$)/

const stage: { world: World; looked: string[]; wrote: string[] } = { world: new Map(), looked: [], wrote: [] }

/** The world in which the next module runs, and what it is seen doing there. */
export function current(world: World): { readonly looked: readonly string[]; readonly wrote: readonly string[] } {
  Object.assign(stage, { world, looked: [], wrote: [] })
  return stage
}

/** What `createHost` gives in such a world. Every path that it is asked for is noted, one outside of its places is an error. */
export function memoryHost(root: string): Host {
  const { world } = stage
  const texts = new Map<string, string | undefined>()
  const isFolder = (path: string) => [...world.keys()].some(name => name.startsWith(`${path}/`))
  const typeOf = (path: string) => (world.has(path) ? 'file' : isFolder(path) ? 'folder' : undefined)
  return {
    root,
    readText(path) {
      look(path)
      if (!texts.has(path)) texts.set(path, world.get(path))
      return texts.get(path)
    },
    list(path) {
      look(path)
      const names = [...world.keys()].filter(name => name.startsWith(`${path}/`))
      return [...new Set(names.map(name => name.slice(path.length + 1).split('/')[0] ?? ''))].sort()
    },
    fileType: path => typeOf(look(path)),
    linkCount: path => (typeOf(look(path)) === 'file' ? 1 : 0),
    realPath: path => (typeOf(look(path)) === undefined ? undefined : path),
    apply(files, { backup }) {
      for (const file of files) write(world, file, backup)
    },
    missingFolders: files => {
      for (const { path } of files) check(path)
      return []
    },
    backupPath
  }
}

function write(world: World, { path, before, after }: FileChange, backup: boolean): void {
  if (before === after) return
  stage.wrote.push(check(path))
  check(temporaryPath(path, newToken()))
  if (world.get(path) !== before) throw new Error(`${path} is written over another text than it has`)
  if (backup && before !== undefined) world.set(check(backupPath(path, before)), before)
  if (after === undefined) world.delete(path)
  else if (system.decode(textToBytes(after)) === after) world.set(path, after)
  else throw new Error(`${path} would not be read as it is written: ${JSON.stringify(after)}`)
}

function look(path: string): string {
  stage.looked.push(path)
  return check(path)
}

function check(path: string): string {
  if (!places.test(path) || path.includes('\0') || /\/\.{0,2}(?:\/|$)/.test(path))
    throw new Error(`${JSON.stringify(path)} is a path that no module has to do with`)
  if (path.split('/').some(name => textToBytes(name).length > 255)) throw new Error(`${path} is too long for a name`)
  return path
}

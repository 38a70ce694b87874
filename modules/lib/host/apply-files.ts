// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { system } from '#system'
import type { FileChange } from '../change/file-change.ts'
import { errnoOf } from '../errors.ts'
import type { ApplyOptions } from './host.ts'
import { withIoErrors } from './io-error.ts'
import { readBytes } from './read-file.ts'
import { baseName, folderOf, fsPath, resolvePath } from './root-path.ts'
import { type FileTarget, inspectTargets, verifyUnchanged } from './target.ts'
import { textToBytes } from './text.ts'
import { type UndoStep, undoAll } from './undo-log.ts'
import { commitStaged, discardStaged, newToken, type StagedFile, stageFile, syncFolder } from './write-file.ts'

/**
 * Writes the changed files: folders, backups, every new text under a temporary name, then one rename or removal after the other.
 * What a full disk or a missing right forbids thus shows before the first file changes; on any failure all is put back.
 */
export function applyFiles(root: string, files: readonly FileChange[], options: ApplyOptions): void {
  const targets = inspectTargets(root, files)
  const undo: UndoStep[] = []
  try {
    for (const folder of missingFolders(root, files)) makeFolder(root, folder, undo)
    const writing = { root, token: options.token ?? newToken(), undo }
    if (options.backup) for (const target of targets) backUp(writing, target)
    const staged = targets.map(target => stage(writing, target))
    targets.forEach((target, index) => {
      put(writing, target, staged[index])
    })
  } catch (error) {
    throw undoAll(undo, error)
  }
}

/** What all parts of one run share. */
interface Writing {
  readonly root: string
  readonly token: string
  readonly undo: UndoStep[]
}

/** The folders that the changed files still need, outermost first, each once. */
export function missingFolders(root: string, files: readonly FileChange[]): readonly string[] {
  const found = new Set<string>()
  for (const { path, before, after } of files) {
    if (after === undefined || after === before) continue
    for (const folder of resolvePath(root, path).missing.slice(0, -1)) found.add(folder)
  }
  return [...found]
}

/** Where the backup of a file with this text lies: `~` is a suffix that every reader of these folders skips. */
export function backupPath(path: string, text: string): string {
  return `${path}.${system.sha256(textToBytes(text)).slice(0, 8)}~`
}

function makeFolder(root: string, path: string, undo: UndoStep[]): void {
  const folder = fsPath(root, path)
  withIoErrors('make the folder', path, () => {
    system.mkdir(folder, 0o755)
    undo.push({ path, kind: 'aid', run: () => ignoring(['ENOENT', 'ENOTEMPTY'], () => system.rmdir(folder)) })
    // mkdir's mode is narrowed by the umask, which is 077 on hardened hosts.
    system.chmod(folder, 0o755)
    syncFolder(root, folderOf(path))
  })
}

function backUp({ root, token, undo }: Writing, { change, attributes }: FileTarget): void {
  if (change.before === undefined) return
  const copy = backupPath(change.path, change.before)
  const { path: place } = resolvePath(root, `${folderOf(change.path)}/${baseName(copy)}`)
  const present = readBytes(root, place)
  if (present !== undefined && system.decode(present) === change.before) return
  withIoErrors('write the backup', copy, () => {
    const bytes = textToBytes(change.before ?? '')
    const staged = stageFile(root, place, { ...attributes, bytes, token })
    undo.push({ path: copy, kind: 'aid', run: () => discardStaged(staged) })
    commitStaged(staged)
    undo.push({ path: copy, kind: 'aid', run: () => system.unlink(fsPath(root, place)) })
    syncFolder(root, folderOf(place))
  })
}

function stage({ root, token, undo }: Writing, { change, path, attributes }: FileTarget): StagedFile | undefined {
  const { after } = change
  if (after === undefined) return undefined
  return withIoErrors('write', change.path, () => {
    const staged = stageFile(root, path, { ...attributes, bytes: textToBytes(after), token })
    undo.push({ path: change.path, kind: 'aid', run: () => discardStaged(staged) })
    return staged
  })
}

function put(writing: Writing, target: FileTarget, staged: StagedFile | undefined): void {
  const { root, undo } = writing
  const { change, path } = target
  verifyUnchanged(root, target)
  withIoErrors(staged === undefined ? 'remove' : 'replace', change.path, () => {
    if (staged === undefined) system.unlink(fsPath(root, path))
    else commitStaged(staged)
    undo.push({ path: change.path, kind: 'file', run: () => restore(writing, target) })
    syncFolder(root, folderOf(path))
  })
}

function restore({ root, token }: Writing, { change, path, attributes, link }: FileTarget): void {
  if (link !== undefined) system.symlink(link, fsPath(root, path))
  else if (change.before === undefined) system.unlink(fsPath(root, path))
  else commitStaged(stageFile(root, path, { ...attributes, bytes: textToBytes(change.before), token }))
  syncFolder(root, folderOf(path))
}

function ignoring(codes: readonly string[], run: () => void): void {
  try {
    run()
  } catch (error) {
    if (!codes.includes(errnoOf(error) ?? '')) throw error
  }
}

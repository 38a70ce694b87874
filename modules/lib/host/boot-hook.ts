// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { system } from '#system'
import { type BootHookFile, bootHookFiles, type InitSystem } from '../change/boot-hook.ts'
import { withIoErrors } from './io-error.ts'
import { lstat } from './lstat.ts'
import { readTextAt } from './read-file.ts'
import { folderOf, fsPath } from './root-path.ts'
import { textToBytes } from './text.ts'
import { commitStaged, stageFile, syncFolder, temporaryPath } from './write-file.ts'

/**
 * The paths of the boot hook that this host gets, in the order of removal, with those that a run which is killed may leave; [] on
 * a host that is booted by nothing we know.
 */
export function plannedBootHook(revertPath: string): readonly string[] {
  const paths = hookOf(revertPath)
    .map(({ path }) => path)
    .reverse()
  return [...paths, ...paths.map(path => temporaryPath(path, token))]
}

/** Of the temporary names: always the same, so that the journal can list them. Whoever writes the hook holds the lock. */
const token = 'hook'

/**
 * Makes the running host undo a change when it boots before that was confirmed. What is there already is left as it is, but
 * for the hook of another change. Throws ModuleError('io').
 */
export function installBootHook(revertPath: string): void {
  for (const file of hookOf(revertPath)) withIoErrors('write the boot hook', file.path, () => install(file))
}

function hookOf(revertPath: string): readonly BootHookFile[] {
  const init = initSystem()
  return init === undefined ? [] : bootHookFiles(init, revertPath)
}

/** systemd as sd_booted(3) tells it; else whether a SysV init reads /etc/rc.d, as that of EL6 does. */
function initSystem(): InitSystem | undefined {
  if (isFolder('/run/systemd/system')) return 'systemd'
  return isFolder('/etc/rc.d/rc3.d') ? 'sysv' : undefined
}

function isFolder(path: string): boolean {
  const stats = lstat(fsPath('/', path))
  return stats?.type === 'folder'
}

function install(file: BootHookFile): void {
  if (isInPlace(file)) return
  const folder = folderOf(file.path)
  if (!isFolder(folder)) {
    system.mkdir(folder, 0o755)
    // mkdir's mode is narrowed by the umask, which is 077 on hardened hosts.
    system.chmod(folder, 0o755)
    syncFolder('/', folderOf(folder))
  }
  const left = temporaryPath(file.path, token)
  if (lstat(fsPath('/', left)) !== undefined) system.unlink(left)
  if (file.link === undefined)
    commitStaged(stageFile('/', file.path, { mode: file.mode, bytes: textToBytes(textOf(file)), token }))
  else replaceLink(file.path, file.link)
  syncFolder('/', folder)
}

function isInPlace(file: BootHookFile): boolean {
  const stats = lstat(fsPath('/', file.path))
  if (stats === undefined) return false
  if (file.link !== undefined) return stats.type === 'link' && system.readlink(file.path) === file.link
  return stats.type === 'file' && stats.mode === file.mode && readTextAt(file.path) === textOf(file)
}

function textOf({ text }: BootHookFile): string {
  return text ?? ''
}

function replaceLink(path: string, target: string): void {
  const temporary = temporaryPath(path, token)
  system.symlink(target, temporary)
  try {
    system.rename(temporary, path)
  } catch (error) {
    system.unlink(temporary)
    throw error
  }
}

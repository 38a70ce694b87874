// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

import type { ModprobeAliasArguments } from '#generated/modprobe_alias'
import { wordProblem } from '../../modprobe/alias-messages.ts'

const folder = '/etc/modprobe.d/'
/** A name of 255 bytes is the most that a file system takes; backups and temporary files have longer ones. */
const maxName = 230

/** The path of a file in /etc/modprobe.d that was given by path or by name. */
export function modprobePath(file: string): string {
  return file.includes('/') ? file : `${folder}${file}`
}

/** Whether modprobe would read such a file: *.conf, not hidden, right in its folder (conf_files_filter_out() in libkmod). */
export function checkModprobeFile(option: string, file: string | undefined): readonly string[] {
  if (file === undefined) return []
  const path = modprobePath(file)
  const name = path.slice(folder.length)
  return path.startsWith(folder) &&
    /^[A-Za-z0-9_+@%,:=-][A-Za-z0-9_.+@%,:=-]*\.conf$/.test(name) &&
    name.length <= maxName
    ? []
    : [
        `${option}: ${JSON.stringify(file)} is refused, modprobe reads files /etc/modprobe.d/<name>.conf; give such a path or name, of at most ${maxName} characters`
      ]
}

/** What is wrong with the arguments of the module modprobe_alias in themselves. */
export function checkModprobeAlias({ alias, module, file }: Partial<ModprobeAliasArguments>): readonly string[] {
  const words = [
    alias === undefined ? undefined : wordProblem('alias', alias),
    module === undefined ? undefined : wordProblem('module', module)
  ]
  return [
    ...words.filter((problem): problem is string => problem !== undefined),
    ...(file === undefined ? checkFileNamedBy('alias', alias) : checkModprobeFile('file', file))
  ]
}

/** Whether a word can give a file of its own its name. */
export function checkFileNamedBy(option: string, word: string | undefined): readonly string[] {
  return (word ?? '').length > maxName - '.conf'.length
    ? [`${option}: is too long to give a file its name; name the file that it shall stand in (file)`]
    : []
}

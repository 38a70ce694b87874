// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import * as native from 'native'
import type { System } from './system.ts'

/** QuickJS-ng in the program: all of it is the C layer (`program/`), bound once instead of at every use. */
export const system: System = { ...native, carriedArguments: undefined, programPath }

function programPath(): string | undefined {
  try {
    return native.readlink('/proc/self/exe')
  } catch {
    return undefined
  }
}

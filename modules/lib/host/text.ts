// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { system } from '#system'
import { ModuleError } from '../errors.ts'

/** Text as the bytes of a file. Throws ModuleError('invalid-argument') where no file can hold it. */
export function textToBytes(text: string): Uint8Array {
  try {
    return system.encode(text)
  } catch (error) {
    if (error instanceof RangeError) checkEncodable(text)
    throw error
  }
}

/** Throws ModuleError('invalid-argument') for a lone surrogate that stands for no byte, see `System`: no encoding holds it. */
export function checkEncodable(text: string): void {
  const [surrogate] = /[\ud800-\udc7f\udd00-\udfff]/u.exec(text) ?? []
  if (surrogate === undefined) return
  const name = `U+${surrogate.charCodeAt(0).toString(16).toUpperCase()}`
  throw new ModuleError('invalid-argument', [
    `the text holds the lone surrogate ${name}, which no file can hold; remove it`
  ])
}

// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import fs from 'fs'
import { sleep } from '../sleep.ts'

/**
 * Writes a value to standard output as one line of JSON. Only ASCII leaves: the controller cuts its input at U+0085,
 * U+2028 and U+2029 also inside strings, and ansible-core 2.22 refuses lone surrogates, which become U+FFFD.
 */
export function writeResult(result: unknown): void {
  writeAll(1, Buffer.from(`${asciiJson(result)}\n`, 'latin1'))
}

/** JSON in ASCII; every other character is a `\u` escape. */
export function asciiJson(value: unknown): string {
  const json = JSON.stringify(value, (_, item: unknown) => (typeof item === 'string' ? wellFormed(item) : item))
  return json.replace(/[\x7f-\uffff]/g, char => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

function wellFormed(text: string): string {
  return text.replace(/[\ud800-\udbff][\udc00-\udfff]|[\ud800-\udfff]/g, match =>
    match.length === 2 ? match : '\ufffd'
  )
}

/** A pipe that is full (EAGAIN) is waited for; a reader that is gone (EPIPE) has lost interest, which is no failure. */
function writeAll(fd: number, bytes: Buffer): void {
  for (let written = 0; written < bytes.length; ) {
    try {
      written += fs.writeSync(fd, bytes, written)
    } catch (error) {
      const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined
      if (code === 'EPIPE') return
      if (code !== 'EAGAIN') throw error
      sleep(5)
    }
  }
}

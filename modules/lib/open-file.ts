// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { system } from '#system'
import { errnoOf } from './errors.ts'

/** Opens a file for as long as something runs with its descriptor. */
export function withOpenFile<T>(path: string, flags: number, mode: number, use: (fd: number) => T): T {
  const fd = system.open(path, flags, mode)
  try {
    return use(fd)
  } finally {
    system.close(fd)
  }
}

/**
 * Reads up to the end of a file or pipe, but no further than one byte beyond `most`. Files of /proc and /sys report a size of 0,
 * so `likely` is only a guess.
 */
export function readToEnd(fd: number, likely = 0, most = Number.POSITIVE_INFINITY): Uint8Array {
  let bytes = new Uint8Array(Math.min(Math.max(likely, 4095), most) + 1)
  for (let size = 0; ; ) {
    const count = patiently(() => system.read(fd, bytes, size, bytes.length - size))
    size += count
    if (count === 0 || size > most) return bytes.subarray(0, size)
    if (size === bytes.length) bytes = enlarged(bytes, Math.min(size * 4, most + 1))
  }
}

/** Writes all bytes, however many calls that takes. */
export function writeAll(fd: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length; ) {
    done += patiently(() => system.write(fd, bytes, done, bytes.length - done))
  }
}

/** Waits for a pipe that is full or empty at the moment, where whoever shares it has made it non-blocking (EAGAIN). */
function patiently(call: () => number): number {
  for (;;) {
    try {
      return call()
    } catch (error) {
      if (errnoOf(error) !== 'EAGAIN') throw error
      system.sleep(5)
    }
  }
}

function enlarged(bytes: Uint8Array, room: number): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(room)
  larger.set(bytes)
  return larger
}

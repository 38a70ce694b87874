// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { ModuleError } from '../errors.ts'

/**
 * Bytes as text: UTF-8, where each byte that is not becomes the lone surrogate U+DC00 + byte (PEP 383).
 * `textToBytes` gives the same bytes back, whatever they are.
 */
export function bytesToText(bytes: Buffer): string {
  const text = bytes.toString('utf8')
  return text.includes('\ufffd') && !isSame(Buffer.from(text, 'utf8'), bytes) ? escapeBytes(bytes) : text
}

/** Text as bytes; a lone surrogate that stands for no byte is refused, since no encoding holds it. */
export function textToBytes(text: string): Buffer {
  if (!/\p{Surrogate}/u.test(text)) return Buffer.from(text, 'utf8')
  const parts = text.split(/(\p{Surrogate})/u).map(part => partToBytes(part).toString('latin1'))
  return Buffer.from(parts.join(''), 'latin1')
}

/** Whether two files hold the same bytes. */
export function isSame(first: Buffer, second: Buffer): boolean {
  return first.length === second.length && first.toString('latin1') === second.toString('latin1')
}

function partToBytes(part: string): Buffer {
  const code = part.charCodeAt(0)
  if (!/^\p{Surrogate}$/u.test(part)) return Buffer.from(part, 'utf8')
  if (code >= 0xdc80 && code <= 0xdcff) return Buffer.from([code - 0xdc00])
  const name = `U+${code.toString(16).toUpperCase()}`
  throw new ModuleError('invalid-argument', [
    `the text holds the lone surrogate ${name}, which no file can hold; remove it`
  ])
}

function escapeBytes(bytes: Buffer): string {
  const parts: string[] = []
  for (let at = 0; at < bytes.length; ) {
    const length = sequenceLength(bytes, at)
    parts.push(length === 0 ? String.fromCharCode(0xdc00 + byteAt(bytes, at)) : bytes.toString('utf8', at, at + length))
    at += Math.max(length, 1)
  }
  return parts.join('')
}

/** The length of the well-formed sequence that begins here (Unicode, table 3-7), 0 where there is none. */
function sequenceLength(bytes: Buffer, at: number): number {
  const first = byteAt(bytes, at)
  if (first < 0x80) return 1
  const length = first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0
  const [low, high] = SECOND_BYTE[first] ?? [0x80, 0xbf]
  const second = byteAt(bytes, at + 1)
  if (second < low || second > high) return 0
  for (let index = at + 2; index < at + length; index += 1) {
    if (byteAt(bytes, index) >> 6 !== 2) return 0
  }
  return length
}

/** Lead bytes whose second byte is narrower than 80..BF: no overlong forms, no surrogates, nothing above U+10FFFF. */
const SECOND_BYTE: Readonly<Record<number, readonly [number, number]>> = {
  224: [0xa0, 0xbf],
  237: [0x80, 0x9f],
  240: [0x90, 0xbf],
  244: [0x80, 0x8f]
}

function byteAt(bytes: Buffer, at: number): number {
  return bytes[at] ?? 0
}

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bytesToText, textToBytes } from '../../../modules/lib/host/text.ts'

/** Bytes and what `bytes.decode('utf-8', 'surrogateescape')` of Python gives for them (PEP 383). */
const VECTORS: readonly (readonly [string, readonly number[], string])[] = [
  ['nothing', [], ''],
  ['ASCII', [0x41, 0x0d, 0x0a, 0x00], 'A\r\n\0'],
  ['UTF-8 of 2, 3 and 4 bytes', [0xc3, 0xa9, 0xe2, 0x82, 0xac, 0xf0, 0x9f, 0x92, 0xa9], 'é€💩'],
  ['a byte order mark', [0xef, 0xbb, 0xbf, 0x41], '\ufeffA'],
  ['a genuine U+FFFD', [0xef, 0xbf, 0xbd], '\ufffd'],
  ['a genuine U+FFFD beside a bad byte', [0xef, 0xbf, 0xbd, 0xff], '\ufffd\udcff'],
  ['Latin-1', [0x63, 0x61, 0x66, 0xe9, 0x0a], 'caf\udce9\n'],
  ['a lone continuation byte', [0x80, 0x41], '\udc80A'],
  ['a sequence cut short', [0xe2, 0x82], '\udce2\udc82'],
  ['a sequence cut short by a letter', [0xe2, 0x82, 0x41], '\udce2\udc82A'],
  ['an overlong form of 2 bytes', [0xc0, 0xaf], '\udcc0\udcaf'],
  ['an overlong form of 3 bytes', [0xe0, 0x9f, 0xbf], '\udce0\udc9f\udcbf'],
  ['an overlong form of 4 bytes', [0xf0, 0x8f, 0xbf, 0xbf], '\udcf0\udc8f\udcbf\udcbf'],
  ['an encoded surrogate', [0xed, 0xb2, 0x80], '\udced\udcb2\udc80'],
  ['the last before the surrogates', [0xed, 0x9f, 0xbf, 0xff], '\ud7ff\udcff'],
  ['the last code point', [0xf4, 0x8f, 0xbf, 0xbf, 0xff], '\u{10ffff}\udcff'],
  ['beyond the last code point', [0xf4, 0x90, 0x80, 0x80], '\udcf4\udc90\udc80\udc80'],
  ['bytes that begin no sequence', [0xf5, 0xfe, 0xff], '\udcf5\udcfe\udcff']
]

describe('bytesToText and textToBytes', () => {
  test.each(VECTORS)('%s', (_, bytes, text) => {
    expect(bytesToText(Buffer.from(bytes))).toBe(text)
    expect([...textToBytes(text)]).toEqual(bytes)
  })

  test('all bytes come back', () => {
    const dense = fc.array(
      fc.constantFrom(0x41, 0x80, 0xbf, 0xc3, 0xe0, 0xed, 0xa0, 0xef, 0xbb, 0xf0, 0xf4, 0x90, 0xff)
    )
    fc.assert(
      fc.property(fc.oneof(dense, fc.array(fc.integer({ min: 0, max: 255 }))), bytes => {
        expect([...textToBytes(bytesToText(Buffer.from(bytes)))]).toEqual(bytes)
      })
    )
  })

  test('bytes that are UTF-8 are what TextDecoder says', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 20 }), text => {
        const bytes = Buffer.from(text, 'utf8')
        expect(bytesToText(bytes)).toBe(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes))
      })
    )
  })

  test.each(['\ud800', 'a\udbffb', '\udc7f', '\udd00'])('no bytes for %j', text => {
    expect(() => textToBytes(text)).toThrow(/lone surrogate U\+D[0-9A-F]{3}, which no file can hold/)
  })
})

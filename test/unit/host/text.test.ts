import { describe, expect, test } from 'vitest'
import { checkEncodable, textToBytes } from '../../../modules/lib/host/text.ts'

describe('textToBytes', () => {
  test('a byte that is not UTF-8 is itself again', () => {
    expect([...textToBytes('é\udcff\udce9')]).toEqual([0xc3, 0xa9, 0xff, 0xe9])
  })

  test.each(['\ud800', 'a\udbffb', '\udc7f', '\udd00', '\ud83d \ude00'])('no bytes for %j', text => {
    expect(() => textToBytes(text)).toThrow(/lone surrogate U\+D[0-9A-F]{3}, which no file can hold/)
    expect(() => checkEncodable(text)).toThrow(/lone surrogate U\+D[0-9A-F]{3}, which no file can hold/)
  })

  test.each(['', 'ä', '💩', '\ufffd', '\udc80\udcff'])('%j can be encoded', text => {
    expect(() => checkEncodable(text)).not.toThrow()
  })
})

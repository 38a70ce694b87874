import { describe, expect, test } from 'vitest'
import { masked, secretsIn } from '../../../modules/lib/ansible/mask.ts'
import { holdsSecret, isSecretKey } from '../../../modules/lib/secret-text.ts'

const placeholder = 'VALUE_SPECIFIED_IN_NO_LOG_PARAMETER'

describe('keys', () => {
  test.each([
    'KEY',
    'KEY1',
    'KEY4',
    'KEY_PASSPHRASE1',
    'WPA_PSK',
    'PASSWORD',
    'IEEE_8021X_PASSWORD',
    'IEEE_8021X_PRIVATE_KEY_PASSWORD',
    'IEEE_8021X_PIN',
    'MACSEC_MKA_CAK',
    'CLIENT_SECRET'
  ])('%s is secret', key => {
    expect(isSecretKey(key)).toBe(true)
  })

  test.each([
    'KEY_MGMT',
    'DEFAULTKEY',
    'IEEE_8021X_PASSWORD_FLAGS',
    'IEEE_8021X_PRIVATE_KEY',
    'SPINE',
    'HWADDR',
    'ad_user_port_key',
    'name',
    ''
  ])('%s is not', key => {
    expect(isSecretKey(key)).toBe(false)
  })
})

describe('secrets', () => {
  test('are found under their keys and in assignments, at any depth', () => {
    const value = { a: [{ KEY: 12345, WPA_PSK: 'one' }], text: 'X=1\n export KEY1="two words" \nKEY2=\'s:x\'\n' }
    expect(new Set(secretsIn(value))).toEqual(new Set(['12345', 'one', '"two words" ', 'two words', "'s:x'", 's:x']))
  })

  test('are replaced everywhere, the longest first', () => {
    const masking = masked({ a: 'abc abcdef', b: ['abc'], c: 5 }, ['abc', 'abcdef'])
    expect(masking).toEqual({ a: `${placeholder} ${placeholder}`, b: [placeholder], c: 5 })
  })

  test('are replaced where a message quotes them as JSON', () => {
    expect(masked('refused: "a\\"b\\\\c"', ['a"b\\c'])).toBe(`refused: "${placeholder}"`)
  })

  test('of one or two letters go at their key only', () => {
    const value = { KEY: '1', KEY1: 'ab', text: 'KEY=1\nIPADDR=10.1.1.1 ab' }
    expect(masked(value, secretsIn(value))).toEqual({
      KEY: placeholder,
      KEY1: placeholder,
      text: `KEY=${placeholder}\nIPADDR=10.1.1.1 ab`
    })
  })

  test('an empty one tears nothing apart, null stays null', () => {
    const value = { KEY: '', KEY1: null, text: 'abc' }
    expect(masked(value, secretsIn(value))).toEqual({ KEY: placeholder, KEY1: null, text: 'abc' })
  })

  test.each([
    ['behind a comment sign', '# WPA_PSK=old one\nA=1\n', ['old one'], `# WPA_PSK=${placeholder}\nA=1\n`],
    ['appended', 'KEY=abc\nKEY+=def\nA=1', ['abc', 'def'], `KEY=${placeholder}\nKEY+=${placeholder}\nA=1`],
    ['continued', 'KEY=abc\\\ndef\nA=1', ['abcdef'], `KEY=${placeholder}\nA=1`],
    ['with a line in its quotes', 'KEY="abc\ndef"\nA=1', ['abc\ndef'], `KEY=${placeholder}\nA=1`],
    ['one of several', 'A=1 KEY=abc B=2\nB=3', ['abc'], `A=1 KEY=${placeholder}\nB=3`],
    ['behind another command', 'true;KEY=abc\n', ['abc'], `true;KEY=${placeholder}\n`],
    ['in an array', 'KEY[1]=abc\n', ['abc'], `KEY[1]=${placeholder}\n`],
    ['in pieces', `KEY=a"b c"'d'\\e\n`, ['ab cde'], `KEY=${placeholder}\n`],
    ['an apostrophe in a comment', "# KEY=it's\nA='x'\n", ["it's"], `# KEY=${placeholder}\nA='x'\n`]
  ])('%s', (_, text, values, after) => {
    expect(secretsIn(text)).toEqual(expect.arrayContaining([...values]))
    expect(masked(text, [])).toBe(after)
  })

  test('of the wrong type are found too', () => {
    expect(new Set(secretsIn({ WPA_PSK: ['abcd', { x: 'efgh' }, 12345] }))).toEqual(new Set(['abcd', 'efgh', '12345']))
  })

  test.each([
    ['KEY=abc', true],
    ['A=1\n#KEY=abc\n', true],
    ['KEY=\nKEY_MGMT=WPA-PSK\n', false],
    ['DEVICE=eth0\n', false]
  ])('%j holds one: %s', (text, holds) => {
    expect(holdsSecret(text)).toBe(holds)
  })

  test('line ends stay as they are', () => {
    expect(masked('KEY=abc\r\nB=1\r\n', [])).toBe(`KEY=${placeholder}\r\nB=1\r\n`)
  })
})

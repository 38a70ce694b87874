import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as formats from '../../../modules/lib/bonding/address-formats.ts'

const octet = '(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])'
const ipv4 = `${octet}(?:\\.${octet}){3}`
const h16 = '[0-9A-Fa-f]{1,4}'
/** RFC 4291 section 2.2, every place in which `::` may stand, with an IPv4 tail or without. */
const ipv6 = [
  `(?:${h16}:){7}(?:${h16}|:)`,
  `(?:${h16}:){6}(?:${ipv4}|:${h16}|:)`,
  `(?:${h16}:){5}(?::${ipv4}|(?::${h16}){1,2}|:)`,
  `(?:${h16}:){4}(?:(?::${h16}){0,1}:${ipv4}|(?::${h16}){1,3}|:)`,
  `(?:${h16}:){3}(?:(?::${h16}){0,2}:${ipv4}|(?::${h16}){1,4}|:)`,
  `(?:${h16}:){2}(?:(?::${h16}){0,3}:${ipv4}|(?::${h16}){1,5}|:)`,
  `(?:${h16}:){1}(?:(?::${h16}){0,4}:${ipv4}|(?::${h16}){1,6}|:)`,
  `:(?:(?::${h16}){0,5}:${ipv4}|(?::${h16}){1,7}|:)`
].join('|')
const length4 = '(?:3[0-2]|[12]?[0-9])'
const length6 = '(?:12[0-8]|1[01][0-9]|[1-9]?[0-9])'

/** What each format is, as one regular expression. */
const expressions: { readonly [format in keyof typeof formats]: string } = {
  ipv4Host: `(?!0\\.0\\.0\\.0$)(?!255\\.255\\.255\\.255$)(?:${ipv4})`,
  ip: `(?!0\\.0\\.0\\.0$)(?:${ipv4}|${ipv6})`,
  ipv6: `(?:${ipv6})`,
  ipv4Interface: `(?!0\\.0\\.0\\.0/)(?!255\\.255\\.255\\.255/)(?:${ipv4})/(?!0)${length4}`,
  routeTo: `(?:default|(?:${ipv4})(?:/${length4})?|(?:${ipv6})(?:/${length6})?)`,
  network: `(?:(?:${ipv4})(?:/${length4})?|(?:${ipv6})(?:/${length6})?)`,
  ipv6Interface: `(?:${ipv6})(?:/${length6})?`,
  ipv6Gateway: `(?:${ipv6})(?:%[A-Za-z0-9_][A-Za-z0-9_.-]{0,14})?`,
  pingTarget: `(?!0\\.0\\.0\\.0$)(?:none|${ipv4}|${ipv6})`
}

const group = fc.constantFrom('0', '1', 'db8', 'FFFF', '12345', '', 'g', '10.0.0.138', '1.2.3')
const length = fc.constantFrom(
  '',
  '/0',
  '/00',
  '/8',
  '/32',
  '/33',
  '/64',
  '/128',
  '/129',
  '/',
  '%eth0',
  '%',
  '%a%b',
  '\n'
)
const octets = fc.array(fc.constantFrom('0', '1', '01', '255', '256', ''), { minLength: 3, maxLength: 5 })
const text = fc.oneof(
  fc.string(),
  fc.constantFrom('default', 'none', '::', ':', ':::', '1::', '::1', '0.0.0.0', '255.255.255.255', 'any'),
  fc.ipV4(),
  fc.ipV6(),
  octets.map(parts => parts.join('.')),
  fc.array(group, { minLength: 2, maxLength: 9 }).map(parts => parts.join(':')),
  fc
    .tuple(fc.array(group, { maxLength: 8 }), fc.array(group, { maxLength: 8 }))
    .map(sides => sides.map(part => part.join(':')).join('::'))
)

describe('an address is one by the function as by the grammar of RFC 4291 written out', () => {
  test.each(Object.entries(formats))('%s', (name, isFormat) => {
    const judge = new RegExp(`^(?:${expressions[name as keyof typeof formats]})$`)
    const whole = fc.oneof(
      text,
      fc.tuple(fc.oneof(text, fc.ipV4(), fc.ipV6()), length).map(parts => parts.join(''))
    )
    let accepted = 0
    const verify = (given: string): void => {
      if (isFormat(given)) accepted++
      expect(isFormat(given)).toBe(judge.test(given))
    }
    fc.assert(fc.property(whole, verify), { numRuns: 10_000 })
    expect(accepted).toBeGreaterThan(50)
  })
})

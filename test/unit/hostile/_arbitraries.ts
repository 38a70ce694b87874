import fc from 'fast-check'
import { textToBytes } from '../../../modules/lib/host/text.ts'
import { system } from '../../../modules/system/node.ts'
import { writableValue } from '../ifcfg/shell-fragments.ts'

/** Present in one of `n` cases. */
export function oneIn<T>(n: number, arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.oneof({ weight: n - 1, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary })
}

/** Mostly the first, in one of `n` cases the other. */
export function mostly<T, U>(n: number, first: fc.Arbitrary<T>, other: fc.Arbitrary<U>): fc.Arbitrary<T | U> {
  return fc.oneof({ weight: n - 1, arbitrary: first }, { weight: 1, arbitrary: other })
}

/** A dict without the keys that are undefined. */
export function defined(record: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined))
}

/** Any UTF-16 text, lone surrogates too. */
export function anyText(maxLength: number): fc.Arbitrary<string> {
  const unit = fc.oneof(fc.integer({ min: 0, max: 255 }), fc.integer({ min: 0, max: 0xffff }))
  return fc.array(unit, { maxLength }).map(units => String.fromCharCode(...units))
}

/** The text as a file could hold it and would be read: a lone surrogate is no character of a file, but for those of bytes. */
export function fileText(text: string): string {
  return system.decode(textToBytes(text.replace(/(?![\udc80-\udcff])\p{Surrogate}/gu, '?')))
}

/** Texts that a shell would take amiss, or that end a line, a quote or a comment. No command in them does anything. */
export const hostileText = fc.oneof(
  fc.constantFrom(
    ...[
      '$(canary)',
      '`canary`',
      '"; canary; "',
      "'; canary; '",
      'a\ncanary',
      'a\r\nB=1',
      'x # y',
      '\\',
      'a\\',
      '"',
      "'"
    ],
    ...[
      '\x24{A:-$(canary)}',
      '$((a[$(canary)]))',
      '<(canary)',
      '~',
      '*',
      'a;canary',
      'a&canary',
      'a|canary',
      'a && canary'
    ],
    ...[
      '!canary',
      '$A',
      '\x24{IFS}',
      "$'\\n'",
      '\0',
      'a\0b',
      '\x1b[31m',
      '\u0085',
      '\u2028',
      '\ufeff',
      '\ud800',
      '\udcff',
      '\udc00'
    ],
    ...[
      'ünïcödé',
      '日本',
      '😀',
      ' x ',
      '\t',
      'DEVICE=eth9',
      '# DEVICE=eth9',
      'SLAVE=no',
      'TYPE=',
      'é\udca9',
      '__proto__',
      'constructor'
    ],
    ...[
      '../../../etc/passwd',
      '/etc/passwd',
      '..',
      '.',
      '-rf',
      '--',
      '%s%n',
      '{{ x }}',
      'yes',
      'no',
      '0',
      '-1',
      '1e3',
      '0x10',
      'null',
      ''
    ]
  ),
  anyText(12),
  writableValue,
  fc.string({ minLength: 1, maxLength: 3 }).map(text => text.repeat(2000))
)

/** Anything that JSON can hold. */
export const anyJson = fc.oneof(
  hostileText,
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom<unknown>(true, false, null, 0, -1, 1.5, 1e21, 2 ** 53, -(2 ** 31), [], {}, [null], [[]], { a: [] }),
  fc.integer()
)

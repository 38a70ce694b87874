import { expect, test } from 'vitest'
import { checkKeyName } from '../../../modules/lib/ifcfg/key-name.ts'

const FINE = [
  'DEVICE',
  'BONDING_OPTS',
  'IPADDR0',
  '_x',
  '__proto__',
  'a',
  'A'.repeat(255),
  'PATHX',
  'HOSTNAME',
  'LDAP',
  'PS5'
]

test.each(FINE)('%s is fine', key => {
  expect(checkKeyName(key)).toBeUndefined()
})

const REFUSED: readonly (readonly [string, string])[] = [
  ['', 'is empty'],
  ['A B', 'has a blank'],
  ['A\n', 'has a blank'],
  ['1A', 'begins with a digit'],
  ['A-B', 'has the character "-"'],
  ['A=', 'has the character "="'],
  ['É', 'has the character "É"'],
  ['A[0]', 'has the character "["'],
  ['A'.repeat(256), 'has 256 characters'],
  ...'PATH IFS ENV BASH_ENV BASHOPTS SHELLOPTS PS4 PROMPT_COMMAND UID RANDOM _'
    .split(' ')
    .map(key => [key, `is a variable of bash itself (${key})`] as const),
  ['LD_PRELOAD', 'is a variable of the dynamic loader (LD_PRELOAD)'],
  ['LC_ALL', 'is a variable of the locale (LC_ALL)'],
  ['CONFIG', "is a variable of the init scripts' own (CONFIG)"],
  ['REALDEVICE', "is a variable of the init scripts' own (REALDEVICE)"]
]

test.each(REFUSED)('%j is refused: %s', (key, reason) => {
  expect(checkKeyName(key)).toContain(reason)
})

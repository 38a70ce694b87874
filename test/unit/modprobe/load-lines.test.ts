import { describe, expect, test } from 'vitest'
import { findBlacklisted, findInstall, loadsNothing } from '../../../modules/lib/modprobe/load-lines.ts'
import type { ModprobeSource } from '../../../modules/lib/modprobe/read-sources.ts'
import { installOf, judgedBy, withoutModprobe } from './_modprobe.ts'

const etc = (text: string): readonly ModprobeSource[] => [{ path: '/etc/modprobe.d/a.conf', text, writable: true }]

const INSTALLS: readonly (readonly [string, string, string | undefined])[] = [
  ['a command', 'install bonding /bin/true\n', '/bin/true'],
  ['the first of two', 'install bonding /bin/a\ninstall bonding /bin/b\n', '/bin/a'],
  ['a wildcard that does not match', 'install bond? /bin/a\n', undefined],
  ['blanks and tabs', '\tinstall \t bonding \t /bin/a  b\t#c\n', '/bin/a  b\t#c'],
  ['no command', 'install bonding\n', undefined],
  ['a comment', '# install bonding /bin/a\n', undefined],
  ['a comment that swallows the line', '#\\\ninstall bonding /bin/a\n', undefined],
  ['a continuation', 'install bonding /bin/a \\\n  b\n', '/bin/a   b'],
  ['an alias of the name of the command', 'install bond0 /bin/a\nalias bond0 bonding\n', undefined],
  ['another module', 'install bonding2 /bin/a\n', undefined]
]

describe('findInstall', () => {
  test.each(INSTALLS)('%s', (_, text, command) => {
    expect(findInstall(etc(text), 'bonding')?.command).toBe(command)
  })

  test('a wildcard before the name itself, as for a module that is there (the guest has it)', () => {
    expect(findInstall(etc('install bond* /bin/a\ninstall bonding /bin/b\n'), 'bonding')?.command).toBe('/bin/a')
  })

  test.skipIf(withoutModprobe).each(INSTALLS)(`%s ${judgedBy}`, (_, text, command) => {
    expect(installOf(text, 'bonding')).toBe(command)
  })
})

test.each([
  ['/bin/true', true],
  ['/bin/false # off', true],
  ['true', true],
  [':', true],
  ['/usr/bin/true', true],
  ['/sbin/nologin', true],
  ['/bin/true; /sbin/modprobe -i bonding', false],
  ['/bin/false || /sbin/modprobe -i bonding', false],
  ['/bin/truely', false],
  ['/sbin/modprobe --ignore-install bonding', false]
])('a command that loads nothing: %s', (command, isNothing) => {
  expect(loadsNothing(command)).toBe(isNothing)
})

test('blacklist lines have no wildcards; - is _', () => {
  const sources = etc('blacklist bond*\nblacklist snd-pcm\nblacklist\nblacklist bonding # off\n')
  expect(findBlacklisted(sources, 'bonding').map(({ line }) => line)).toEqual([4])
  expect(findBlacklisted(sources, 'snd_pcm').map(({ line }) => line)).toEqual([2])
})

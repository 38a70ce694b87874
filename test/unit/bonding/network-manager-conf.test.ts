import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readKeyfiles } from '../../../modules/lib/bonding/keyfiles.ts'
import { readNetworkManagerConf } from '../../../modules/lib/bonding/network-manager-conf.ts'
import type { ReadHost } from '../../../modules/lib/host/host.ts'
import { hostWith } from './_files.ts'

const main = '/etc/NetworkManager/NetworkManager.conf'
const [lib, run, etc] = ['/usr/lib', '/run', '/etc'].map(folder => `${folder}/NetworkManager/conf.d`)

const bare = hostWith({})

/** The path of keyfiles in a main file alone. */
function pathIn(text: string): string | undefined {
  const host: ReadHost = { ...bare, list: () => [], fileType: () => 'file', readText: () => text }
  return readNetworkManagerConf(host, 'keyfile', 'path')
}

describe('the file that wins', () => {
  const set = (value: string): string => `[keyfile]\npath=${value}\n`

  test.each([
    ['no file', {}, undefined],
    ['the main file', { [main]: set('/a') }, '/a'],
    [
      'the main file over /usr/lib and /run',
      { [`${lib}/z.conf`]: set('/b'), [`${run}/z.conf`]: set('/c'), [main]: set('/a') },
      '/a'
    ],
    ['conf.d over the main file', { [main]: set('/a'), [`${etc}/0.conf`]: set('/b') }, '/b'],
    ['the last name', { [`${etc}/1.conf`]: set('/a'), [`${etc}/2.conf`]: set('/b') }, '/b'],
    ['/run over /usr/lib', { [`${lib}/9.conf`]: set('/a'), [`${run}/1.conf`]: set('/b') }, '/b'],
    ['/usr/lib where the later ones say nothing', { [`${lib}/a.conf`]: set('/a'), [main]: '[keyfile]\n' }, '/a'],
    [
      'a file of the same name hides the other whole',
      { [`${lib}/a.conf`]: set('/a'), [`${etc}/a.conf`]: '' },
      undefined
    ],
    ['other names are not read', { [`${etc}/a.conf.rpmsave`]: set('/a') }, undefined],
    ['a folder of that name is not read', { [`${etc}/a.conf/b`]: set('/a') }, undefined]
  ])('%s', (_, files, value) => {
    expect(readNetworkManagerConf(hostWith(files), 'keyfile', 'path')).toBe(value)
  })
})

describe('a text', () => {
  test.each([
    ['blanks around', '[keyfile]\n  path = /a b \n', '/a b'],
    ['comments', '# [keyfile]\n#path=/a\n;path=/b\n[keyfile]\n# path=/c\npath=/d\n', '/d'],
    ['another section', '[main]\npath=/a\n[keyfile]\nunmanaged-devices=none\n[x]\npath=/b\n', undefined],
    ['the section twice', '[keyfile]\npath=/a\n[main]\n[keyfile]\npath=/b\n', '/b'],
    ['an empty value', '[keyfile]\npath=\n', ''],
    ['a boolean is text', '[keyfile]\npath=true\n', 'true'],
    ['lines that end in CRLF', '[keyfile]\r\npath=/a\r\n', '/a'],
    [
      'sections with dots',
      '[.config]\nenable=true\n[connection.x]\na=1\n[keyfile.x]\npath=/a\n[keyfile]\npath=/b\n',
      '/b'
    ],
    ['a subsection is not a value', '[keyfile]\na=1\n[keyfile.path]\nx=1\n', undefined],
    ['names of methods', '[constructor]\n[__proto__]\npath=/a\n[toString]\nx=1\n', undefined],
    ['a text on which the reader fails', '[keyfile]\npath=/a\n[a]\nb=null\n[a.b.c]\nd=1\n', undefined]
  ])('%s', (_, text, value) => {
    expect(pathIn(text)).toBe(value)
  })

  test('whatever it is, never fails', () => {
    const piece = fc.constantFrom(
      '[',
      ']',
      'keyfile',
      'path',
      '=',
      '.',
      '\n',
      'null',
      '/a',
      '"',
      "'",
      '\\',
      ';',
      '#',
      '[]',
      'b'
    )
    const text = fc.oneof(
      fc.array(piece, { maxLength: 40 }).map(pieces => pieces.join('')),
      fc.string()
    )
    fc.assert(fc.property(text, each => ['undefined', 'string'].includes(typeof pathIn(each))))
  })
})

describe('keyfiles are read from', () => {
  const profile = '[connection]\ninterface-name=eth0\n'
  const places = [
    '/etc/NetworkManager/system-connections/a',
    '/srv/nm/b',
    '/run/NetworkManager/system-connections/c',
    '/d'
  ]
  const files = Object.fromEntries(places.map(place => [place, profile]))

  test.each([
    ['the default', 'path=true', ['a', 'c']],
    ['the folder of the configuration', 'path=/srv/nm/', ['b', 'c']],
    ['no folder of its own', 'path=', ['c']],
    ['the default for a relative path', 'path=srv/nm', ['a', 'c']],
    ['each folder once', 'path=/run/NetworkManager/system-connections', ['c']]
  ])('%s', (_, line, names) => {
    const host = hostWith({ ...files, [main]: `[keyfile]\n${line}\n` })
    expect(readKeyfiles(host).map(({ path }) => path.split('/').pop())).toEqual(names)
  })
})

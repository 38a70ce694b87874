import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import { describe, expect, test } from 'vitest'
import { noteTransaction } from '../../../modules/lib/host/journal/transaction.ts'
import { createHost } from '../../../modules/lib/host/node-host.ts'
import { attributesOf, giveAttributes, mayHaveAttributes } from '../../support/file-attributes.ts'
import { tempRoot } from './_temp-root.ts'

const tree = { '/etc/a': '1', '/etc/plain': '2', '/etc/gone': '3' } as const
const files = [
  { path: '/etc/a', before: '1', after: 'longer than it was' },
  { path: '/etc/plain', before: '2', after: '' },
  { path: '/etc/new', before: undefined, after: 'y' }
]

const mayMount = spawnSync('unshare', ['-m', 'true']).status === 0

describe.skipIf(!mayHaveAttributes)(
  'access control lists and extended attributes (needs python3 and a file system)',
  () => {
    test('a replaced file and its backup have those of the old one, a new file those of its folder', () => {
      const root = tempRoot(tree)
      fs.chmodSync(`${root}/etc/a`, 0o640)
      giveAttributes(`${root}/etc/a`)
      const given = attributesOf(`${root}/etc/a`)
      expect(Object.keys(given)).toEqual(['system.posix_acl_access', 'user.test'])
      const mode = fs.statSync(`${root}/etc/a`).mode
      createHost(root).apply(files, { backup: true })
      const names = fs.readdirSync(`${root}/etc`)
      expect(names).toEqual(['a', expect.stringMatching(/^a\.[0-9a-f]{8}~$/), 'gone', 'new', 'plain', names[5]])
      expect(names.map(name => attributesOf(`${root}/etc/${name}`))).toEqual([given, given, {}, {}, {}, {}])
      expect(fs.readFileSync(`${root}/etc/a`, 'utf8')).toBe('longer than it was')
      expect(fs.readFileSync(`${root}/etc/${names[1]}`, 'utf8')).toBe('1')
      expect(fs.statSync(`${root}/etc/a`).mode).toBe(mode)
    })

    test('the copies in the journal, from which a change is undone or put in place again, have them', () => {
      const root = tempRoot({ ...tree, '/journal': { folder: true } })
      giveAttributes(`${root}/etc/a`)
      const given = attributesOf(`${root}/etc/a`)
      noteTransaction({ root, folder: '/journal/1', files, backup: false, token: 'token' })
      const copies = fs.readdirSync(`${root}/journal/1`).filter(name => /^(old|new)-/.test(name))
      expect(copies).toEqual(['new-1', 'new-2', 'new-3', 'old-1', 'old-2'])
      expect(copies.map(name => attributesOf(`${root}/journal/1/${name}`))).toEqual([given, {}, {}, given, {}])
      expect(copies.map(name => fs.readFileSync(`${root}/journal/1/${name}`, 'utf8'))).toEqual([
        'longer than it was',
        '',
        'y',
        '1',
        '2'
      ])
    })

    test('a file that is put back on a failure has them too', () => {
      const root = tempRoot(tree)
      giveAttributes(`${root}/etc/a`)
      const given = attributesOf(`${root}/etc/a`)
      const meddling = {
        path: '/etc/plain',
        before: '2',
        get after() {
          return meddle(root)
        }
      }
      expect(() => createHost(root).apply([...files.slice(0, 1), meddling], { backup: false })).toThrow(
        'put back: /etc/a'
      )
      expect(fs.readFileSync(`${root}/etc/a`, 'utf8')).toBe('1')
      expect(attributesOf(`${root}/etc/a`)).toEqual(given)
    })

    test.skipIf(!mayMount)(
      'where they cannot be copied the run fails and nothing changes (needs root, unshare and mount)',
      () => {
        const root = tempRoot({ ...tree, '/bin/cp': '#!/bin/sh\necho "cp: out of order" >&2\nexit 1\n' })
        fs.chmodSync(`${root}/bin/cp`, 0o755)
        const script = `
      import { createHost } from '${process.cwd()}/modules/lib/host/node-host.ts'
      try { createHost('${root}').apply(${JSON.stringify(files.slice(0, 1))}, { backup: false }) } catch (error) { console.log(error.message) }`
        fs.writeFileSync(`${root}/run.ts`, script)
        const shell = 'mount --bind "$1/bin/cp" "$(command -v cp)" && exec "$2" --import tsx "$1/run.ts"'
        const { stdout } = spawnSync('unshare', ['-m', 'sh', '-c', shell, 'sh', root, process.execPath], {
          encoding: 'utf8'
        })
        expect(stdout).toBe(
          'cannot keep the access control list and extended attributes of /etc/a: cp: out of order; nothing has been changed\n'
        )
        expect(fs.readdirSync(`${root}/etc`)).toEqual(['a', 'gone', 'plain'])
      }
    )
  }
)

/** What somebody else does between the first look at the files and the moment when they are put in place. */
function meddle(root: string): string {
  if (fs.readdirSync(`${root}/etc`).some(name => name.endsWith('.tmp'))) fs.writeFileSync(`${root}/etc/plain`, 'theirs')
  return 'ours'
}

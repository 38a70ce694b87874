import fs from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { writePlain } from '../../../modules/lib/host/journal/durable.ts'
import { runModule } from '../../support/run-module.ts'
import { type Entry, snapshot, tempRoot } from '../host/_temp-root.ts'

/** Whoever made an image may have put a journal of this collection into it, as one that was cut off would look. */
const journal = '/var/lib/nic-bonding'
const change = `${journal}/made-up`
const rowOf = (file: string, number = '1'): string => `${number}\tabsent\tfile\t-\t-\t${file}\t/etc/x\n`
const wanted = rowOf('/etc/modprobe.d/x')

/** A scene of a host's own folder and an image, whose journal has these entries besides those of every change. */
function sceneOf(entries: Readonly<Record<string, Entry>>): string {
  const usual = {
    '/image/etc/sysconfig/network-scripts/ifup-eth': '',
    [`/image${change}/state`]: 'written\n',
    [`/image${change}/1/files`]: wanted,
    [`/image${change}/1/new-1`]: 'new\n'
  }
  return tempRoot({ '/host/secret': 'secret\n', '/host/folder': { folder: true }, ...usual, ...entries })
}

function runIn(scene: string): Readonly<Record<string, unknown>> {
  const root = path.join(scene, 'image')
  return runModule('bond', { name: 'bond0', ports: ['eth0'], mode: 1, miimon: 100, root }).result
}

test('a journal that was cut off is made whole, by no script that lies in it', () => {
  const scene = sceneOf({ '/image/etc/modprobe.d/x': 'new\n' })
  fs.writeFileSync(path.join(scene, 'image', change, 'revert'), `touch ${scene}/host/ran\n`, { mode: 0o755 })
  expect(runIn(scene)).toMatchObject({ changed: true })
  expect(fs.existsSync(path.join(scene, 'image/etc/modprobe.d/x'))).toBe(false)
  expect(fs.readdirSync(path.join(scene, 'host'))).toEqual(['folder', 'secret'])
})

const out = '/../host/secret'
test.each<readonly [string, Readonly<Record<string, Entry>>]>([
  ['a file outside', { [`/image${change}/1/files`]: rowOf(out) }],
  [
    'a file behind a link',
    { [`/image${change}/1/files`]: rowOf('/etc/out/secret'), '/image/etc/out': { link: '../../host' } }
  ],
  [
    'a row that the shell reads in another way',
    { [`/image${change}/1/files`]: wanted + rowOf(out, '2').replace('\t', '\t\t') }
  ],
  ['a copy outside', { [`/image${change}/1/files`]: wanted.replace(/^1/, '../../../../../../../host/secret') }],
  ['a temporary file outside', { [`/image${change}/1/temporary`]: `${out}\n` }],
  ['a folder outside', { [`/image${change}/1/folders`]: '/../host/folder\n' }],
  ['a boot hook outside', { [`/image${change}/hook`]: '/../host/folder\n' }],
  ['a table outside', { [`/image${change}/1/folders`]: { link: '/../host/secret' } }],
  ['a pipe', { [`/image${change}/1/temporary`]: { fifo: true } }]
])('a journal that names %s is refused, and nothing outside changes', (_, entries) => {
  const scene = sceneOf({ '/image/etc/modprobe.d/x': 'new\n', ...entries })
  const before = snapshot(scene)
  const { failed, msg, exception } = runIn(scene)
  expect([failed, exception]).toEqual([true, undefined])
  expect(msg).toMatch(/^\/var\/lib\/nic-bonding: .*; remove the folder after a look at what is in it$/)
  expect(snapshot(scene)).toEqual(before)
})

test.each([
  ['the folder of the change', change],
  ['the journal', journal]
])('%s may be a link, which is followed within the root', (_, place) => {
  const scene = sceneOf({ '/image/etc/modprobe.d/x': 'new\n' })
  const [moved, link] = [path.join(scene, 'image/moved'), path.join(scene, 'image', place)]
  fs.renameSync(link, moved)
  fs.symlinkSync('/../../moved', link)
  expect(runIn(scene)).toMatchObject({ changed: true })
})

test('a name of the journal that is a link is not written through', () => {
  const scene = sceneOf({ [`/image${journal}/claim`]: { link: '../../../../host/secret' } })
  expect(() => writePlain(path.join(scene, 'image'), `${journal}/claim`, 'mine')).toThrow('ELOOP')
  expect(fs.readFileSync(path.join(scene, 'host/secret'), 'utf8')).toBe('secret\n')
})

describe.skipIf(process.getuid?.() !== 0)('a journal of somebody else', () => {
  test.each([
    ['it belongs to user 1000', (folder: string) => fs.chownSync(folder, 1000, 1000)],
    ['others may write it', (folder: string) => fs.chmodSync(folder, 0o770)]
  ])('%s: refused, in check mode too', (says, make) => {
    const scene = sceneOf({})
    make(path.join(scene, 'image', journal))
    const before = snapshot(scene)
    const args = { name: 'bond0', ports: ['eth0'], mode: 1, miimon: 100, root: path.join(scene, 'image') }
    for (const _ansible_check_mode of [true, false]) {
      const { msg } = runModule('bond', { ...args, _ansible_check_mode }).result
      expect(msg).toContain(`/var/lib/nic-bonding: ${says}, so what this journal says is not carried out`)
    }
    expect(snapshot(scene)).toEqual(before)
  })
})

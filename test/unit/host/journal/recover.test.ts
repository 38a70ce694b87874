import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { nameLine, ownName } from '../../../../modules/lib/host/journal/process-name.ts'
import { recover } from '../../../../modules/lib/host/journal/recover.ts'
import { tempRoot } from '../_temp-root.ts'

const folder = '/var/lib/nic-bonding'
const own = ownName('a test')
const gone = spawnSync('true').pid

/** Which of these files of the journal are still there afterwards. */
function left(files: Readonly<Record<string, string>>): readonly string[] {
  const root = tempRoot(Object.fromEntries(Object.entries(files).map(([name, text]) => [`${folder}/${name}`, text])))
  recover(root)
  return fs.readdirSync(path.join(root, folder))
}

test.each([
  ['a decision', 'decision', 'revert not confirmed within 180 seconds\n'],
  ['the decision to keep', 'decision', 'confirmed\n'],
  ['a decision that is not written yet', 'decision', ''],
  ['a claim of the lock that is not written yet', '0', '']
])('%s stays while its process lives and goes with it', (_, kind, text) => {
  const name = `lock.tmp.${process.pid}.${kind}`
  expect(left({ [name]: text, [`lock.tmp.${gone}.${kind}`]: text })).toEqual([name])
})

test('a claim of the lock belongs to the process that its line names: the id may be used again', () => {
  const name = `lock.tmp.${process.pid}.${own.startTime}`
  expect(left({ [name]: nameLine(own) })).toEqual([name])
  expect(left({ [name]: nameLine({ ...own, startTime: '1' }) })).toEqual([])
})

test('the lock and its levels are not its business', () => {
  const line = nameLine({ ...own, pid: gone })
  expect(left({ lock: line, 'lock.1': line })).toEqual(['lock', 'lock.1'])
})

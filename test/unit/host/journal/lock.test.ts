import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { withLock } from '../../../../modules/lib/host/journal/lock.ts'
import { nameLine, ownName } from '../../../../modules/lib/host/journal/process-name.ts'
import { tempRoot } from '../_temp-root.ts'

const folder = 'var/lib/nic-bonding'

/** Takes the lock many times in a process of its own. */
function takeTurns(root: string, times: number): ChildProcess {
  const script = path.join(import.meta.dirname, '../fixtures/take-turns.ts')
  return spawn(process.execPath, ['--import', 'tsx', script, root, String(times)], {
    stdio: ['ignore', 'ignore', 'inherit']
  })
}

function leaveLock(root: string, name: string, line: string): void {
  fs.mkdirSync(path.join(root, folder), { recursive: true })
  fs.writeFileSync(path.join(root, folder, name), line)
}

const own = ownName('somebody')
const stale: readonly (readonly [string, string])[] = [
  ['of a process that is gone', nameLine({ ...own, pid: 4_000_000 })],
  ['of another process with the same id', nameLine({ ...own, startTime: '1' })],
  ['of another boot', nameLine({ ...own, bootId: '00000000-0000-0000-0000-000000000000' })]
]

test.each(stale)('a lock %s is taken over, and nothing is left behind', (_, line) => {
  const root = tempRoot({})
  leaveLock(root, 'lock', line)
  leaveLock(root, 'lock.1', line)
  expect(withLock(root, 'a test', () => fs.readdirSync(path.join(root, folder)))).toEqual(['lock'])
  expect(fs.existsSync(path.join(root, folder))).toBe(false)
})

test('a lock without a line is taken over, though its time is to come, as of a host whose clock was ahead', () => {
  const root = tempRoot({})
  leaveLock(root, 'lock', 'half a li')
  fs.utimesSync(path.join(root, folder, 'lock'), 4e9, 4e9)
  expect(withLock(root, 'a test', () => 'taken')).toBe('taken')
})

test('the folders that it made for a lock under another root are gone afterwards', () => {
  const root = tempRoot({ '/etc/there': '' })
  withLock(root, 'a test', () => expect(fs.existsSync(path.join(root, folder, 'lock'))).toBe(true))
  expect(fs.readdirSync(root)).toEqual(['etc'])
})

test('it is free again after a failure', () => {
  const root = tempRoot({})
  expect(() =>
    withLock(root, 'a test', () => {
      throw new Error('in the middle')
    })
  ).toThrow('in the middle')
  expect(withLock(root, 'a test', () => 'free')).toBe('free')
})

test('eight processes that find a stale lock, three of them killed on the way: no turn is lost', async () => {
  const root = tempRoot({ '/number': '0' })
  leaveLock(root, 'lock', nameLine({ ...own, pid: 4_000_000 }))
  const killed = [takeTurns(root, 1000), takeTurns(root, 1000), takeTurns(root, 1000)]
  const ended = [1, 2, 3, 4, 5].map(() => takeTurns(root, 30))
  const exits = ended.map(child => once(child, 'exit'))
  const ends = killed.map(async (child, index) => {
    await new Promise(resolve => setTimeout(resolve, 1500 + index * 400))
    const exit = once(child, 'exit')
    child.kill('SIGKILL')
    await exit
  })
  expect((await Promise.all(exits)).map(([code]) => code)).toEqual([0, 0, 0, 0, 0])
  await Promise.all(ends)
  const before = Number(fs.readFileSync(path.join(root, 'number'), 'utf8'))
  expect(before).toBeGreaterThanOrEqual(150)
  const last = takeTurns(root, 10)
  await once(last, 'exit')
  expect(Number(fs.readFileSync(path.join(root, 'number'), 'utf8'))).toBe(before + 10)
}, 60_000)

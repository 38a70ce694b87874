import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { lifeEdges } from '../../../modules/lib/change/life.ts'

const shell = 'unit/change/shell/life.test.ts'
const files = 'unit/change/shell/files.test.ts'
const journal = 'bundle/journal.test.ts'
const answers = 'guest/answers.test.ts'
const power = 'guest/power-states.test.ts'
const cutOff = 'guest/times/cut-off.test.ts'
const failed = 'guest/failed.test.ts'
const faults = 'faults/faults.test.ts'

/** Which test walks an edge: its file, and a text that stands in it there. */
const walked: Readonly<Record<string, readonly [file: string, text: string]>> = {
  'none -write-> written': [journal, 'what was written is pending until it is applied'],
  'none -writer killed-> torn': [faults, 'a run that is injured leaves the old files or the new ones'],
  'written -write-> written': [journal, 'several tasks make one change'],
  'written -writer killed-> torn': ['faults/scenarios.ts', 'bond, root=/, after another task that is not applied'],
  'written -dropped-> none': [journal, 'a written change that nobody applied is dropped with a warning'],
  'written -revert-> reverted': [journal, 'reverted before it was applied'],
  'written -console-> reverted': [shell, 'written, reverted: the files only'],
  'written -apply-> applying': [power, "state: 'applying'"],
  'written -apply without steps-> confirmed': [journal, 'an alias and options of a module wait for nothing'],
  'torn -next run-> none': [faults, 'and the next run converges'],
  'torn -boot-> none': [power, "state: 'torn'"],
  'torn -next run-> written': ['faults/scenarios.ts', 'bond, root=/, after another task that is not applied'],
  'torn -boot-> written': [files, 'boot: a transaction that was not finished is rolled back'],
  'applying -steps done-> waiting': [answers, "state: 'waiting'"],
  'applying -steps done without timeout-> confirmed': [
    shell,
    'applying, confirmed: without a timeout nothing is waited for'
  ],
  'applying -step failed-> reverting': [cutOff, "failsIn: 'initscripts'"],
  'applying -step failed without timeout-> written': [
    shell,
    'applying, written: a step fails, and there is no timeout'
  ],
  'applying -revert-> reverting': [
    'unit/change/shell/faults.test.ts',
    'revert at the console while the guard is in a slow step'
  ],
  'applying -console-> reverting': [
    'unit/change/shell/faults.test.ts',
    'revert at the console while the guard is in a slow step'
  ],
  'applying -boot-> reverting': [power, "state: 'applying'"],
  'waiting -confirm-> confirmed': [answers, 'over a new one: confirmed'],
  'waiting -deadline-> reverting': [cutOff, 'ports without carrier'],
  'waiting -revert-> reverting': [answers, "{ state: 'reverted', id: 'replayed' }"],
  'waiting -console-> reverting': [power, '/revert'],
  'waiting -boot-> reverting': [power, "state: 'waiting'"],
  'reverting -gone back-> reverted': [cutOff, "toBe('reverted')"],
  'reverting -foreign file-> failed': [
    files,
    'a file that somebody else has changed: nothing is touched, and it is named'
  ],
  'reverting -back step failed-> failed': [failed, 'a step fails, the files are the old ones'],
  'failed -revert-> reverting': [failed, 'undoing it again once that is mended'],
  'failed -confirm with force-> confirmed': [failed, 'keeping it as it is takes force'],
  'failed -console-> reverting': [
    files,
    'there is no room for a file: all stay as they are, and a later revert completes'
  ]
}

const edges = lifeEdges.map(([from, event, to]) => `${from} -${event}-> ${to}`)

test('every edge names the test that walks it, and no other edge is named', () => {
  expect(Object.keys(walked).sort()).toEqual([...edges].sort())
})

test.for(Object.entries(walked))('%s', ([, [file, text]]) => {
  const source = readFileSync(join(import.meta.dirname, '../..', file), 'utf8')
  const found = source.includes(text)
  expect(found, `${file} has no ${text}`).toBe(true)
})

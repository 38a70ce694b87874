import { expect, test } from 'vitest'
import { readReports } from '../../../../modules/lib/host/journal/read-reports.ts'
import { tempRoot } from '../_temp-root.ts'

const reports = '/var/lib/nic-bonding/x1/reports'

/** The files of a step that has ended. */
function ended(name: string, command: string, rc: string): Readonly<Record<string, string>> {
  const base = `${reports}/${name}`
  return {
    [`${base}.command`]: `${command}\n`,
    [`${base}.out`]: '\n',
    [`${base}.err`]: 'said\n',
    [`${base}.seconds`]: '1.5\n',
    [`${base}.rc`]: rc
  }
}

test('the steps of a direction, in their order', () => {
  const root = tempRoot({
    ...ended('f-001', 'ifup bond0', '4\n'),
    ...ended('f-000', 'ifdown bond0', '0\n'),
    ...ended('b-000', 'ifup eth0', '0\n')
  })
  const rest = { stdout: '\n', stderr: 'said\n', seconds: 1.5 }
  expect(readReports(root, 'x1', 'f')).toEqual([
    { command: 'ifdown bond0', rc: 0, ...rest },
    { command: 'ifup bond0', rc: 4, ...rest }
  ])
  expect(readReports(root, 'x1', 'b')).toEqual([{ command: 'ifup eth0', rc: 0, ...rest }])
})

test.each([
  ['still runs', undefined],
  ['has ended at this moment, its code is not written yet', '']
])('a step that %s is not among them', (_, rc) => {
  const root = tempRoot({
    ...ended('f-000', 'ifdown bond0', '0\n'),
    [`${reports}/f-001.command`]: 'ifup bond0\n',
    ...(rc === undefined ? {} : { [`${reports}/f-001.rc`]: rc })
  })
  expect(readReports(root, 'x1', 'f').map(({ command }) => command)).toEqual(['ifdown bond0'])
})

test('of a long output the end', () => {
  const root = tempRoot({
    ...ended('f-000', 'ifup bond0', '1\n'),
    [`${reports}/f-000.out`]: `${'x'.repeat(100_000)}end`
  })
  expect(readReports(root, 'x1', 'f')[0]?.stdout).toMatch(/^\[\.\.\.\]x{65533}end$/)
})

test('of a change that has never been applied there are none', () => {
  expect(readReports(tempRoot({}), 'x1', 'f')).toEqual([])
})

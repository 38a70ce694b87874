import { expect, test } from 'vitest'
import { readChanges } from '../../../../modules/lib/host/journal/read-changes.ts'
import { tempRoot } from '../_temp-root.ts'

const file = '/etc/sysconfig/network-scripts/ifcfg-eth0'
const folder = '/var/lib/nic-bonding/0123456789abcdef'

/** A host with a change in this state, whose only transaction has lost its mark. */
function hostWith(state: string): string {
  return tempRoot({
    [file]: 'NEW=1\n',
    [`${folder}/state`]: `${state}\n`,
    [`${folder}/boot`]: 'a boot\n',
    [`${folder}/hook`]: '',
    [`${folder}/revert`]: 'exit 1\n',
    [`${folder}/1/files`]: `1\tfile\tfile\teth0\t-\t${file}\t${file}\n`,
    [`${folder}/1/old-1`]: 'OLD=1\n',
    [`${folder}/1/new-1`]: 'NEW=1\n'
  })
}

test('a written change without the mark of its transaction is torn', () => {
  const [change] = readChanges(hostWith('written'))
  expect(change?.torn).toMatchObject([{ path: file, before: 'OLD=1\n', after: 'NEW=1\n' }])
  expect(change?.files).toEqual([])
})

test.each(['confirmed', 'reverted'])('a %s one is not: its guard was killed while it removed what is left', state => {
  const [change] = readChanges(hostWith(state))
  expect(change?.torn).toEqual([])
})

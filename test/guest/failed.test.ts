import { afterAll, beforeAll, describe, expect } from 'vitest'
import { waitUntil } from '../integration/bench/processes.ts'
import { untilUp } from './bench/bond-state.ts'
import { type Case, openCase } from './bench/case.ts'
import { guestTest, skipReason, theGuest } from './bench/guest-test.ts'
import { guideBond } from './bench/guide.ts'
import { type HostState, readSettledState, readState } from './bench/host-state.ts'
import type { Args, ModulesOn } from './bench/modules-on.ts'
import { withGuideBond } from './bench/with-guide-bond.ts'

/** Where the guard and the script find commands before those of the host. */
const broken = '/usr/local/sbin/ifup'
const complaint = 'the card is out of order'
/** What was wrong, and the two ways out. */
const both = /ifup bond0 failed: the card is out of order; mend that.*state: reverted.*force: true/

/** Going back that cannot bring the bond up again: what is said, and the two ways out. */
describe('a change that could not be undone', () => {
  let host: Case
  let modules: ModulesOn
  let before: HostState
  const wanted = { ...guideBond, fail_over_mac: 'none' }

  beforeAll(async () => {
    if (skipReason !== undefined) return
    host = await openCase(theGuest(), { arpCheck: false })
    modules = await withGuideBond(host)
    before = await readSettledState(host)
  }, 180_000)
  afterAll(async () => host?.close())

  const inCase = (name: string, body: () => Promise<void>) => guestTest(name, body, 180_000)

  inCase('undoing it: a step fails, the files are the old ones, and it says how to go on', async () => {
    await modules.run('bond', wanted)
    expect(await apply({ id: 'stuck', rollback_timeout: 120 })).toMatchObject({ state: 'waiting' })
    await breakIfup()
    const undone = await modules.run('network_apply', { state: 'reverted', id: 'stuck' })
    expect(undone).toMatchObject({ failed: true, state: 'failed', msg: expect.stringMatching(both) })
    expect(undone.back).toContainEqual(expect.objectContaining({ command: 'ifup bond0', rc: 1 }))
    const status = await modules.run('network_apply', { state: 'status' })
    expect(status).toMatchObject({ changed: false, id: 'stuck', state: 'failed' })
    expect(status.reason).toMatch(/asked for.*ifup bond0 failed: the card is out of order/)
    expect(status.msg).toBe(undone.msg)
    expect((await readState(host)).files).toBe(before.files)
    await refusesOthers('stuck')
  })

  inCase('undoing it again once that is mended: the host is as before', async () => {
    await mendIfup()
    const undone = await modules.run('network_apply', { state: 'reverted', id: 'stuck' })
    expect(undone).toMatchObject({ changed: true, state: 'reverted' })
    await untilUp(host)
    expect(await readSettledState(host), await host.run('cat /var/log/nic-bonding.log')).toEqual(before)
  })

  inCase('keeping it as it is takes force; the next change converges', async () => {
    await modules.run('bond', wanted)
    await apply({ id: 'kept', rollback_timeout: 1 })
    await breakIfup()
    await waitUntil('going back to fail', 60, async () => {
      return (await host.run('cat /var/lib/nic-bonding/kept/state')) === 'failed\n'
    })
    const confirm = { state: 'confirmed', id: 'kept' }
    const refused = await modules.run('network_apply', confirm)
    expect(refused).toMatchObject({ failed: true, changed: false, state: 'failed' })
    expect(refused.msg).toMatch(both)
    expect(await modules.run('network_apply', { ...confirm, force: true })).toMatchObject({
      changed: true,
      state: 'confirmed'
    })
    expect((await readState(host)).files).toBe(before.files)
    expect(await host.run('ls -A /var/lib/nic-bonding; find /etc/rc.d -name "*nic-bonding*"')).toBe('')
    await mendIfup()
    expect(await modules.run('bond', wanted)).toMatchObject({ changed: true })
    expect(await apply({ rollback_timeout: 0 })).toMatchObject({ state: 'confirmed' })
    await untilUp(host)
    expect(await host.run('cat /sys/class/net/bond0/bonding/fail_over_mac')).toBe('none 0\n')
    expect(await apply({})).toMatchObject({ changed: false })
  })

  const apply = (args: Args) => modules.run('network_apply', args)
  const breakIfup = () =>
    host.run(`printf '#!/bin/sh\\necho ${complaint} >&2\\nexit 1\\n' >${broken}; chmod +x ${broken}`)
  const mendIfup = () => host.run(`rm ${broken}`)

  async function refusesOthers(id: string): Promise<void> {
    const writer = await modules.run('bond', { ...guideBond, miimon: 400 })
    expect(writer).toMatchObject({ failed: true, msg: expect.stringContaining(`change ${id} could not be undone`) })
    expect(writer.msg).toMatch(both)
  }
})

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { onlyResult, type Run } from '../integration/bench/ansible.ts'
import { untilUp } from './bench/bond-state.ts'
import { type Case, openCase } from './bench/case.ts'
import { skipReason, theGuest } from './bench/guest-test.ts'
import { guideBond } from './bench/guide.ts'
import { overBond } from './bench/over-bond.ts'
import { ansibleFor } from './bench/play.ts'
import { readers } from './bench/readers.ts'

/** The address over which Ansible itself is connected moves: it is confirmed at the new one, and kept. */
describe.for(readers)('reconnect_host, $label', ({ reader, skipReason: readerReason }) => {
  const reason = skipReason ?? readerReason
  const moved = { ...guideBond, ipaddr: '10.0.2.13' }
  let host: Case

  beforeAll(async () => {
    if (reason !== undefined) return
    host = await openCase(theGuest(), { reader, arpCheck: false })
    const run = await ansibleFor(theGuest(), host)([guideBond])
    expect(run.rc, `${run.stdout}${run.stderr}`).toBe(0)
    await untilUp(host)
  }, 240_000)
  afterAll(async () => host?.close())

  test('the address of the connection changes', { timeout: 240_000 }, async ({ skip }) => {
    skip(reason !== undefined, reason)
    const vars = { bonding_reconnect_host: moved.ipaddr, bonding_rollback_timeout: 60 }
    const run = await ansibleFor(theGuest(), overBond(theGuest(), host))([moved], [], vars)
    expect(run.rc, said(run)).toBe(0)
    const { result } = onlyResult(run, host.name, 'nic.bonding.network_apply')
    expect(result, said(run)).toMatchObject({ changed: true, state: 'confirmed' })
    expect(await host.run("ip -o -4 address show dev bond0 | awk '{ print $4 }'")).toBe('10.0.2.13/8\n')
    const again = await ansibleFor(theGuest(), overBond(theGuest(), host, moved.ipaddr))([moved])
    expect(again.rc, said(again)).toBe(0)
    expect(again.results.filter(({ result: { changed } }) => changed === true)).toEqual([])
  })
})

function said(run: Run): string {
  return `${run.stdout}${run.stderr}${JSON.stringify(run.results.at(-1)?.result, null, 1)}`
}

import { describe, expect, test } from 'vitest'
import { waitUntil } from '../integration/bench/processes.ts'
import { guideBond } from './bench/guide.ts'
import { readSettledState } from './bench/host-state.ts'
import { readers } from './bench/readers.ts'
import { useCase } from './bench/use-case.ts'
import { withGuideBond } from './bench/with-guide-bond.ts'

/** What no file carries: an address of a cluster, a route made by hand. */
describe.for(readers)('what a restart loses, $label', reader => {
  const { reason, host, modules } = useCase(reader, withGuideBond)

  test('is named going forward, and back after going back', { timeout: 180_000 }, async ({ skip }) => {
    skip(reason !== undefined, reason)
    await host().run('ip address add 10.0.0.99/32 dev bond0; ip route add 172.31.0.0/16 via 10.0.0.138 dev bond0')
    const before = await readSettledState(host())
    await modules().run('bond', { ...guideBond, fail_over_mac: 'none' })
    const applied = await modules().run('network_apply', { id: 'loses', rollback_timeout: 5 })
    const lost = JSON.stringify(applied.lost)
    expect(lost, JSON.stringify(applied)).toContain('10.0.0.99/32')
    expect(lost).toContain('172.31.0.0/16')
    await waitUntil('the host to go back', 90, async () => {
      return (await host().run('cat /var/lib/nic-bonding/loses/state')) === 'reverted\n'
    })
    const after = await readSettledState(host())
    expect(after, await host().run('cat /var/log/nic-bonding.log')).toEqual(before)
  })
})

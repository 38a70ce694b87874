import { afterAll, beforeAll, describe, expect } from 'vitest'
import { waitUntil } from '../integration/bench/processes.ts'
import { type Case, openCase, quote } from './bench/case.ts'
import { runInGuest } from './bench/guest-ssh.ts'
import { guestTest, skipReason, theGuest } from './bench/guest-test.ts'
import { guideBond } from './bench/guide.ts'
import type { ModulesOn } from './bench/modules-on.ts'
import { withGuideBond } from './bench/with-guide-bond.ts'

/** What network_apply answers to who is too early, too late or not meant. */
describe('questions about a change', () => {
  let host: Case
  let modules: ModulesOn
  const change = (miimon: number) => modules.run('bond', { ...guideBond, miimon })

  beforeAll(async () => {
    if (skipReason !== undefined) return
    host = await openCase(theGuest(), { arpCheck: false })
    modules = await withGuideBond(host)
  }, 180_000)
  afterAll(async () => host?.close())

  const inCase = (name: string, body: () => Promise<void>) => guestTest(name, body, 180_000)

  inCase('confirmed over the connection that applied: not yet, open a new one; over a new one: confirmed', async () => {
    const written = await change(200)
    const apply = modules.command('network_apply', { changes: written.changes, id: 'early', rollback_timeout: 60 })
    const confirm = modules.command('network_apply', { state: 'confirmed', id: 'early' })
    const both = await overOneConnection(`${apply} >/run/applied; ${confirm}`)
    expect(JSON.parse(await host.run('cat /run/applied'))).toMatchObject({ state: 'waiting', changed: true })
    expect(both).toMatchObject({ failed: true, not_yet: true, msg: expect.stringMatching(/new/) })
    expect(await overOneConnection(confirm)).toMatchObject({ changed: true, state: 'confirmed' })
    expect(await overOneConnection(confirm)).toMatchObject({ changed: false, state: 'confirmed' })
  })

  inCase(
    'an apply that is replayed gives the running change; meanwhile another writer and another id are refused',
    async () => {
      const written = await change(300)
      const args = { changes: written.changes, id: 'replayed', rollback_timeout: 60 }
      const first = await modules.run('network_apply', args)
      const again = await modules.run('network_apply', args)
      expect(again).toMatchObject({ changed: true, id: 'replayed', state: 'waiting', plan: first.plan })
      const other = await modules.run('network_apply', { state: 'confirmed', id: 'somebody-elses' })
      expect(other).toMatchObject({ failed: true, msg: expect.stringContaining('replayed') })
      const writer = await change(400)
      expect(writer).toMatchObject({ failed: true, msg: expect.stringContaining('replayed') })
      expect(await modules.run('network_apply', { state: 'status' })).toMatchObject({
        changed: false,
        state: 'waiting'
      })
      const back = await modules.run('network_apply', { state: 'reverted', id: 'replayed' })
      expect(back).toMatchObject({ changed: true, state: 'reverted' })
      expect(await host.run('cat /sys/class/net/bond0/bonding/miimon')).toBe('200\n')
    }
  )

  inCase('a confirm after the window: failed, with what became of the change', async () => {
    const written = await change(500)
    await modules.run('network_apply', { changes: written.changes, id: 'late', rollback_timeout: 1 })
    await waitUntil('the host to go back', 60, async () => {
      return (await host.run('cat /var/lib/nic-bonding/late/state')) === 'reverted\n'
    })
    const late = await modules.run('network_apply', { state: 'confirmed', id: 'late' })
    expect(late).toMatchObject({ failed: true, state: 'reverted', reason: expect.stringContaining('not confirmed') })
    expect(await modules.run('network_apply', { state: 'reverted' })).toMatchObject({ changed: false })
  })

  /** Runs words of the shell on the host over one TCP connection by ssh, and returns the JSON that they printed last. */
  async function overOneConnection(command: string) {
    const key = '-i /run/bench/client_key -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR'
    const words = `ssh ${key} root@${host.hostVars.ansible_host} ${quote(`bash -c ${quote(command)}`)}`
    const { stdout, stderr } = await runInGuest(theGuest(), words, { seconds: 120 })
    if (!stdout.startsWith('{')) throw new Error(stdout + stderr)
    return JSON.parse(stdout)
  }
})

import { describe, expect, test } from 'vitest'
import { untilUp } from './bench/bond-state.ts'
import { guideMacs } from './bench/guide.ts'
import { readSettledState } from './bench/host-state.ts'
import type { Result } from './bench/modules-on.ts'
import { readers } from './bench/readers.ts'
import { downAfterFailover, killModule, strikeFailover } from './bench/strike-failover.ts'
import { useCase } from './bench/use-case.ts'
import { withGuideBond } from './bench/with-guide-bond.ts'

/** Ports whose links somebody else has brought up, and may look after while they are down. */
describe.for(readers)('a fail-over test of ports brought up $label', reader => {
  const { reason, host, modules } = useCase(reader, withGuideBond)

  const step = (name: string, body: () => Promise<void>): void =>
    test(name, { timeout: 180_000 }, async ({ skip }) => {
      skip(reason !== undefined, reason)
      await body()
    })

  /** What the kernel runs, and what NetworkManager says that it does. */
  const state = async () => ({
    ...(await readSettledState(host())),
    connections:
      reader.reader === 'networkmanager' ? await host().run('nmcli -t -f DEVICE,STATE,CONNECTION device') : ''
  })

  const activePort = async () => (await host().run('cat /sys/class/net/bond0/bonding/active_slave')).trim()

  /** How often the gateway was asked for an echo, as its own kernel counts. */
  const timesAsked = async () => {
    const counts = await host().onSwitch("grep '^Icmp:' /proc/net/snmp")
    const [names = [], values = []] = counts.split('\n').map(line => line.split(' '))
    return Number(values[names.indexOf('InEchos')])
  }

  step('nobody sets up what is down; afterwards everything is as before', async () => {
    const [before, askedBefore] = [await state(), await timesAsked()]
    const result = await modules().run('bond_failover', { name: 'bond0' })
    expect(result.failed, JSON.stringify(result)).toBeUndefined()
    const tests = result.tests as readonly Result[]
    expectProbes(tests, (await timesAsked()) - askedBefore)
    expect(tests.map(({ port, switched, problems }) => [port, switched, problems]).sort()).toEqual([
      ['eth0', true, []],
      ['eth1', true, []]
    ])
    const macs = tests.map(({ mac_after }) => mac_after).sort()
    expect(macs).toEqual(Object.values(guideMacs).sort())
    await untilUp(host())
    expect(await state()).toEqual(before)
    expect(result).toMatchObject({ changed: false, differences: [] })
  })

  step('the same with a port that is down for ten seconds', async () => {
    const [before, active] = [await state(), await activePort()]
    await host().run('echo 10000 >/sys/class/net/bond0/bonding/downdelay')
    const result = await modules().run('bond_failover', { name: 'bond0', ping_target: 'none', ports: [active] })
    expect(result.failed, JSON.stringify(result)).toBeUndefined()
    const [only] = result.tests as readonly Result[]
    expect(only).toMatchObject({ port: active, switched: true, problems: [] })
    expect(Number(only?.switch_ms)).toBeGreaterThan(9000)
    await host().run(`cd /sys/class/net/bond0/bonding; echo 0 >downdelay; echo ${active} >active_slave`)
    await untilUp(host())
    expect(await state()).toEqual(before)
  })

  step('the module killed while a port is down: the guard brings everything back', async () => {
    const [before, active] = [await state(), await activePort()]
    const run = host().attempt(modules().command('bond_failover', { name: 'bond0', timeout: 60 }), { seconds: 120 })
    expect(await strikeFailover(host(), 0.5, killModule)).toMatchObject({ isDuring: true })
    expect((await run).rc).not.toBe(0)
    expect(await downAfterFailover(host())).toEqual([])
    await untilUp(host())
    // The other port stays the active one, as after any loss of a link.
    await host().run(`echo ${active} >/sys/class/net/bond0/bonding/active_slave`)
    expect(await state()).toEqual(before)
  })
})

/** At five probes a second and more, each port is watched for a second once it has gone and once it is back. */
function expectProbes(tests: readonly Result[], asked: number): void {
  const sum = (key: string) => tests.reduce((all, one) => all + Number(one[key]), 0)
  console.log(`${sum('probes_sent')} probes sent, ${sum('probes_lost')} lost, ${asked} seen by the target`)
  for (const { probes_sent, switch_ms, back_ms } of tests)
    expect(Number(probes_sent)).toBeGreaterThanOrEqual(((Number(switch_ms) + Number(back_ms) + 2000) / 1000) * 5)
  expect(asked).toBeGreaterThanOrEqual(sum('probes_sent') - sum('probes_lost'))
}

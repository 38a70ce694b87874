import { describe, expect, test } from 'vitest'
import { guideBond, guideMacs } from './bench/guide.ts'
import { modulesOn } from './bench/modules-on.ts'
import { readers } from './bench/readers.ts'
import { useCase } from './bench/use-case.ts'

/** A bond that gives its ports its own address, so that nothing but the driver knows the one by which they are named. */
const bond = { ...guideBond, fail_over_mac: 'none', ports: [{ mac: guideMacs.eth0 }, { mac: guideMacs.eth1 }] }

describe.for(readers)('ports by their hardware address, $label', reader => {
  const { reason, host, modules } = useCase(reader, modulesOn)

  test('come up as the devices that have it, and are known while they show that of the bond', {
    timeout: 300_000
  }, async ({ skip }) => {
    skip(reason !== undefined, reason)
    const written = await modules().run('bond', bond)
    expect(written).toMatchObject({ changed: true, bonds: [{ ports: ['eth0', 'eth1'] }] })
    expect(await modules().run('network_apply', { rollback_timeout: 0 })).toMatchObject({ state: 'confirmed' })
    const addresses = await host().run(
      'cat /sys/class/net/eth[01]/address; tr " " "\\n" < /sys/class/net/bond0/bonding/slaves | sort'
    )
    const [first, second, ...ports] = addresses.trim().split('\n')
    expect([first, ports]).toEqual([second, ['eth0', 'eth1']])
    const again = await modules().run('bond', bond)
    expect(again, JSON.stringify(again)).toMatchObject({ changed: false, bonds: [{ ports: ['eth0', 'eth1'] }] })
  })

  test('come and go by their files, which have HWADDR', { timeout: 300_000 }, async ({ skip }) => {
    skip(reason !== undefined, reason)
    expect(await host().run('cat /etc/sysconfig/network-scripts/ifcfg-eth1')).toContain('HWADDR=08:00:27:08:F3:6A\n')
    const [first] = bond.ports
    for (const [ports, slaves] of [
      [[first], 'eth0'],
      [bond.ports, 'eth0 eth1']
    ] as const) {
      await modules().run('bond', { ...bond, ports })
      const done = await modules().run('network_apply', { rollback_timeout: 0 })
      expect(done, JSON.stringify(done)).toMatchObject({ state: 'confirmed' })
      expect(await host().run('echo $(tr " " "\\n" < /sys/class/net/bond0/bonding/slaves | sort)')).toBe(`${slaves}\n`)
    }
    await modules().run('bond', { ...bond, mode: 'balance-xor' })
    const restarted = await modules().run('network_apply', { rollback_timeout: 0 })
    expect(restarted, JSON.stringify(restarted)).toMatchObject({ state: 'confirmed' })
  })
})

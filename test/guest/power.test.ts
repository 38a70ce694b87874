import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { skipReason } from './bench/guest-test.ts'
import { openPowerCase, type PowerCase } from './bench/power-case.ts'

/** What the tests of power cuts rest on. */
describe('a host with a power switch', () => {
  let power: PowerCase
  beforeAll(async () => {
    if (skipReason !== undefined) return
    power = await openPowerCase({ arpCheck: false })
  }, 120_000)
  afterAll(async () => power?.close())

  test('keeps what was synced when its power goes, loses what was not, and boots its services in order', async ({
    skip
  }) => {
    skip(skipReason !== undefined, skipReason)
    await power.run(`
      cd /etc/sysconfig/network-scripts
      printf 'DEVICE=eth0\\nONBOOT=yes\\nBOOTPROTO=none\\nIPADDR=10.0.0.7\\nPREFIX=8\\n' >ifcfg-eth0
      printf '#!/bin/sh\\nip -4 address show dev eth0 >/etc/seen-before-the-network\\n' >/etc/rc.d/init.d/early
      chmod +x /etc/rc.d/init.d/early
      ln -s ../init.d/early /etc/rc.d/rc3.d/S09early
      sync
      echo lost >/etc/not-synced`)
    const boot = await power.run('cat /proc/sys/kernel/random/boot_id')
    await power.cut()
    expect(() => power.host()).toThrow('switched off')
    await power.boot()
    expect(await power.run('cat /proc/sys/kernel/random/boot_id')).not.toBe(boot)
    expect(await power.run('ip -o -4 address show dev eth0')).toContain('10.0.0.7/8')
    expect(await power.run('cat /etc/seen-before-the-network')).toBe('')
    expect((await power.attempt('ls /etc/not-synced')).rc).not.toBe(0)
    const log = await power.run('cat /run/rc.log')
    expect(log.match(/S\d\d\w+/g)).toEqual(['S09early', 'S10network'])
  })
})

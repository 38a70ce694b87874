import { expect, test } from 'vitest'
import type { ReadHost } from '../../../modules/lib/host/host.ts'
import { takeOver } from '../../../modules/lib/takeover/take-over.ts'
import { scripts } from '../bonding/_files.ts'
import { type Files, host, port, withOpts } from './_host.ts'

/** The same on the running host, with devices as sysfs has them. */
function running(files: Files): ReadHost {
  const device = { '/sys/class/net/eth1/address': '08:00:27:00:00:01\n', '/sys/class/net/bond0/bonding/mode': 'x 1\n' }
  return { ...host({ ...device, ...files }), root: '/' }
}

test('on the running host a port may be known by its hardware address alone', () => {
  const named = `NAME=Second\nHWADDR=08:00:27:00:00:01\n${port('eth1').replace('DEVICE=eth1\n', '')}`
  const files = { 'ifcfg-eth1': undefined, 'ifcfg-Second': named, ...withOpts('mode=1') }
  expect(takeOver(running(files)).bonds.map(({ ports }) => ports)).toEqual([['eth1', 'eth0']])
  expect(takeOver(host(files)).bonds.map(({ ports }) => ports)).toEqual([['Second', 'eth0']])
})

test('on the running host what the driver does not have is a reason', () => {
  const { cannotTakeOver } = takeOver(running({}))
  expect(cannotTakeOver).toEqual([
    {
      bond: 'bond0',
      path: `${scripts}/ifcfg-bond0`,
      line: 5,
      rule: expect.stringContaining('miimon: the bonding driver of this host does not have this option')
    }
  ])
})

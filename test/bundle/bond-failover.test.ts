import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import {
  because,
  commandOnFakeHost,
  type FakeHost,
  type FakeRun,
  isRoot,
  playOnFakeHost,
  runOnFakeHost
} from '../support/fake-host.ts'
import { collection } from '../support/modules.ts'
import { moduleCommand, runModule } from '../support/run-module.ts'

const files = {
  'ifup-eth': '',
  'ifcfg-bond0': 'DEVICE=bond0\nGATEWAY=10.0.0.138\nBONDING_OPTS="mode=1 miimon=100"\n'
}

/** A bond without monitor that is set down; no /proc/net/bonding can be laid on a stand-in host, so that no port is up. */
const sys = {
  'class/net/bond0/flags': '0x1402\n',
  'class/net/bond0/bonding/mode': 'active-backup 1\n',
  'class/net/bond0/bonding/miimon': '0\n',
  'class/net/bond0/bonding/slaves': 'eth0 eth1\n',
  'class/net/eth0/flags': '0x1803\n',
  'class/net/eth1/flags': '0x1803\n'
}

function failover(args: { readonly [option: string]: unknown }, host: FakeHost): FakeRun {
  const { log, ...run } = runOnFakeHost('bond_failover', { name: 'bond0', ...args }, { files, ...host })
  return { ...run, log: log.filter(line => line.startsWith('ip link')) }
}

describe.skipIf(!isRoot)(`bond_failover on a stand-in host${because}`, () => {
  test.each([false, true])('all that is against it at once, nothing is touched (check mode: %s)', checkMode => {
    const { status, result, log } = failover({ ports: ['eth1', 'eth7'], _ansible_check_mode: checkMode }, { sys })
    expect(status).toBe(1)
    expect(String(result.msg).split('\n')).toEqual([
      expect.stringMatching(/^name: bond0: is down/),
      expect.stringMatching(/^name: bond0: miimon and arp_interval are both 0/),
      expect.stringMatching(/^name: bond0: 0 of its 2 ports can carry traffic \(eth0: MII status unknown/),
      expect.stringMatching(/^ports: eth1 cannot be tested/),
      expect.stringMatching(/^ports: eth7 is no port of bond0 \(those are: eth0, eth1\)/),
      expect.stringMatching(/^ping_target: 10\.0\.0\.138: there is no route to it/)
    ])
    expect(result).toMatchObject({ changed: false, failed: true })
    expect(log).toEqual([])
  })

  test.each([
    ['no such bond', {}, {}, 'name: bond0: this host has no such bond now'],
    ['no bond', { name: 'eth0' }, { sys }, 'name: eth0: is a device of this host, and no bond'],
    ['a host without ifcfg files', {}, { files: undefined }, 'nothing on this host reads ifcfg files'],
    ['a name as target', { ping_target: 'gateway' }, {}, 'an IPv4 or IPv6 address such as 10.0.0.138, or none'],
    ['no time', { timeout: 0 }, {}, 'timeout: 0 is no time to wait for a port'],
    ['no name', { name: undefined }, {}, 'name: is required']
  ])('refuses %s', (_, args, host, message) => {
    const { result, log } = failover(args, host)
    expect(result.failed).toBe(true)
    expect(result.msg).toContain(message)
    expect(result.exception).toBeUndefined()
    expect(log).toEqual([])
  })

  test('the arguments of its examples are good', () => {
    const { EXAMPLES } = parse(readFileSync(join(collection, 'plugins/modules/bond_failover.yml'), 'utf8'))
    const tasks: readonly { readonly [name: string]: { readonly [option: string]: unknown } }[] = parse(EXAMPLES)
    const given = tasks.flatMap(({ 'nic.bonding.bond_failover': args }) => (args === undefined ? [] : [args]))
    expect(given.length).toBeGreaterThan(2)
    for (const args of given)
      expect(failover(args, {}).result.msg).toMatch(/^name: bond0: this host has no such bond now .*first$/)
  })

  test('none is a target: nobody is asked', () => {
    const { result } = failover({ ping_target: 'none' }, { sys })
    expect(result.msg).not.toContain('ping_target')
  })

  test('check mode tells of a test that was killed together with its guard, and leaves it', () => {
    const folder = '/run/nic-bonding/failover-1-2'
    const leave = `mkdir -p ${folder}; echo eth0 > ${folder}/links`
    const runs = [true, false].map(checkMode =>
      commandOnFakeHost(
        [
          'sh',
          '-c',
          `${leave}; echo '${JSON.stringify({ name: 'bond0', _ansible_check_mode: checkMode })}' > /run/args
          ${moduleCommand('bond_failover').join(' ')} /run/args; ls /run/nic-bonding`
        ],
        { files, sys }
      )
    )
    const [dry, real] = runs.map(({ stdout, log }) => {
      const [result = '', ...rest] = stdout.split('\n')
      return { msg: JSON.parse(result).msg, left: rest.join(''), links: log.filter(line => line.startsWith('ip link')) }
    })
    expect(dry?.msg).toContain('a test that was killed may have left links down: eth0; they are set up before this one')
    expect(real?.msg).toBe(dry?.msg)
    expect([dry?.links, dry?.left]).toEqual([[], 'failover-1-2'])
    expect([real?.links, real?.left]).toEqual([['ip link set dev eth0 up'], ''])
  })

  test('an open change forbids it', () => {
    const { results } = playOnFakeHost(
      [
        ['network_apply', { interfaces: ['bond0'], rollback_timeout: 60, id: '0aaa' }],
        ['bond_failover', { name: 'bond0', ping_target: 'none' }]
      ],
      { files, sys }
    )
    expect(results[0]).toMatchObject({ state: 'waiting' })
    expect(results[1]?.msg).toMatch(/^change 0aaa waits for its confirmation .*; a fail-over test would disturb it$/m)
  })
})

test('arguments are judged before anything is read', () => {
  const { result, status } = runModule('bond_failover', { name: 'bond0', ports: ['eth0', 'eth0'], timeout: 601 })
  expect(status).toBe(1)
  expect(result.msg).toBe(
    [
      'timeout: 601 is no time to wait for a port; give seconds from 1 to 600',
      'ports: eth0 is named twice; each port is tested once'
    ].join('\n')
  )
})

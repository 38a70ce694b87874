import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { onlyResult, type Run } from '../integration/bench/ansible.ts'
import { waitUntil } from '../integration/bench/processes.ts'
import { type Case, openCase } from './bench/case.ts'
import { skipReason, theGuest } from './bench/guest-test.ts'
import { guideBond } from './bench/guide.ts'
import { type ModulesOn, modulesOn } from './bench/modules-on.ts'
import { ansibleFor, type Play } from './bench/play.ts'
import { readers } from './bench/readers.ts'

const [write, apply] = ['nic.bonding.bond', 'nic.bonding.network_apply']
const scripts = '/etc/sysconfig/network-scripts'
const renamed = { ...guideBond, name: 'bond1' }
const rename = [{ name: 'bond0', state: 'absent' as const }, renamed]
const one = { name: 'bond2', ports: ['eth1'], mode: 'active-backup', miimon: 100 }
const byHand = { name: 'bond7', ports: ['eth2', 'eth3'], mode: 'active-backup', miimon: 100 }
const address = { ipaddr: '10.0.2.17', prefix: 8 }

describe.for(readers)('the life of a bond, $label', ({ reader, skipReason: readerReason }) => {
  const reason = skipReason ?? readerReason
  let host: Case
  let play: Play
  let modules: ModulesOn

  beforeAll(async () => {
    if (reason !== undefined) return
    host = await openCase(theGuest(), { reader, ports: 4, arpCheck: false })
    play = ansibleFor(theGuest(), host)
    modules = await modulesOn(host)
  }, 120_000)
  afterAll(async () => host?.close())

  const step = (name: string, body: () => Promise<void>): void =>
    test(name, { timeout: 300_000 }, async ({ skip }) => {
      skip(reason !== undefined, reason)
      await body()
    })

  step('an interface with an address becomes a port, and the address is that of the bond', async () => {
    const settings = { DEVICE: 'eth0', ONBOOT: true, BOOTPROTO: 'none', IPADDR: '10.0.2.12', PREFIX: 8 }
    await modules.run('ifcfg', { name: 'eth0', settings })
    await modules.run('network_apply', { rollback_timeout: 0 })
    await expectKernel('eth0 10.0.2.12/8', 'the interface on its own')
    await expectPlay([guideBond], 'bond0 eth0 eth1, bond0 10.0.2.12/8')
  })

  step('a bond gets another name: the old one is gone, and the address is reached over the new one', async () => {
    const { warnings } = await expectPlay(rename, 'bond1 eth0 eth1, bond1 10.0.2.12/8')
    expect(warnings).toEqual([])
    expect(await host.run('ip route show default')).toContain('via 10.0.0.138 dev bond1')
    expect(await host.run(`cd ${scripts}; ls ifcfg-*; cat /etc/modprobe.d/*`)).toBe(
      'ifcfg-bond1\nifcfg-eth0\nifcfg-eth1\nalias bond1 bonding\n'
    )
    await host.onSwitch('ping -q -c 2 -W 2 -I 10.0.0.1 10.0.2.12')
  })

  step('a bond goes and another one takes one of its ports: the other port is nobody’s', async () => {
    const { warnings } = await expectPlay([{ name: 'bond1', state: 'absent' }, one], 'bond2 eth1')
    expect(warnings).toEqual([
      expect.stringContaining('eth0: is no longer a port of bond1'),
      expect.stringMatching(/^bond2: takes over ports of bond1.*IPADDR=10\.0\.2\.12.*GATEWAY=10\.0\.0\.138/)
    ])
  })

  step('a bond that only the kernel has: absent says so, and network_apply removes it', async () => {
    await makeByHand()
    const absent = { name: 'bond7', state: 'absent' }
    const told = await modules.run('bond', absent)
    expect(told).toMatchObject({ changed: false, files: [], kernel_only: ['bond7'] })
    expect(told.warnings).toEqual([
      expect.stringMatching(/^bond7: has no file, and the kernel runs it \(ports eth2\).*interfaces: \[bond7\]/)
    ])
    const args = { interfaces: ['bond7'], rollback_timeout: 0 }
    const dry = await modules.run('network_apply', { ...args, _ansible_check_mode: true })
    const done = await modules.run('network_apply', args)
    expect(done).toMatchObject({ changed: true, state: 'confirmed', plan: dry.plan })
    await expectKernel('bond2 eth1', JSON.stringify(done))
    expect(await modules.run('bond', absent)).toMatchObject({ changed: false, kernel_only: [], warnings: [] })
  })

  step('a bond that only the kernel has is taken over, with its ports, options and addresses', async () => {
    await makeByHand()
    await expectPlay([one, { ...byHand, ...address }], 'bond2 eth1, bond7 eth2 eth3, bond7 10.0.2.17/8')
    expect(await host.run('cat /sys/class/net/bond7/bonding/mode')).toBe('active-backup 1\n')
  })

  step('exclusive takes the keys of NetworkManager out of the file, and the bond runs on', async () => {
    const settings = {
      UUID: '1b0b0e63-9a4b-4b0c-8f7b-5e8d3d0fb0aa',
      ...{ NAME: 'Bond connection 1', TYPE: 'Bond', BONDING_MASTER: true, IPV6INIT: false }
    }
    await modules.run('ifcfg', { name: 'bond7', settings })
    await modules.run('network_apply', { rollback_timeout: 0 })
    await expectPlay(
      [one, { ...byHand, ...address, exclusive: true }],
      'bond2 eth1, bond7 eth2 eth3, bond7 10.0.2.17/8'
    )
    expect(await host.run(`cat ${scripts}/ifcfg-bond7`)).not.toMatch(/UUID|NAME|TYPE|IPV6INIT|BONDING_MASTER/)
    await host.onSwitch('ping -q -c 2 -W 2 -I 10.0.0.1 10.0.2.17')
  })

  step('a bond that only files have goes without a word to the kernel', async () => {
    await host.run(`cd ${scripts}; printf 'DEVICE=%s\\nONBOOT=yes\\n%b' bond9 'BONDING_OPTS="mode=1 miimon=100"\\n' >ifcfg-bond9
      printf 'DEVICE=%s\\nONBOOT=yes\\n%b' eth9 'MASTER=bond9\\nSLAVE=yes\\n' >ifcfg-eth9`)
    const before = await readKernel()
    const dry = await modules.run('bond', { name: 'bond9', state: 'absent', _ansible_check_mode: true })
    const gone = await modules.run('bond', { name: 'bond9', state: 'absent' })
    expect(gone).toMatchObject({
      files: [
        { path: `${scripts}/ifcfg-eth9`, action: 'update' },
        { path: `${scripts}/ifcfg-bond9`, action: 'remove' }
      ],
      kernel_only: [],
      changes: dry.changes
    })
    expect(await modules.run('network_apply', { rollback_timeout: 0 })).not.toHaveProperty('msg')
    expect(await readKernel()).toBe(before)
    expect(await modules.run('bond', { name: 'bond9', state: 'absent' })).toMatchObject({ changed: false })
  })

  /** A bond as an administrator tries one out: another mode, one port, an address. */
  async function makeByHand(): Promise<void> {
    await host.run(`cd /sys/class/net; echo +bond7 >bonding_masters; echo balance-xor >bond7/bonding/mode
      ip link set eth2 down; echo +eth2 >bond7/bonding/slaves; ip link set bond7 up; ip address add 10.9.9.9/24 dev bond7`)
  }

  /** Dry run, run and second run of the role, and the kernel afterwards. */
  async function expectPlay(bonds: Parameters<Play>[0], kernel: string): Promise<{ readonly warnings: unknown }> {
    const dry = await play(bonds, ['--check', '--diff'])
    const run = await play(bonds)
    expect(run.rc, said(run)).toBe(0)
    const { warnings, ...written } = onlyResult(run, host.name, write).result
    expect(onlyResult(dry, host.name, write).result).toMatchObject({ changes: written.changes, files: written.files })
    expect(onlyResult(run, host.name, apply).result).toMatchObject({
      state: 'confirmed',
      plan: onlyResult(dry, host.name, apply).result.plan
    })
    await expectKernel(kernel, said(run))
    const again = await play(bonds)
    expect(again.results.filter(({ result }) => result.changed === true)).toEqual([])
    return { warnings: warnings ?? [] }
  }

  /** Bonds with their ports, then addresses, in one line. */
  async function expectKernel(wanted: string, said: string): Promise<void> {
    let seen = ''
    await waitUntil('the kernel to run it', 20, async () => {
      seen = await readKernel()
      return seen === wanted
    }).catch(() => {})
    expect(seen, said).toBe(wanted)
  }

  async function readKernel(): Promise<string> {
    const text = await host.run(`cd /sys/class/net
      for b in bond*; do [ ! -d $b/bonding ] || echo $b $(tr ' ' '\\n' <$b/bonding/slaves | sort); done
      ip -o -4 address show | awk '$2 ~ /^(bond|eth)/ { print $2, $4 }'`)
    return text.trim().split('\n').join(', ')
  }
})

function said(run: Run): string {
  return `${run.stdout}${run.stderr}${JSON.stringify(run.results.at(-1)?.result, null, 1)}`
}

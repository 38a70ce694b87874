import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type ApplyPlan, type ApplyRequest, planApply } from '../../../../modules/lib/bonding/steps/plan-apply.ts'
import { stepLine } from '../../../../modules/lib/change/step.ts'
import { sysFiles } from './_kernel.ts'
import { memoryHost } from './_memory-host.ts'
import { type Files, futureFiles, Machine, optionsOf, scripts } from './_scripts.ts'

type Provider = 'initscripts' | 'networkmanager'

const runs = { numRuns: Number(process.env.FUZZ_RUNS ?? 200) }
const nics = ['eth0', 'eth1', 'eth2', 'eth3'] as const
const bonds = ['bond0', 'bond1'] as const

const optionTexts = [
  'mode=1 miimon=100',
  'mode=active-backup miimon=50 updelay=200 downdelay=100',
  'mode=1 miimon=100 updelay=200 fail_over_mac=1',
  'mode=1 arp_interval=1000 arp_ip_target=10.0.0.1,10.0.0.2 arp_validate=all',
  'mode=1 arp_interval=2000 arp_ip_target=10.0.0.3',
  'mode=1 miimon=100 primary=eth1',
  'mode=2 miimon=100 xmit_hash_policy=layer2+3',
  'mode=4 miimon=100 lacp_rate=fast xmit_hash_policy=layer3+4',
  'mode=4 miimon=100 ad_actor_sys_prio=100 ad_user_port_key=7 min_links=1 ad_select=count',
  'mode=4 miimon=100 lacp_active=off ad_actor_system=02:00:00:00:00:01',
  'mode=4 miimon=100',
  'mode=1 miimon=100 num_grat_arp=3 peer_notif_delay=300',
  'mode=1 miimon=50 num_unsol_na=5 use_carrier=0 all_slaves_active=1',
  'mode=1 arp_interval=1000 arp_ip_target=10.0.0.1 arp_validate=all arp_all_targets=all arp_missed_max=5',
  'mode=5 miimon=100 tlb_dynamic_lb=0 lp_interval=5 primary_reselect=failure primary=eth1',
  'mode=0 miimon=100 packets_per_slave=7 resend_igmp=3',
  'mode=0',
  'mode=6 miimon=100 primary=eth0'
]

const addressText = fc.constantFrom('', 'IPADDR=10.0.2.12\n', 'IPADDR=10.0.2.13\n')
const bondFile = fc
  .tuple(fc.constantFrom(...optionTexts), addressText, fc.constantFrom('', 'MTU=9000\n', 'NAME=storage\n'))
  .map(([opts, address, more]) => `ONBOOT=yes\nBONDING_OPTS="${opts}"\n${address}${more}`)

/** A NIC without a file, with one of its own, or that of a port of a bond that has a file. */
const nicFile = fc.tuple(
  fc.constantFrom('none', 'own', 'bond0', 'bond0', 'bond1'),
  addressText,
  fc.constantFrom('yes', 'yes', 'no'),
  fc.constantFrom('', '', 'ETHTOOL_OPTS="wol g"\n')
)

/** What stands on bond0 and eth0: a VLAN each, which may come or go, and of bond1 a bridge. */
const stacked = fc.record({
  bondVlan: fc.option(addressText, { nil: undefined }),
  nicVlan: fc.option(addressText, { nil: undefined, freq: 1 }),
  bridge: fc.option(fc.tuple(addressText, fc.constantFrom('', 'STP=on\n')), { nil: undefined, freq: 1 })
})

function withStacked(
  texts: Map<string, string>,
  { bondVlan, nicVlan, bridge }: typeof stacked extends fc.Arbitrary<infer T> ? T : never
): Files {
  const head = (name: string): string => `DEVICE=${name}\nONBOOT=yes\n`
  const isOwn = /^ONBOOT=yes$/m.test(texts.get('eth0') ?? '') && !/^MASTER=/m.test(texts.get('eth0') ?? '')
  if (bondVlan !== undefined && texts.has('bond0')) texts.set('bond0.5', `${head('bond0.5')}VLAN=yes\n${bondVlan}`)
  if (nicVlan !== undefined && isOwn) texts.set('eth0.7', `${head('eth0.7')}VLAN=yes\n${nicVlan}`)
  const port = texts.get('bond1')
  if (bridge === undefined || port === undefined) return texts
  texts.set('bond1', `${port.replace(/^IPADDR=.*\n/m, '')}BRIDGE=br0\n`)
  return texts.set('br0', `${head('br0')}TYPE=Bridge\n${bridge.join('')}`)
}

const network = fc
  .tuple(
    fc.option(bondFile, { nil: undefined }),
    fc.option(bondFile, { nil: undefined }),
    fc.tuple(nicFile, nicFile, nicFile, nicFile),
    stacked
  )
  .map(([first, second, files, above]): Files => {
    const texts = new Map<string, string>()
    for (const [bond, text] of [
      ['bond0', first],
      ['bond1', second]
    ] as const)
      if (text !== undefined) texts.set(bond, `DEVICE=${bond}\n${text}`)
    files.forEach(([role, address, onboot, more], index) => {
      const nic = nics[index] ?? ''
      const head = `DEVICE=${nic}\nONBOOT=${onboot}\n${more}`
      if (role === 'own' || (role.startsWith('bond') && !texts.has(role))) texts.set(nic, head + address)
      else if (role !== 'none') texts.set(nic, `${head}MASTER=${role}\nSLAVE=yes\n`)
    })
    return withStacked(texts, above)
  })

/** A host that has booted with the old files and has the new ones on its disk. */
function booted(old: Files, now: Files, provider: Provider): Machine {
  const machine = new Machine(old, now)
  for (const nic of nics) machine.kernel.add(nic)
  machine.boot(provider)
  machine.files = now
  return machine
}

function plan(machine: Machine, old: Files, provider: Provider, interfaces?: ApplyRequest['interfaces']): ApplyPlan {
  // An older driver does not take an ad_actor_system back (`stuckBefore`).
  const { files, links } = sysFiles(machine.kernel, '6.1.0-1')
  const all = new Set([...old.keys(), ...machine.files.keys()])
  for (const [name, text] of machine.files) files.set(`${scripts}/ifcfg-${name}`, text)
  files.set(`${scripts}/ifup-eth`, '')
  if (provider === 'networkmanager') files.set('/proc/1/comm', 'NetworkManager\n')
  return planApply({
    host: memoryHost({ files, links }),
    before: futureFiles(old, all),
    after: new Map(),
    interfaces,
    provider: 'auto',
    activityOf: () => undefined
  })
}

/** The devices that the task names, or all, or those that the change concerns. */
const scope: fc.Arbitrary<ApplyRequest['interfaces']> = fc.oneof(
  fc.constantFrom(undefined, 'all' as const),
  fc.subarray<string>([...bonds, ...nics])
)

type Words = readonly string[]

/** What somebody may have done by hand; throws Refused where the driver does not let him. */
const actions = {
  set: ({ kernel }: Machine, [bond = '', option = '', value = '']: Words) => kernel.set(bond, option, value),
  release: ({ kernel }: Machine, [bond = '', port = '']: Words) => kernel.release(bond, port),
  enslave: (machine: Machine, [bond = '', port = '']: Words) => {
    machine.run({ type: 'link', device: port, to: 'down' })
    machine.kernel.enslave(bond, port)
  },
  link: (machine: Machine, [device = '']: Words) => machine.run({ type: 'link', device, to: 'down' })
} as const

const drift = fc.array(
  fc.oneof(
    fc
      .constantFrom(
        ...([
          'miimon 50',
          'updelay 500',
          'arp_interval 500',
          'xmit_hash_policy layer2+3',
          'primary eth2',
          'arp_ip_target +10.9.9.9'
        ] as const)
      )
      .map(text => ['set', 'bond0', ...text.split(' ')] as const),
    fc.constantFrom(...nics).map(nic => ['release', 'bond0', nic] as const),
    fc.constantFrom(...nics).map(nic => ['enslave', 'bond0', nic] as const),
    fc.constantFrom(...bonds).map(bond => ['link', bond] as const)
  ),
  { maxLength: 4 }
)

function isDone(action: () => void): boolean {
  try {
    action()
    return true
  } catch {
    return false
  }
}

function sorted(value: string | undefined): string {
  return (value ?? '').split(' ').sort().join(' ')
}

/** What the kernel has, in words that can be compared. */
function stateOf(machine: Machine): unknown {
  return [...machine.kernel.devices]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, { up, bond, options, addresses, base, bridge }]) => ({
      name,
      up,
      ...{ bond, base, bridge },
      addresses: [...addresses].sort(),
      options:
        options === undefined
          ? undefined
          : Object.fromEntries([...options].map(([key, value]) => [key, value.split(' ').sort().join(' ')]))
    }))
}

describe.each(['initscripts', 'networkmanager'] as const)('by %s', provider => {
  const change = fc.tuple(network, network)

  test('forward ends with what a boot by the new files gives, as far as they say', () => {
    fc.assert(
      fc.property(change, ([old, now]) => {
        const machine = booted(old, now, provider)
        for (const step of plan(machine, old, provider).forward) machine.run(step)
        const fresh = booted(now, now, provider)
        expect(machine.files).toEqual(now)
        for (const name of ['bond0.5', 'eth0.7', 'br0'])
          expect([name, machine.kernel.devices.has(name)]).toEqual([name, fresh.kernel.devices.has(name)])
        for (const bond of bonds) {
          expect(machine.kernel.devices.has(bond)).toBe(fresh.kernel.devices.has(bond))
          expect(machine.kernel.portsOf(bond)).toEqual(fresh.kernel.portsOf(bond))
          expect(machine.kernel.devices.get(bond)?.options).toEqual(fresh.kernel.devices.get(bond)?.options)
        }
        for (const [name, { up, addresses, bond, base, bridge }] of fresh.kernel.devices)
          if (up)
            expect({ name, ...machine.kernel.devices.get(name) }).toMatchObject({
              ...{ name, up, addresses, bond },
              ...{ base, bridge }
            })
      }),
      runs
    )
  })

  test('what the kernel has otherwise than a changed file says is mended', () => {
    fc.assert(
      fc.property(network, drift, (files, wrong) => {
        const old = new Map([...files].filter(([name]) => name !== 'eth3'))
        const machine = booted(old, files, provider)
        if (!wrong.every(([action, ...words]) => isDone(() => actions[action](machine, words)))) return
        const now = new Map([...files].map(([name, text]) => [name, `${text}IPADDR9=192.0.2.9\n`] as const))
        machine.files = now
        const again = Object.assign(new Machine(files, now), { kernel: machine.kernel })
        for (const step of plan(machine, files, provider).forward) again.run(step)
        const fresh = booted(now, now, provider)
        for (const bond of bonds.filter(name => now.has(name))) {
          expect(again.kernel.portsOf(bond)).toEqual(fresh.kernel.portsOf(bond))
          const [has, wants] = [again, fresh].map(({ kernel }) => kernel.devices.get(bond))
          expect(has?.up).toBe(wants?.up)
          for (const name of optionsOf(now.get(bond) ?? '').keys())
            expect([name, sorted(has?.options?.get(name))]).toEqual([name, sorted(wants?.options?.get(name))])
        }
      }),
      runs
    )
  })

  test('what has been carried out needs nothing any more', () => {
    fc.assert(
      fc.property(change, ([old, now]) => {
        const machine = booted(old, now, provider)
        for (const step of plan(machine, old, provider).forward) machine.run(step)
        expect(plan(machine, now, provider)).toMatchObject({ forward: [], back: [], devices: [], bonds: [] })
      }),
      runs
    )
  })

  test('going back from any point gives what was', () => {
    fc.assert(
      fc.property(change, fc.nat(40), scope, ([old, now], point, wanted) => {
        const machine = booted(old, now, provider)
        const before = stateOf(machine)
        const there = (name: string): boolean => old.has(name) || now.has(name) || machine.kernel.devices.has(name)
        const { forward, back } = plan(
          machine,
          old,
          provider,
          typeof wanted === 'object' ? wanted.filter(there) : wanted
        )
        for (const step of forward.slice(0, point)) machine.run(step)
        const complaints: string[] = []
        for (const step of back) {
          try {
            machine.run(step)
          } catch (error) {
            complaints.push(`${stepLine(step)}: ${error instanceof Error ? error.message : ''}`)
          }
        }
        if (back.length === 0) return
        expect(complaints.filter(text => /^(?:ifup|activate|service\tstart|reapply|enslave)/.test(text))).toEqual([])
        expect(machine.files).toEqual(old)
        expect(stateOf(machine)).toEqual(before)
      }),
      runs
    )
  })

  test('back is empty with forward, has the old files once, and no step stands twice', () => {
    fc.assert(
      fc.property(change, ([old, now]) => {
        const { forward, back } = plan(booted(old, now, provider), old, provider)
        expect(back.length === 0).toBe(forward.length === 0)
        expect(back.filter(step => stepLine(step) === 'files\told')).toHaveLength(forward.length === 0 ? 0 : 1)
        for (const steps of [forward, back]) expect(new Set(steps.map(stepLine)).size).toBe(steps.length)
        const marks = forward.map(stepLine).filter(line => line.startsWith('files'))
        expect([[], ['files\told', 'files\tnew']]).toContainEqual(marks)
      }),
      runs
    )
  })
})

test('the model takes every text of options that the laws use', () => {
  for (const text of optionTexts) expect(optionsOf(`BONDING_OPTS="${text}"`).size).toBeGreaterThan(0)
})

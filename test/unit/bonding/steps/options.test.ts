import { describe, expect, test } from 'vitest'
import { type BondingOption, bondingOptions } from '../../../../modules/lib/bonding/options.ts'
import { type ApplyPlan, planApply } from '../../../../modules/lib/bonding/steps/plan-apply.ts'
import { stepLine } from '../../../../modules/lib/change/step.ts'
import { sysFiles } from './_kernel.ts'
import { memoryHost } from './_memory-host.ts'
import { type Files, futureFiles, Machine, scripts } from './_scripts.ts'

/** Two values that differ from each other and from the default, as a file spells them, and a mode that takes the option. */
function valuesOf({ kind, default: value }: BondingOption): readonly [string, string] {
  switch (kind.type) {
    case 'int': {
      const [first, second] = [100, 200, 300].filter(number => String(number) !== value && number >= kind.min)
      return kind.max < 300 ? [String(kind.min + 3), String(kind.min + 4)] : [String(first), String(second)]
    }
    case 'named': {
      const others = kind.values
        .filter(row => row.name !== value)
        .map(row => (kind.numeric ? String(row.id) : row.name))
      const own = kind.values.find(row => row.name === value)
      return [others[0] ?? '', others[1] ?? String(kind.numeric ? own?.id : value)]
    }
    case 'ipv4-list':
      return ['10.0.0.1', '10.0.0.1,10.0.0.2']
    case 'device':
      return ['eth0', 'eth1']
    case 'mac':
      return ['02:00:00:00:00:0A', '02:00:00:00:00:0b']
  }
}

/** What else the file must name, that the driver takes the option. */
function beside(option: BondingOption): string {
  const mode = option.effective[0] ?? 0
  const words = option.name === 'mode' ? [] : [`mode=${mode}`]
  const isArp = option.name.startsWith('arp_')
  if (isArp && option.name !== 'arp_interval') words.push('arp_interval=1000')
  if (isArp && option.name !== 'arp_ip_target') words.push('arp_ip_target=10.0.0.9')
  if (!isArp && option.name !== 'miimon') words.push('miimon=100')
  if (option.name === 'arp_all_targets') words.push('arp_validate=all')
  if (option.name === 'primary_reselect') words.push('primary=eth0')
  return words.join(' ')
}

function filesOf(options: string): Files {
  const port = 'ONBOOT=yes\nMASTER=bond0\nSLAVE=yes\n'
  return new Map([
    ['bond0', `DEVICE=bond0\nONBOOT=yes\nBONDING_OPTS="${options}"\n`],
    ['eth0', `DEVICE=eth0\n${port}`],
    ['eth1', `DEVICE=eth1\n${port}`]
  ])
}

type Reader = 'initscripts' | 'networkmanager'

/** The plan of new files on a host whose kernel shows this. */
function planOn({ files, links }: ReturnType<typeof sysFiles>, old: Files, now: Files, reader: Reader): ApplyPlan {
  for (const [name, text] of now) files.set(`${scripts}/ifcfg-${name}`, text)
  files.set(reader === 'initscripts' ? `${scripts}/ifup-eth` : '/proc/1/comm', 'NetworkManager\n')
  return planApply({
    host: memoryHost({ files, links }),
    before: futureFiles(old, ['bond0']),
    after: new Map(),
    interfaces: undefined,
    provider: 'auto',
    activityOf: () => undefined
  })
}

/** A bond that runs by the old options, and the plan of its new ones. */
function change(old: Files, now: Files, reader: Reader, release = newDriver): { machine: Machine; plan: ApplyPlan } {
  const machine = new Machine(old, now)
  for (const nic of ['eth0', 'eth1']) machine.kernel.add(nic)
  machine.boot(reader)
  machine.files = now
  return { machine, plan: planOn(sysFiles(machine.kernel, release), old, now, reader) }
}

/** With this driver no option needs more of the bond than the flags say; see `downBefore` for others. */
const newDriver = '6.1.0-1'

const changes = bondingOptions.flatMap(option => {
  const [first, second] = valuesOf(option)
  const rest = beside(option)
  const [without, one, other] = [rest, `${rest} ${option.name}=${first}`, `${rest} ${option.name}=${second}`]
  const cases = [
    [option, 'set', without, one],
    [option, 'changed', one, other],
    [option, 'removed', one, without]
  ] as const
  return cases.filter(([, , old, now]) => old !== now)
})

function stateOf({ kernel }: Machine): string {
  return JSON.stringify([...(kernel.devices.get('bond0')?.options ?? [])])
}

const isDown = (line: string): boolean => /^(?:ifdown bond0|activate 0 )/.test(line)

describe.each(['initscripts', 'networkmanager'] as const)('every option of the table, by %s', reader => {
  test.each(changes)('$name: $1, from "$2" to "$3"', (option, _, old, now) => {
    const { machine, plan } = change(filesOf(old), filesOf(now), reader)
    const lines = plan.forward.map(step => stepLine(step).split('\t').join(' '))
    const others = lines.filter(line => line !== 'reload')
    if (option.flags.length > 0) expect(lines.filter(isDown)).toHaveLength(1)
    else {
      expect(others.filter(line => !line.startsWith('set bond0 '))).toEqual([])
      // NetworkManager's default may be what the file says or said.
      const isSame = stateOf(machine) === stateOf(change(filesOf(now), filesOf(now), reader).machine)
      expect(others.length === 0).toBe(isSame)
      expect(lines.filter(line => line === 'reload')).toHaveLength(reader === 'networkmanager' ? 1 : 0)
    }
    for (const step of plan.forward) machine.run(step)
    const fresh = change(filesOf(now), filesOf(now), reader).machine
    expect(machine.kernel.devices.get('bond0')).toEqual(fresh.kernel.devices.get('bond0'))
  })

  test.each(bondingOptions)('$name: a driver without it gets no write', option => {
    const [first, second] = valuesOf(option)
    const [old, now] = [first, second].map(value => filesOf(`${beside(option)} ${option.name}=${value}`))
    if (old === undefined || now === undefined) throw new Error('no files')
    const { machine } = change(old, old, reader)
    const sys = sysFiles(machine.kernel, newDriver)
    sys.files.delete(`/sys/class/net/bond0/bonding/${option.name}`)
    const { forward } = planOn(sys, old, now, reader)
    expect(forward.filter(step => step.type === 'set' && step.option === option.name)).toEqual([])
  })
})

describe('what older drivers want otherwise, by initscripts', () => {
  const ofSystem = (address: string): Files => filesOf(`mode=4 miimon=100 ad_actor_system=${address}`)
  const linesOf = ({ forward, back }: ApplyPlan) =>
    [forward, back].map(steps => steps.map(step => stepLine(step).split('\t').join(' ')))

  test.each([
    ['xmit_hash_policy', 'mode=2 miimon=100', 'layer3+4', '2.6.39-400.17.1.el6uek.x86_64', true],
    ['xmit_hash_policy', 'mode=2 miimon=100', 'layer3+4', '3.10.0-1160.el7.x86_64', false],
    ['ad_actor_sys_prio', 'mode=4 miimon=100', '100', '3.10.0-1160.el7.x86_64', true],
    ['ad_actor_sys_prio', 'mode=4 miimon=100', '100', '6.1.0-1', false],
    ['ad_actor_system', 'mode=4 miimon=100', '02:00:00:00:00:01', '4.18.0-553.el8_10.x86_64', true],
    ['ad_actor_system', 'mode=4 miimon=100', '02:00:00:00:00:01', '7.1.8', false]
  ])('%s beside "%s" to %s on %s: the bond goes down: %s', (option, rest, value, release, isDownFor) => {
    const { plan } = change(filesOf(rest), filesOf(`${rest} ${option}=${value}`), 'initscripts', release)
    expect(plan.forward.some(step => isDown(stepLine(step).split('\t').join(' ')))).toBe(isDownFor)
  })

  test.each([
    ['3.10.0-1160.el7.x86_64', false],
    ['6.1.0-1', true]
  ])('on %s an ad_actor_system is given back as zeros: %s', (release, isGiven) => {
    const [forward = []] = linesOf(
      change(ofSystem('02:00:00:00:00:01'), filesOf('mode=4 miimon=100'), 'initscripts', release).plan
    )
    expect(forward.includes('set bond0 ad_actor_system 00:00:00:00:00:00')).toBe(isGiven)
  })

  test.each([
    ['2.6.39-400.17.1.el6uek.x86_64', 5, true],
    ['2.6.39-400.17.1.el6uek.x86_64', 6, true],
    ['2.6.39-400.17.1.el6uek.x86_64', 4, false],
    ['3.10.0-1160.el7.x86_64', 5, false]
  ])('on %s the ARP monitor is turned off before mode %i is set: %s', (release, mode, isTurnedOff) => {
    const old = filesOf('mode=1 arp_interval=1000 arp_ip_target=10.0.0.9')
    const [forward = []] = linesOf(change(old, filesOf(`mode=${mode} miimon=100`), 'initscripts', release).plan)
    const [down, off, up] = ['ifdown bond0', 'set bond0 arp_interval 0', 'ifup bond0'].map(line =>
      forward.indexOf(line)
    )
    expect(off !== -1).toBe(isTurnedOff)
    if (isTurnedOff) expect([Number(down) < Number(off), Number(off) < Number(up)]).toEqual([true, true])
  })
})

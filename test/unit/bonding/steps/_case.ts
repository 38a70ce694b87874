import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { planApply } from '../../../../modules/lib/bonding/steps/plan-apply.ts'
import type { Activity } from '../../../../modules/lib/change/activity.ts'
import { stepLine } from '../../../../modules/lib/change/step.ts'
import { Kernel, sysFiles } from './_kernel.ts'
import { memoryHost } from './_memory-host.ts'
import { futureFiles, pathOf, scripts } from './_scripts.ts'

/** What a case expects of one provider: the lines of the guard's table, blanks for tabs. */
interface Expected {
  readonly forward: readonly string[]
  readonly back: readonly string[]
  readonly devices: readonly string[]
  readonly bonds: readonly string[]
  readonly provider?: string
}

/** `case.yml`: devices of the kernel, ifcfg files by what follows `ifcfg-`, and `route-bond0` and the like, before and after, what the planner is to say. */
interface Case {
  readonly what: string
  /** A device is `up` or `down`; a bond has its ports and what sysfs says of its options otherwise than by default. */
  readonly kernel: {
    readonly [device: string]:
      | 'up'
      | 'down'
      | {
          readonly up?: boolean
          readonly ports?: readonly string[]
          readonly options?: { readonly [name: string]: string }
        }
  }
  /** What VLANs of the kernel stand on. */
  readonly vlans?: { readonly [vlan: string]: string }
  /** The ports of bridges that the kernel has. */
  readonly bridges?: { readonly [bridge: string]: readonly string[] }
  /** What NetworkManager says of devices; of the others it says nothing. */
  readonly activity?: { readonly [device: string]: Activity }
  readonly osrelease?: string
  readonly before: { readonly [suffix: string]: string }
  readonly after: { readonly [suffix: string]: string }
  readonly interfaces?: readonly string[] | 'all'
  readonly initscripts?: Expected
  readonly networkmanager?: Expected
  /** Both run, and the files decide. */
  readonly both?: Expected
}

export const folder = join(import.meta.dirname, 'cases')

export function loadCase(name: string): Case {
  return parse(readFileSync(join(folder, name, 'case.yml'), 'utf8'))
}

function kernelOf({ kernel: devices, bridges = {}, vlans = {} }: Case): Kernel {
  const kernel = new Kernel()
  for (const [name, device] of Object.entries(devices)) {
    if (typeof device === 'string') {
      kernel.add(name, device === 'up')
      continue
    }
    const bond = kernel.addBond(name)
    bond.up = device.up ?? true
    for (const [option, value] of Object.entries(device.options ?? {})) bond.options?.set(option, value)
  }
  for (const [name, device] of Object.entries(devices))
    if (typeof device !== 'string')
      for (const port of device.ports ?? []) {
        const slave = kernel.devices.get(port)
        if (slave === undefined) throw new Error(`${port} is no device`)
        slave.bond = name
      }
  for (const [vlan, base] of Object.entries(vlans)) kernel.add(vlan, true).base = base
  for (const [bridge, ports] of Object.entries(bridges))
    for (const port of ports) {
      const device = kernel.devices.get(port)
      if (device === undefined) throw new Error(`${port} is no device`)
      device.bridge = bridge
    }
  return kernel
}

export function expectedOf(example: Case, readers: 'initscripts' | 'networkmanager' | 'both', isDry: boolean): unknown {
  const { files, links } = sysFiles(kernelOf(example), example.osrelease)
  const [old, now] = [new Map(Object.entries(example.before)), new Map(Object.entries(example.after))]
  for (const [suffix, text] of isDry ? old : now) files.set(pathOf(suffix), text)
  if (readers !== 'networkmanager') files.set(`${scripts}/ifup-eth`, '')
  if (readers !== 'initscripts') files.set('/proc/1/comm', 'NetworkManager\n')
  const all = new Set([...old.keys(), ...now.keys()])
  const plan = planApply({
    host: memoryHost({ files, links }),
    before: futureFiles(old, all),
    after: isDry ? futureFiles(now, all) : new Map(),
    interfaces: example.interfaces,
    provider: 'auto',
    activityOf: device => example.activity?.[device]
  })
  const lines = (steps: typeof plan.forward): readonly string[] =>
    steps.map(step => stepLine(step).split('\t').join(' '))
  const { provider, devices, bonds } = plan
  return {
    forward: lines(plan.forward),
    back: lines(plan.back),
    devices,
    bonds,
    ...(readers === 'both' && { provider })
  }
}

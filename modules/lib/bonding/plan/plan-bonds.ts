// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

import type { BondOptions } from '#generated/bond'
import type { Plan } from '../../change/file-change.ts'
import { mergeChanges } from '../../change/merge-changes.ts'
import { ModuleError } from '../../errors.ts'
import type { ReadHost } from '../../host/host.ts'
import { readModprobeSources, withChanges } from '../../modprobe/read-sources.ts'
import { isSettings } from '../file-value.ts'
import { findFile } from '../find-file.ts'
import { checkHost } from '../host-rules/check-host.ts'
import { deviceOf, type Inventory, readInventory } from '../inventory.ts'
import { type NormalBond, normalBond } from '../normal-bond.ts'
import { merge, type Outcome } from './draft.ts'
import { saysBond } from './masters.ts'
import { kernelOnly, planBondRemoval } from './plan-absent.ts'
import { checkLoading, planAlias } from './plan-alias.ts'
import { planBondFile } from './plan-bond.ts'
import { planPort } from './plan-port.ts'
import { keepFormer, planRelease } from './plan-release.ts'
import { planRouting } from './plan-routing.ts'
import type { PortWish } from './port-edits.ts'
import { namePorts } from './ports-by-mac.ts'
import { sharedFiles } from './shared-files.ts'
import { warnOfPlan } from './warn-of-plan.ts'

type Bond = Partial<BondOptions>

/** The plan for all bonds of a task, and what they will be. */
export interface BondsPlan extends Plan {
  readonly bonds: readonly NormalBond[]
  /** The bonds to be removed that only the kernel has. */
  readonly kernelOnly: readonly string[]
}

/** A plan and every problem at once; only one without problems can be applied. */
export interface BondsDraft {
  readonly plan: BondsPlan
  readonly problems: readonly string[]
}

/** The plan for what a task names. Throws ModuleError('conflict') with every problem; what is returned can be applied. */
export function planBonds(bonds: readonly Bond[], host: ReadHost): BondsPlan {
  const { plan, problems } = draftBonds(bonds, host, readInventory(host))
  if (problems.length > 0) throw new ModuleError('conflict', problems)
  return plan
}

/** Plans everything that a task names against what is on the host, whose inventory this is: pure but for reading. */
export function draftBonds(given: readonly Bond[], host: ReadHost, inventory: Inventory): BondsDraft {
  const named = namePorts(given, host, inventory)
  const { bonds, problems } = named
  if (problems.length > 0) return { plan: { files: [], warnings: [], bonds: [], kernelOnly: [] }, problems }
  const present = bonds.filter(({ state }) => state !== 'absent')
  const claimed = pathsOf(inventory, present)
  const planned = merge([planAliases(bonds, host), ...planDevices({ ...named, host }, inventory, claimed)])
  const files = mergeChanges(planned.files)
  const after = present.map(bond => normalBond(files, withKept(inventory, bond, claimed)))
  const names = bondsAfter(inventory, bonds)
  const hosts = checkHost({ host, bonds: present, files, names })
  const running = kernelOnly(inventory, host, bonds)
  const warnings = [...planned.warnings, ...warnOfPlan({ host, inventory, bonds, files, running }), ...hosts.warnings]
  return {
    plan: { files, warnings: [...new Set(warnings)], bonds: after, kernelOnly: running },
    problems: [...new Set([...planned.problems, ...sharedFiles(inventory, present), ...hosts.problems])]
  }
}

/** The files of all bonds and ports, each planned on its own. */
function planDevices(
  { bonds, addresses, host }: ReturnType<typeof namePorts> & { readonly host: ReadHost },
  inventory: Inventory,
  claimed: ReadonlySet<string>
): readonly Outcome[] {
  const present = bonds.filter(({ state }) => state !== 'absent')
  const absent = bonds.filter(({ state }) => state === 'absent')
  return [
    ...present.map(bond => planBondFile(inventory, bond)),
    ...present.flatMap(bond =>
      (bond.ports ?? []).map(port =>
        planPort(inventory, { ...portWish(bond, port), address: addresses.get(port) }, leaving(bonds))
      )
    ),
    ...present.flatMap(bond => planRouting(inventory, host, bond)),
    ...present.map(bond => formerPorts(inventory, bond, claimed)),
    ...absent.map(bond => planRelease(inventory, bond.name ?? '', claimed)),
    ...absent.map(bond => planBondRemoval(inventory, host, bond.name ?? ''))
  ]
}

/** The names of the bonds that there will be. */
function bondsAfter(inventory: Inventory, bonds: readonly Bond[]): readonly string[] {
  const others = inventory.entries.filter(saysBond).map(deviceOf)
  const named = bonds.map(({ name }) => name)
  const present = bonds.filter(({ state }) => state !== 'absent').map(({ name = '' }) => name)
  return [...others.filter(name => !named.includes(name)), ...present]
}

function planAliases(bonds: readonly Bond[], host: ReadHost): Outcome {
  let sources = readModprobeSources(host)
  const loading = bonds.some(({ state }) => state !== 'absent') ? checkLoading(sources) : merge([])
  const outcomes = bonds.map(bond => {
    const outcome = planAlias(sources, bond)
    // The next alias is planned against what the ones before it leave behind.
    sources = withChanges(sources, outcome.files)
    return outcome
  })
  return merge([loading, ...outcomes])
}

function portWish(bond: Bond, port: string): Omit<PortWish, 'address'> {
  const settings: unknown = new Map<string, unknown>(Object.entries(bond.port_ifcfg ?? {})).get(port)
  return {
    port,
    bond: bond.name ?? '',
    nmControlled: bond.nm_controlled,
    settings: isSettings(settings) ? settings : {}
  }
}

/** A port may leave a bond that the same task removes, or whose ports it names without this one. */
function leaving(bonds: readonly Bond[]): (port: string, bond: string) => boolean {
  return (port, name) =>
    bonds.some(bond => bond.name === name && (bond.state === 'absent' || !(bond.ports ?? []).includes(port)))
}

function formerPorts(inventory: Inventory, bond: Bond, claimed: ReadonlySet<string>): Outcome {
  const name = bond.name ?? ''
  return bond.former_ports === 'keep'
    ? { ...merge([]), warnings: keepFormer(inventory, name, claimed).warnings }
    : planRelease(inventory, name, claimed)
}

/** A bond with the ports that it keeps beside those that the task names. */
function withKept(inventory: Inventory, bond: Bond, claimed: ReadonlySet<string>): Bond {
  if (bond.former_ports !== 'keep') return bond
  return { ...bond, ports: [...(bond.ports ?? []), ...keepFormer(inventory, bond.name ?? '', claimed).ports] }
}

/** The files of the devices that are to be ports, however these files name their device. */
function pathsOf(inventory: Inventory, bonds: readonly Bond[]): ReadonlySet<string> {
  const found = bonds.flatMap(({ ports }) => (ports ?? []).map(port => findFile(inventory, port)))
  return new Set(found.flatMap(file => (file.state === 'found' ? [file.entry.path] : [])))
}

// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { findFile } from '../bonding/find-file.ts'
import { warnOfBondNames } from '../bonding/host-rules/bond-name-rules.ts'
import { warnOfVirtualMachine } from '../bonding/host-rules/virtual-rules.ts'
import { deviceOf, type Inventory, scriptsFolder } from '../bonding/inventory.ts'
import { readOptions } from '../bonding/steps/file-difference.ts'
import type { ReadHost } from '../host/host.ts'
import type { BothBonds } from './bond-info.ts'

/** What there is to warn of. */
export interface InfoScene {
  readonly host: ReadHost
  readonly isRunning: boolean
  readonly inventory: Inventory
  readonly bonds: readonly BothBonds[]
  /** The names of all bonds, those that are not told of among them. */
  readonly names: readonly string[]
  /** Whether there is a folder of ifcfg files. */
  readonly hasReader: boolean
}

/** Files that cannot be told apart or read for certain, and what the virtual machine around a host means for its bonds. */
export function sceneWarnings({ host, isRunning, inventory, bonds, names, hasReader }: InfoScene): readonly string[] {
  const files = bonds.flatMap(bond => [...(bond.files?.warnings ?? []), ...portWarnings(inventory, bond)])
  const about = bonds.map(({ name }) => name)
  return [
    ...(isRunning && !hasReader ? [noReader] : []),
    ...new Set(files),
    ...warnOfBondNames(host, { all: names, about }),
    ...(isRunning ? bonds.flatMap(bond => virtualWarnings(host, bond)) : [])
  ]
}

/** Names that the task gives and that no bond has. */
export function unknownNames(names: readonly string[], all: readonly string[], isRunning: boolean): readonly string[] {
  const kernel = 'no file is for it, and the kernel has no bond of that name'
  const where = isRunning ? kernel : 'no file under root is for it'
  const known = all.length === 0 ? 'there is no bond at all' : `there is ${all.join(', ')}`
  const unknown = [...new Set(names)].filter(name => !all.includes(name))
  return unknown.map(name => `name: ${name} is unknown: ${where}; ${known}`)
}

const noReader =
  `${scriptsFolder}: this host has no such folder, so nothing on it reads ifcfg files (EL10 and later have no reader for them); ` +
  'only the kernel is reported'

function portWarnings(inventory: Inventory, { files, kernel }: BothBonds): readonly string[] {
  const ports = [...(kernel?.ports ?? []), ...(files?.portFiles ?? []).map(deviceOf)]
  return [...new Set(ports)].flatMap(port => {
    const found = findFile(inventory, port)
    return found.state === 'refused' ? [found.problem] : []
  })
}

/** By the options that run, else by those of the file. */
function virtualWarnings(host: ReadHost, { name, files, kernel }: BothBonds): readonly string[] {
  const options = kernel?.options ?? (files?.entry === undefined ? undefined : readOptions(files.entry))
  const word = (option: string, other: string): string => String(options?.get(option) ?? other)
  const bond = { name, mode: word('mode', ''), fail_over_mac: word('fail_over_mac', 'none') }
  return warnOfVirtualMachine(host, bond).warnings
}

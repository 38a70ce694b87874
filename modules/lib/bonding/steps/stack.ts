// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { deviceOf, type IfcfgEntry, type Inventory, lookUp } from '../inventory.ts'
import { isBridgeFile, vlanBaseOf } from '../stacked.ts'

/** VLANs and bridges by the files before the change and those after it. */
export interface Stack {
  /** What the VLANs of a device stand on. */
  basesOf(vlan: string): readonly string[]
  vlansOn(device: string): readonly string[]
  /** The bridges that a device is a port of. */
  bridgesOf(device: string): readonly string[]
  bridgePorts(bridge: string): readonly string[]
  isBridge(device: string): boolean
  /** 0 for what stands on nothing; a VLAN is above its device, a bridge above its ports. */
  level(device: string): number
}

/** Reads the files once for all questions. */
export function createStack(files: readonly Inventory[]): Stack {
  const entries = files.flatMap(inventory => inventory.entries.filter(({ text }) => /vlan|bridge/i.test(text)))
  const vlans = pairsOf(entries, vlanBaseOf)
  const ports = pairsOf(entries, entry => lookUp(entry, 'BRIDGE'))
  const bridges = new Set(entries.filter(isBridgeFile).map(deviceOf))
  const [basesOf, vlansOn] = [othersOf(vlans), devicesOf(vlans)]
  const [bridgesOf, bridgePorts] = [othersOf(ports), devicesOf(ports)]
  const levelBelow = (device: string, above: readonly string[]): number => {
    if (basesOf(device).length === 0 && !bridges.has(device)) return 0
    const below = [...basesOf(device), ...bridgePorts(device)].filter(name => !above.includes(name))
    return 1 + Math.max(0, ...below.map(name => levelBelow(name, [...above, device])))
  }
  return {
    ...{ basesOf, vlansOn, bridgesOf, bridgePorts },
    isBridge: device => bridges.has(device),
    level: device => levelBelow(device, [])
  }
}

/** A device and what its file names: the device that it stands on, or its bridge. */
interface Pair {
  readonly device: string
  readonly other: string
}

function pairsOf(entries: readonly IfcfgEntry[], otherOf: (entry: IfcfgEntry) => string | undefined): readonly Pair[] {
  return entries.flatMap(entry => {
    const other = otherOf(entry)
    return other === undefined ? [] : [{ device: deviceOf(entry), other }]
  })
}

type Names = (name: string) => readonly string[]

function othersOf(pairs: readonly Pair[]): Names {
  return name => [...new Set(pairs.filter(({ device }) => device === name).map(({ other }) => other))]
}

function devicesOf(pairs: readonly Pair[]): Names {
  return name => [...new Set(pairs.filter(({ other }) => other === name).map(({ device }) => device))].sort()
}

// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { deviceOf, type IfcfgEntry, type Inventory, lookUp, scriptsFolder } from './inventory.ts'
import { isForDevice } from './keyfiles.ts'

/** The file of a device, or that there is none, or why it cannot be told. */
export type FoundFile =
  | { readonly state: 'found'; readonly entry: IfcfgEntry }
  | { readonly state: 'absent'; readonly path: string }
  | { readonly state: 'refused'; readonly problem: string }

/**
 * Finds the ifcfg file of a device as its readers do: by DEVICE, by the file's name, by HWADDR, by NAME
 * (need_config() in network-functions; make_connection_setting() in NetworkManager's ifcfg-rh reader).
 * Two files for one device are refused, since each reader would take another one.
 */
export function findFile(inventory: Inventory, device: string): FoundFile {
  const address = inventory.hardwareAddress(device)
  const named = inventory.entries.filter(entry => isFileOf(entry, device, address))
  const matches = [...named, ...twinsOf(inventory, named)]
  const path = `${scriptsFolder}/ifcfg-${device}`
  const [first, second] = matches
  const known = address ?? (first === undefined ? undefined : addressIn(first))
  const keyfile = inventory.keyfiles.find(candidate => isForDevice(candidate, device, known))
  if (first !== undefined && second !== undefined)
    return refused(
      device,
      `has two ifcfg files, ${first.path} and ${second.path}; readers differ in which one they take: remove one of them`
    )
  if (keyfile !== undefined)
    return refused(
      device,
      `has the NetworkManager keyfile ${keyfile.path} beside ${first?.path ?? path}; NetworkManager would have two ` +
        'profiles for it: remove the keyfile first'
    )
  if (first !== undefined) return { state: 'found', entry: first }
  const taken = inventory.entries.find(entry => entry.path === path)
  if (taken !== undefined)
    return refused(device, `cannot get the file ${path}, which is for ${deviceOf(taken)}: rename that file first`)
  return { state: 'absent', path }
}

function isFileOf(entry: IfcfgEntry, device: string, address: string | undefined): boolean {
  const named = lookUp(entry, 'DEVICE')
  if (named !== undefined) return named === device
  const hardware = addressIn(entry)
  if (entry.suffix === device || (hardware !== undefined && hardware === address)) return true
  return [device, `Auto ${device}`, `System ${device}`].includes(lookUp(entry, 'NAME') ?? '')
}

/** The hardware address that a file names, in upper case. */
function addressIn(entry: IfcfgEntry): string | undefined {
  return lookUp(entry, 'HWADDR')?.toUpperCase()
}

/** Files that name no device and have the hardware address of one of these: they are for the same NIC. */
function twinsOf(inventory: Inventory, files: readonly IfcfgEntry[]): readonly IfcfgEntry[] {
  const addresses = new Set(files.map(addressIn))
  return inventory.entries.filter(entry => {
    const address = addressIn(entry)
    const isNameless = lookUp(entry, 'DEVICE') === undefined && !files.includes(entry)
    return isNameless && address !== undefined && addresses.has(address)
  })
}

function refused(device: string, why: string): FoundFile {
  return { state: 'refused', problem: `${device}: ${why}` }
}

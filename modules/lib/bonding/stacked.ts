// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { deviceOf, type IfcfgEntry, type Inventory, lookUp, scriptsFolder } from './inventory.ts'

/**
 * The device that a file's VLAN stands on, `undefined` for the file of anything else: what stands before the number in its
 * name, else PHYSDEV (ifup in initscripts, `VLAN=yes`; make_vlan_setting() in NetworkManager's ifcfg-rh reader).
 */
export function vlanBaseOf(entry: IfcfgEntry): string | undefined {
  const isVlan =
    /^(?:yes|y|true|t|1|on)$/i.test(lookUp(entry, 'VLAN') ?? '') || /^vlan$/i.test(lookUp(entry, 'TYPE') ?? '')
  return isVlan ? (/^(.+)\.[0-9]{1,4}$/.exec(deviceOf(entry))?.[1] ?? lookUp(entry, 'PHYSDEV')) : undefined
}

/** Whether a file is that of a bridge (ifup-eth asks for this very spelling, NetworkManager for any case). */
export function isBridgeFile(entry: IfcfgEntry): boolean {
  return /^bridge$/i.test(lookUp(entry, 'TYPE') ?? '')
}

/**
 * The files of what stands on a device: aliases (eth0:1, eth0-range0), VLANs (eth0.100, PHYSDEV=eth0) and its routes and
 * rules. All of them need an address on the device itself, which a port of a bond does not have.
 */
export function stackedOn(inventory: Inventory, device: string): readonly string[] {
  const files = inventory.entries.filter(entry => {
    const names = [entry.suffix, deviceOf(entry)]
    const isAlias = names.some(name => name.startsWith(`${device}:`) || name.startsWith(`${device}-range`))
    const isVlan = names.some(name => name.startsWith(`${device}.`) && /^\.[0-9]+$/.test(name.slice(device.length)))
    return isAlias || isVlan || (lookUp(entry, 'PHYSDEV') === device && lookUp(entry, 'VLAN') !== undefined)
  })
  const routing = inventory.routing.filter(name => /^(?:route6?|rule6?)-(.*)$/.exec(name)?.[1] === device)
  return [...files.map(({ path }) => path), ...routing.map(name => `${scriptsFolder}/${name}`)].sort()
}

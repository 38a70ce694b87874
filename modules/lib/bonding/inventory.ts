// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import type { ReadHost } from '../host/host.ts'
import type { IfcfgFile } from '../ifcfg/ifcfg-file.ts'
import { parseIfcfg } from '../ifcfg/parse-ifcfg.ts'
import { readKey } from '../ifcfg/read-key.ts'
import { type Keyfile, readKeyfiles } from './keyfiles.ts'

/** The folder of ifcfg files on every host generation that has them. */
export const scriptsFolder = '/etc/sysconfig/network-scripts'

/** One ifcfg file that a reader takes for configuration. */
export interface IfcfgEntry {
  readonly path: string
  /** What follows `ifcfg-` in the file's name. */
  readonly suffix: string
  readonly text: string
  readonly file: IfcfgFile
}

/** All that was found in the folder of ifcfg files, read once. */
export interface Inventory {
  readonly entries: readonly IfcfgEntry[]
  /** Copies that some readers skip and others take for configuration, such as .old on EL6 and .rpmsave for NetworkManager. */
  readonly strays: readonly IfcfgEntry[]
  /** route-, route6-, rule- and rule6- files, by name. */
  readonly routing: readonly string[]
  readonly keyfiles: readonly Keyfile[]
  /** The hardware address of a device that is there, in upper case; `undefined` with another root than `/`. */
  hardwareAddress(device: string): string | undefined
}

/** Suffixes that every reader skips: initscripts of EL6 to EL8, their rename_device for udev, and NetworkManager. */
const skippedByAll = /(?:~|\.bak|\.rpmnew)$/
/** Suffixes that at least one of them takes for configuration (is_ignored_file(), isCfg(), utils_should_ignore_file()). */
const skippedBySome = /(?:\.orig|\.old|\.rpmsave|\.rpmorig|\.rej|\.augnew|\.augtmp)$/i

/** Reads the folder of ifcfg files; a file in it that cannot be read is an error, since it may belong to any device. */
export function readInventory(host: ReadHost): Inventory {
  const names = host.list(scriptsFolder)
  const found = names.filter(name => /^ifcfg-./.test(name) && name !== 'ifcfg-lo' && !skippedByAll.test(name))
  const all = found.map(name => readEntry(host, name)).filter((entry): entry is IfcfgEntry => entry !== undefined)
  return {
    entries: all.filter(({ suffix }) => !skippedBySome.test(suffix)),
    strays: all.filter(({ suffix }) => skippedBySome.test(suffix)),
    routing: names.filter(name => /^(?:route6?|rule6?)-./.test(name) && !skippedByAll.test(name)),
    keyfiles: readKeyfiles(host),
    hardwareAddress: device => readHardwareAddress(host, device)
  }
}

/**
 * What a file says for a key, by the reader that sees more; `undefined` where both see nothing. For looking a file up,
 * where missing it would be worse than taking it: edits use `readKey`. NetworkManager takes an expansion for its own text,
 * which whoever wrote it for bash did not mean.
 */
export function lookUp({ file }: Pick<IfcfgEntry, 'file'>, key: string): string | undefined {
  const reading = readKey(file, key)
  if (reading.state === 'absent') return undefined
  const isExpanded = reading.state === 'differs' && reading.bash && /[$`]/.test(reading.nm ?? '')
  const value = reading.state === 'value' ? reading.value : isExpanded ? reading.bash : reading.nm || reading.bash
  return value === undefined || value.trim() === '' ? undefined : value.trim()
}

/** The device a file is for: DEVICE, else its HWADDR's device is asked for by the caller, else its name. */
export function deviceOf(entry: IfcfgEntry): string {
  return lookUp(entry, 'DEVICE') ?? entry.suffix
}

/** Whether the device of a file comes up with the network: without ONBOOT it does (init.d/network, make_connection_setting()). */
export function isBroughtUp(entry: IfcfgEntry): boolean {
  return !isFalse(lookUp(entry, 'ONBOOT'))
}

/** Whether a value says no in one of the ways that readers know (is_false(), svParseBoolean()). */
export function isFalse(value: string | undefined): boolean {
  return /^(?:no|n|false|f|0|off)$/i.test(value ?? '')
}

function readEntry(host: ReadHost, name: string): IfcfgEntry | undefined {
  const path = `${scriptsFolder}/${name}`
  const text = host.readText(path)
  return text === undefined ? undefined : { path, suffix: name.slice('ifcfg-'.length), text, file: parseIfcfg(text) }
}

/** An enslaved port shows the bond's address, so the driver's own note of the permanent one is taken first. */
function readHardwareAddress(host: ReadHost, device: string): string | undefined {
  if (host.root !== '/') return undefined
  for (const bond of host.list('/proc/net/bonding')) {
    const section = (host.readText(`/proc/net/bonding/${bond}`) ?? '').split(`Slave Interface: ${device}\n`)[1]
    const permanent = /^Permanent HW addr: (\S+)/m.exec(section?.split('Slave Interface:')[0] ?? '')?.[1]
    if (permanent !== undefined) return permanent.toUpperCase()
  }
  return host.readText(`/sys/class/net/${device}/address`)?.trim().toUpperCase()
}

// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import type { ReadHost } from '../../host/host.ts'
import type { IfcfgFile } from '../../ifcfg/ifcfg-file.ts'
import { readKey } from '../../ifcfg/read-key.ts'
import { scriptsFolder } from '../inventory.ts'

/** Who reads ifcfg files and sets the network up by them. */
export type Provider = 'initscripts' | 'networkmanager'

/** Which of them a host has. */
export interface Providers {
  /** The scripts of initscripts (or, on EL8, of the package network-scripts) are installed. */
  readonly initscripts: boolean
  /** A NetworkManager process runs. */
  readonly networkmanager: boolean
}

/** Looks at the scripts and at /proc. */
export function readProviders(host: ReadHost): Providers {
  const isManager = (name: string): boolean =>
    /^[0-9]+$/.test(name) && host.readText(`/proc/${name}/comm`) === 'NetworkManager\n'
  return {
    initscripts: host.realPath(`${scriptsFolder}/ifup-eth`) !== undefined,
    networkmanager: host.list('/proc').some(isManager)
  }
}

/**
 * Who sets up the device of a file, `undefined` where nobody does: initscripts hand it to a running NetworkManager unless
 * the file says NM_CONTROLLED=no (source_config() in network-functions, is_false() in init.d/functions).
 */
export function providerOf(
  { initscripts, networkmanager }: Providers,
  file: IfcfgFile | undefined
): Provider | undefined {
  const controlled = file === undefined ? undefined : readKey(file, 'NM_CONTROLLED')
  const isRefused = controlled?.state === 'value' && /^(?:no|n|false|f|0|off)$/i.test(controlled.value)
  if (networkmanager && !(isRefused && initscripts)) return 'networkmanager'
  return initscripts ? 'initscripts' : undefined
}

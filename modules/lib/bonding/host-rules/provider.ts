// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import type { ReadHost } from '../../host/host.ts'
import type { IfcfgFile } from '../../ifcfg/ifcfg-file.ts'
import { readKey } from '../../ifcfg/read-key.ts'
import { scriptsFolder } from '../inventory.ts'

/** Who reads ifcfg files and sets the network up by them. */
export type Provider = 'initscripts' | 'networkmanager'

/** Whether the scripts of initscripts (or, on EL8, of the package network-scripts) are installed. */
export function hasInitscripts(host: ReadHost): boolean {
  return host.realPath(`${scriptsFolder}/ifup-eth`) !== undefined
}

/** Whether a NetworkManager process runs, by /proc. */
export function runsNetworkManager(host: ReadHost): boolean {
  return host
    .list('/proc')
    .some(name => /^[0-9]+$/.test(name) && host.readText(`/proc/${name}/comm`) === 'NetworkManager\n')
}

/** Who runs this host's network; `undefined` where neither is there. */
export function hostProvider(host: ReadHost): Provider | undefined {
  if (runsNetworkManager(host)) return 'networkmanager'
  return hasInitscripts(host) ? 'initscripts' : undefined
}

/** Who sets up the device of a file: initscripts where NetworkManager does not run or the file says NM_CONTROLLED=no. */
export function providerOf(host: ReadHost, file: IfcfgFile): Provider | undefined {
  const controlled = readKey(file, 'NM_CONTROLLED')
  const isNo = controlled.state === 'value' && /^(?:no|n|false|f|0|off)$/i.test(controlled.value)
  return isNo && hasInitscripts(host) ? 'initscripts' : hostProvider(host)
}

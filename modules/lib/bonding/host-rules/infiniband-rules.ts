// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import type { BondOptions } from '#generated/bond'
import type { FileChange } from '../../change/file-change.ts'
import type { ReadHost } from '../../host/host.ts'
import { modeId } from '../bonding-opts.ts'
import { agreedValue } from '../plan/edits.ts'
import { plannedFile } from '../plan/planned-file.ts'
import type { Findings } from './check-host.ts'

/**
 * InfiniBand ports work in active-backup only: the driver refuses to enslave them in other modes (bond_enslave() in
 * bond_main.c), NetworkManager refuses the profile (verify() in nm-setting-bond.c).
 */
export function checkInfiniband(host: ReadHost, bond: Partial<BondOptions>, files: readonly FileChange[]): Findings {
  const mode = modeId(bond.mode)
  const found =
    mode === undefined || mode === 1 ? [] : (bond.ports ?? []).filter(port => isInfiniband(host, port, files))
  return {
    problems: found.map(
      port => `${bond.name}: ${port} is an InfiniBand port, which works in mode active-backup only; give mode=1`
    ),
    warnings: []
  }
}

/** By its file, or by its type on the running host (ARPHRD_INFINIBAND in uapi/linux/if_arp.h). */
function isInfiniband(host: ReadHost, port: string, files: readonly FileChange[]): boolean {
  if (agreedValue(plannedFile(files, port), 'TYPE')?.toLowerCase() === 'infiniband') return true
  return host.root === '/' && host.readText(`/sys/class/net/${port}/type`)?.trim() === '32'
}

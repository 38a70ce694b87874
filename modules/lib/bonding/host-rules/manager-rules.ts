// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import type { BondOptions } from '#generated/bond'
import type { FileChange } from '../../change/file-change.ts'
import type { ReadHost } from '../../host/host.ts'
import { givenOpts } from '../bond-input.ts'
import { givenText, namedValue } from '../bonding-opts.ts'
import { bondingOptions } from '../options.ts'
import { plannedFile } from '../plan/planned-file.ts'
import type { Findings } from './check-host.ts'
import { providerOf, readProviders } from './provider.ts'

/**
 * Warns of options that some releases of NetworkManager drop without failing (handle_bond_option() in nms-ifcfg-rh-reader.c),
 * where it is in charge of the bond; which release runs cannot be read from files.
 */
export function warnOfManager(host: ReadHost, bond: Partial<BondOptions>, files: readonly FileChange[]): Findings {
  const given = givenOpts(bond)
  const unknown = bondingOptions.filter(option => {
    const value = given.get(option.name)
    if (value === undefined) return false
    return option.isNewToManager === true || namedValue(option, givenText(value))?.isNewToManager === true
  })
  const isManaged =
    unknown.length > 0 && providerOf(readProviders(host), plannedFile(files, bond.name)) === 'networkmanager'
  return {
    problems: [],
    warnings: (isManaged ? unknown : []).map(
      ({ name }) =>
        `${bond.name}: ${name}=${givenText(given.get(name))} is not known to NetworkManager 1.42, which drops it with a line in its ` +
        'log; newer ones know it: if this host has an older one, give nm_controlled=false, or leave the option out'
    )
  }
}

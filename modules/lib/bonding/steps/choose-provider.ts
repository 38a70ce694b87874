// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { ModuleError } from '../../errors.ts'
import { findFile } from '../find-file.ts'
import { type Provider, type Providers, providerOf } from '../host-rules/provider.ts'
import { deviceOf, type IfcfgEntry, lookUp, scriptsFolder } from '../inventory.ts'
import { lineOf } from '../plan/masters.ts'
import type { Scene } from './scene.ts'

/** The provider that the host has, or the one that the task names; ModuleError('unsupported') where it is not there. */
export function chooseProvider(wanted: 'auto' | Provider, providers: Providers): Provider {
  const provider = wanted === 'auto' ? providerOf(providers, undefined) : wanted
  if (provider === undefined)
    throw new ModuleError('unsupported', [
      `provider: auto finds neither a running NetworkManager nor initscripts (${scriptsFolder}/ifup-eth); start or install one of them`
    ])
  if (providers[provider]) return provider
  throw new ModuleError('unsupported', [
    provider === 'networkmanager'
      ? 'provider: networkmanager is not running on this host; start it, or use initscripts'
      : `provider: initscripts is not installed on this host (no ${scriptsFolder}/ifup-eth); install it (network-scripts on EL8), or use networkmanager`
  ])
}

/** A bond that one provider brings up waits for ports that only the other one would bring. */
export function disagreements(
  { new: inventory, providers, wanted }: Scene,
  bond: string,
  ports: readonly IfcfgEntry[]
): readonly string[] {
  if (wanted !== undefined || ports.length === 0) return []
  const own = findFile(inventory, bond)
  if (own.state !== 'found') return []
  const provider = providerOf(providers, own.entry.file)
  return ports
    .filter(port => providerOf(providers, port.file) !== provider)
    .map(port => {
      const odd = lookUp(port, 'NM_CONTROLLED') === undefined ? own.entry : port
      const line = `NM_CONTROLLED=${lookUp(odd, 'NM_CONTROLLED')} in ${odd.path}, line ${lineOf(odd, 'NM_CONTROLLED')}`
      return (
        `${bond}: ${provider} sets it up, but not its port ${deviceOf(port)} (${line}); give a bond and its ports the same, ` +
        'nm_controlled of nic.bonding.bond writes it to all of them'
      )
    })
}

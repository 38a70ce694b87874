// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import type { NetworkApplyArguments } from '#generated/network_apply'
import { type FutureFiles, overlayHost } from '../../change/overlay-host.ts'
import { initscriptsSteps, networkManagerSteps, type Step, serviceRestart } from '../../change/restart-steps.ts'
import { ModuleError } from '../../errors.ts'
import { flatMap } from '../../flat-map.ts'
import type { ReadHost } from '../../host/host.ts'
import { type Provider, type Providers, providerOf, readProviders } from '../host-rules/provider.ts'
import { deviceOf, type Inventory, readInventory, scriptsFolder } from '../inventory.ts'
import { bootDevices, restartTargets } from './restart-targets.ts'

export interface RestartPlan {
  /** Who restarts; both where NM_CONTROLLED=no gives some interfaces to initscripts beside a running NetworkManager. */
  readonly provider: Provider | 'both'
  readonly steps: readonly Step[]
}

/** Plans the restart of the given interfaces, of all, or of those that `changes` names. Nothing to do is no step. */
export function planRestart(args: Partial<NetworkApplyArguments>, host: ReadHost): RestartPlan {
  const providers = readProviders(host)
  const provider = chooseProvider(args.provider ?? 'auto', providers)
  const inventory = readInventory(overlayHost(host, futureFiles(args.changes ?? [])))
  const all = args.interfaces?.length === 1 && args.interfaces[0] === 'all'
  if (all && provider === 'initscripts') return { provider, steps: serviceRestart }
  const devices = all ? bootDevices(inventory) : (args.interfaces ?? devicesOf(inventory, args.changes ?? []))
  const wanted = args.provider === undefined || args.provider === 'auto' ? undefined : provider
  const targets = restartTargets({ host, inventory, providers, wanted }, [...new Set(devices)])
  const own = targets.filter(target => target.provider === 'initscripts')
  const managed = targets.filter(target => target.provider === 'networkmanager')
  return {
    provider:
      own.length === 0
        ? managed.length === 0
          ? provider
          : 'networkmanager'
        : managed.length === 0
          ? 'initscripts'
          : 'both',
    steps: [...initscriptsSteps(own), ...networkManagerSteps(managed)]
  }
}

function futureFiles(changes: readonly { readonly [key: string]: unknown }[]): FutureFiles {
  const files = new Map<string, string | null>()
  for (const { path, after } of changes)
    if (typeof path === 'string' && (typeof after === 'string' || after === null)) files.set(path, after)
  return files
}

/** The devices of changed ifcfg files; a removed file is known by its name only. */
function devicesOf(inventory: Inventory, changes: readonly { readonly [key: string]: unknown }[]): readonly string[] {
  return flatMap(changes, ({ path }) => {
    if (typeof path !== 'string' || !path.startsWith(`${scriptsFolder}/ifcfg-`)) return []
    const entry = inventory.entries.find(candidate => candidate.path === path)
    return [entry === undefined ? path.slice(`${scriptsFolder}/ifcfg-`.length) : deviceOf(entry)]
  })
}

function chooseProvider(wanted: 'auto' | Provider, providers: Providers): Provider {
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

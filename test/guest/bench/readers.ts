import { networkManager } from '../../../tools/setup/networkmanager.mjs'

/** Who reads the files of a host in the guest and brings its bonds up. */
export interface Reader {
  readonly label: string
  readonly reader: 'initscripts' | 'networkmanager'
  readonly skipReason: string | undefined
}

/** The folder of NetworkManager, `undefined` where it was not built. */
export const networkManagerFolder = process.env.NIC_BONDING_NETWORKMANAGER ?? networkManager()

export const readers: readonly Reader[] = [
  { label: 'by the stand-in for initscripts', reader: 'initscripts', skipReason: undefined },
  {
    label: 'by NetworkManager 1.42 with ifcfg-rh',
    reader: 'networkmanager',
    skipReason:
      networkManagerFolder === undefined
        ? (process.env.NIC_BONDING_NETWORKMANAGER_MISSING ?? 'NetworkManager with ifcfg-rh is not built')
        : undefined
  }
]

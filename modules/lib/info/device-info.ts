// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

import { kernelDevice } from '../bonding/steps/kernel-device.ts'
import type { ReadHost } from '../host/host.ts'
import { sysText } from './sys-text.ts'

/** A device by /sys/class/net alone, whatever it is a part of; keys as results have them. */
export interface DeviceInfo {
  readonly exists: boolean | undefined
  readonly up: boolean | undefined
  /** Only of a device that is up. */
  readonly carrier: boolean | undefined
  readonly mac: string | undefined
  readonly mtu: number | undefined
  /** In Mb/s. */
  readonly speed: number | undefined
  readonly duplex: string | undefined
}

/** Looks a device up. A speed below zero and the duplex `unknown` are how the kernel says that it does not know. */
export function deviceInfo(host: ReadHost, name: string): DeviceInfo {
  const { exists, isUp } = isName.test(name) ? kernelDevice(host, name) : { exists: false, isUp: false }
  const read = (file: string): string | undefined =>
    exists ? sysText(host, `/sys/class/net/${name}/${file}`) : undefined
  const carrier = isUp ? read('carrier') : undefined
  const speed = isUp ? Number(read('speed')) : Number.NaN
  const duplex = isUp ? read('duplex') : undefined
  const mtu = read('mtu')
  return {
    exists,
    up: exists ? isUp : undefined,
    carrier: carrier === undefined ? undefined : carrier === '1',
    mac: read('address'),
    mtu: mtu === undefined ? undefined : Number(mtu),
    speed: speed > 0 ? speed : undefined,
    duplex: duplex === 'full' || duplex === 'half' ? duplex : undefined
  }
}

/** What the kernel takes for a name (dev_valid_name() in net/core/dev.c); a file may say anything. */
const isName = /^(?!\.\.?$)[^/:\s]{1,15}$/

/** Every key, of which nothing is known. */
export const noDevice: DeviceInfo = {
  exists: undefined,
  up: undefined,
  carrier: undefined,
  mac: undefined,
  mtu: undefined,
  speed: undefined,
  duplex: undefined
}

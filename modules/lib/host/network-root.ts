// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import type { ReadHost } from './host.ts'
import { createHost } from './node-host.ts'
import { deviceTowards } from './routes.ts'

/**
 * The device over which this host reaches its root file system; `undefined` where that is local, `unknown` where it is on
 * the network but the device cannot be told.
 *
 * As init.d/network decides before it stops the network: the type begins with nfs, or an option is _netdev (which
 * /etc/mtab of EL6 has, and /etc/fstab). Beyond that cifs, a disk of an iSCSI session, and a boot firmware table (iBFT).
 */
export function networkRootDevice(): string | 'unknown' | undefined {
  return networkRootOf(createHost('/'), deviceTowards)
}

/** The same for any host; `towards` answers through which device an address is reached. */
export function networkRootOf(
  host: ReadHost,
  towards: (address: string) => string | undefined
): string | 'unknown' | undefined {
  const mounts = ['/proc/mounts', '/etc/mtab', '/etc/fstab'].flatMap(path => rootMounts(host.readText(path) ?? ''))
  const isRemote = mounts.some(({ type, options }) => /^(?:nfs|cifs)/.test(type) || options.includes('_netdev'))
  const addresses = [
    ...mounts.flatMap(({ options }) => options.filter(option => option.startsWith('addr=')).map(text => text.slice(5))),
    ...iscsiTargets(host)
  ]
  const firmware = firmwareDevices(host)
  if (!isRemote && firmware === undefined && iscsiTargets(host).length === 0) return undefined
  const found = addresses.flatMap(address => {
    const device = towards(address)
    return device === undefined ? [] : [device]
  })
  return found[0] ?? firmware?.[0] ?? 'unknown'
}

interface RootMount {
  readonly type: string
  readonly options: readonly string[]
}

function rootMounts(text: string): readonly RootMount[] {
  const fields = text.split('\n').map(line => line.trim().split(/\s+/))
  return fields
    .filter(([device = '#', folder, type]) => !device.startsWith('#') && folder === '/' && type !== 'rootfs')
    .map(([, , type = '', options = '']) => ({ type, options: options.split(',') }))
}

/** The portals of the sessions that the disks below the root file system belong to; their paths name the session. */
function iscsiTargets(host: ReadHost): readonly string[] {
  const line = (host.readText('/proc/self/mountinfo') ?? '').split('\n').find(text => text.split(' ')[4] === '/')
  const number = line?.split(' ')[2]
  const sessions = number === undefined ? [] : sessionsBelow(host, `/sys/dev/block/${number}`, 0)
  return sessions.flatMap(session => {
    const folder = `/sys/class/iscsi_connection/connection${session}:0`
    const address = host.readText(`${folder}/persistent_address`) ?? host.readText(`${folder}/address`)
    return address === undefined ? [''] : [address.trim()]
  })
}

/** LVM, multipath and md are stacks of devices, each with its `slaves`. */
function sessionsBelow(host: ReadHost, device: string, depth: number): readonly string[] {
  const path = host.realPath(device)
  if (path === undefined || depth > 8) return []
  const session = /\/session([0-9]+)\//.exec(path)?.[1]
  if (session !== undefined) return [session]
  return host.list(`${path}/slaves`).flatMap(name => sessionsBelow(host, `${path}/slaves/${name}`, depth + 1))
}

/** The devices with the hardware addresses of the iBFT; `undefined` without one. */
function firmwareDevices(host: ReadHost): readonly string[] | undefined {
  const nics = host.list('/sys/firmware/ibft').filter(name => /^ethernet[0-9]+$/.test(name))
  if (nics.length === 0) return undefined
  const addressIn = (path: string): string => (host.readText(path) ?? '').trim().toLowerCase()
  const wanted = nics.map(name => addressIn(`/sys/firmware/ibft/${name}/mac`)).filter(address => address !== '')
  return host.list('/sys/class/net').filter(name => {
    const isDevice = host.fileType(`/sys/class/net/${name}`) === 'folder'
    return isDevice && wanted.includes(addressIn(`/sys/class/net/${name}/address`))
  })
}

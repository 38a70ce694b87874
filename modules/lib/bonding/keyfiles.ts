// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import type { ReadHost } from '../host/host.ts'
import { readNetworkManagerConf } from './network-manager-conf.ts'

/** A NetworkManager keyfile, as far as it decides which device it is for. */
export interface Keyfile {
  readonly path: string
  readonly interfaceName: string | undefined
  /** In upper case, the permanent address of an Ethernet device. */
  readonly macAddress: string | undefined
}

/**
 * The keyfiles of a host; dot-files and copies ending in '~' are none (nm_keyfile_utils_ignore_filename()). One that
 * NetworkManager made up for a device without any profile ("Wired connection 1") gives way to every other profile: it is
 * marked nm-generated (nms-keyfile-utils.h) and has autoconnect-priority=-999.
 */
export function readKeyfiles(host: ReadHost): readonly Keyfile[] {
  const keyfiles: Keyfile[] = []
  for (const folder of keyfileFolders(host))
    for (const name of host.list(folder)) {
      if (name.startsWith('.') || name.endsWith('~')) continue
      const path = `${folder}/${name}`
      const text = host.readText(path)
      if (text !== undefined && !isGenerated(text)) keyfiles.push(readKeyfile(path, text))
    }
  return keyfiles
}

/** Whether a keyfile is for this device. */
export function isForDevice(keyfile: Keyfile, device: string, hardwareAddress: string | undefined): boolean {
  if (keyfile.interfaceName !== undefined) return keyfile.interfaceName === device
  return keyfile.macAddress !== undefined && keyfile.macAddress === hardwareAddress
}

/**
 * Where NetworkManager looks for keyfiles: instead of its own folder in /etc it may have another one, or none where the path
 * is empty; a relative path counts for nothing (nms_keyfile_plugin_init() in nms-keyfile-plugin.c).
 */
function keyfileFolders(host: ReadHost): ReadonlySet<string> {
  const path = readNetworkManagerConf(host, 'keyfile', 'path')
  const isConfigured = path === '' || path?.startsWith('/') === true
  const own = isConfigured ? path.replace(/(.)\/+$/, '$1') : '/etc/NetworkManager/system-connections'
  const others = ['/run/NetworkManager/system-connections', '/usr/lib/NetworkManager/system-connections']
  return new Set(own === '' ? others : [own, ...others])
}

function isGenerated(text: string): boolean {
  const meta = text.split(/^\[/m).find(section => section.startsWith('.nmmeta]'))
  return meta !== undefined && /^nm-generated=true$/m.test(meta)
}

function readKeyfile(path: string, text: string): Keyfile {
  const mac = keyOf(text, '[ethernet]', 'mac-address') ?? keyOf(text, '[802-3-ethernet]', 'mac-address')
  return {
    path,
    interfaceName: keyOf(text, '[connection]', 'interface-name'),
    macAddress: mac?.toUpperCase()
  }
}

/** The last value of a key in the parts of that name, without blanks around it; `undefined` where it is empty. */
function keyOf(text: string, part: string, key: string): string | undefined {
  let within = ''
  let found: string | undefined
  for (const line of text.split('\n').map(each => each.trim())) {
    if (line.startsWith('[')) within = line
    const [name = '', ...value] = line.split('=')
    if (within === part && value.length > 0 && name.trim() === key) found = value.join('=').trim()
  }
  return found === '' ? undefined : found
}

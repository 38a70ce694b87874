// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { bootHookInit, bootHookUnit } from '#generated/scripts'

/** What starts the services of a host. */
export type InitSystem = 'systemd' | 'sysv'

/** A file or a symbolic link of the boot hook; `mode` counts for files. */
export interface BootHookFile {
  readonly path: string
  readonly text?: string
  readonly link?: string
  readonly mode: number
}

const unit = 'nic-bonding-revert.service'
const script = 'nic-bonding-revert'

/**
 * What makes a host run `<revertPath> boot` before its network is up, in the order of making. A link that enables it comes
 * last, so that it never leads nowhere. On SysV the network is S10 in the runlevels 2 to 5 (EL6, /etc/rc.d/init.d/network).
 */
export function bootHookFiles(init: InitSystem, revertPath: string): readonly BootHookFile[] {
  if (init === 'systemd') {
    const folder = '/etc/systemd/system'
    return [
      { path: `${folder}/${unit}`, text: filled(bootHookUnit, revertPath), mode: 0o644 },
      { path: `${folder}/sysinit.target.wants/${unit}`, link: `../${unit}`, mode: 0o777 }
    ]
  }
  return [
    { path: `/etc/rc.d/init.d/${script}`, text: filled(bootHookInit, revertPath), mode: 0o755 },
    ...[2, 3, 4, 5].map(level => ({
      path: `/etc/rc.d/rc${level}.d/S09${script}`,
      link: `../init.d/${script}`,
      mode: 0o777
    }))
  ]
}

function filled(template: string, revertPath: string): string {
  return template.replaceAll('@REVERT@', () => revertPath)
}

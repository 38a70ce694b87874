// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import type { Step } from '../../change/step.ts'
import { deviceOf, type Inventory } from '../inventory.ts'

/** The devices that a step takes down or sets up anew; a live write of an option, and what only concerns files, none. */
export function touchedBy(step: Step, files: readonly Inventory[]): readonly string[] | 'all' {
  switch (step.type) {
    case 'files':
    case 'reload':
    case 'set':
      return []
    case 'service':
      return 'all'
    case 'activate': {
      const { path } = step
      const entries = files.flatMap(({ entries: all }) => all.filter(entry => entry.path === path))
      return entries.map(deviceOf)
    }
    case 'release':
    case 'enslave':
      return [step.port]
    case 'remove-bond':
      return [step.bond]
    case 'ifdown':
    case 'ifup':
    case 'reapply':
    case 'disconnect':
    case 'flush':
      return [step.device]
    case 'link':
      return step.to === 'down' ? [step.device] : []
  }
}

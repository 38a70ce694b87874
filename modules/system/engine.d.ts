// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import type { System } from './system.ts'

/** What `#system` is to the modules, whichever engine a build has put there. */
export declare const system: System

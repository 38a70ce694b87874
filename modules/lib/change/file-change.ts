// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

/**
 * One file before and after, as text; `undefined` is a file that does not exist.
 * `path` is as the host sees it (without `root`). Nothing to do is an empty list of these, never a flag.
 */
export interface FileChange {
  readonly path: string
  readonly before: string | undefined
  readonly after: string | undefined
  /** The device whose configuration this file is; absent for files of no device, such as those in modprobe.d. */
  readonly device?: string
}

/** What a module decided, before anything is written; check mode and the real run share it. */
export interface Plan {
  /** Every managed file, the unchanged ones included (`before === after`), in the order in which they are written. */
  readonly files: readonly FileChange[]
  readonly warnings: readonly string[]
}

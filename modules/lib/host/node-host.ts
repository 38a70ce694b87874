// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { applyFiles, backupPath, missingFolders } from './apply-files.ts'
import type { Host } from './host.ts'
import { createReadHost, type ReadTexts } from './read-host.ts'

/** The host whose files lie under `root`, to be read as `createReadHost` does until `apply` has written, and written. */
export function createHost(root: string): Host {
  const texts: ReadTexts = new Map()
  const host = createReadHost(root, texts)
  return {
    ...host,
    apply(files, options) {
      texts.clear()
      applyFiles(host.root, files, options)
    },
    missingFolders: files => missingFolders(host.root, files),
    backupPath: backupPath
  }
}

import { packagedPath } from '../rpm.ts'
import { sha256 } from '../sbom/components.ts'

/** The folder that root's program is put into where the host offers it; the first of the action plugin's. */
const hostFolder = '/opt/nic-bonding'

/**
 * The list of one architecture in the format of fapolicyd.trust(5), for a file in /etc/fapolicyd/trust.d: path, size and
 * SHA-256 of the program where the collection puts it and where the RPM does. fapolicyd looks at these lines only for files
 * with these very bytes, so that a line without a file does no harm.
 */
export function trustList(program: Buffer, title: string): string {
  const hash = sha256(program)
  const paths = [`${hostFolder}/${hash.slice(0, 16)}/nic-bonding`, packagedPath]
  return [`# ${title}`, ...paths.map(path => `${path} ${program.length} ${hash}`), ''].join('\n')
}

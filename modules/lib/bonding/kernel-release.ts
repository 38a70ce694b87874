// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import type { ReadHost } from '../host/host.ts'

/** The release of the running kernel, `undefined` where /proc does not say it. */
export function kernelRelease(host: ReadHost): string | undefined {
  const release = (host.readText('/proc/sys/kernel/osrelease') ?? '').trim()
  return /^[0-9]+\.[0-9]+/.test(release) ? release : undefined
}

/** Whether a release such as 4.18.0-553.el8 is built on a Linux before a version such as 5.3; unknown releases are not. */
export function isBefore(release: string | undefined, version: string): boolean {
  const [has, wants] = [numbers(release ?? ''), numbers(version)]
  if (has.length === 0) return false
  const index = wants.findIndex((number, at) => number !== (has[at] ?? 0))
  return index >= 0 && (has[index] ?? 0) < (wants[index] ?? 0)
}

function numbers(text: string): readonly number[] {
  return (/^[0-9]+(?:\.[0-9]+)*/.exec(text)?.[0] ?? '')
    .split('.')
    .filter(part => part !== '')
    .map(Number)
}

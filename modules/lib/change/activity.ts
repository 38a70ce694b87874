// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

/**
 * Whether NetworkManager runs a device: `on`, `off`, or `coming` while it tries to, such as for a lease that nobody gives. That
 * the kernel has it up says nothing: NetworkManager keeps all its devices up, to see their carrier.
 */
export type Activity = 'on' | 'coming' | 'off'

/** What NetworkManager says of a device; `undefined` where it does not know it, or does not answer. */
export type ActivityOf = (device: string) => Activity | undefined

/**
 * Reads what `nmcli -t -f DEVICE,STATE device` prints, in which a backslash escapes colons in a name. The words for a state are
 * those of nmcli's devices.c, such as `connected (externally)` and `connecting (getting IP configuration)`; a device that
 * NetworkManager does not manage is left out.
 */
export function parseActivities(text: string): ReadonlyMap<string, Activity> {
  const found = new Map<string, Activity>()
  for (const line of text.split('\n')) {
    const [, name = '', state = ''] = /^((?:\\.|[^\\:])*):(.*)$/.exec(line) ?? []
    const activity = activityOf(state)
    if (activity !== undefined) found.set(name.replace(/\\(.)/g, '$1'), activity)
  }
  return found
}

function activityOf(state: string): Activity | undefined {
  if (state.startsWith('connected')) return 'on'
  if (state.startsWith('connecting')) return 'coming'
  return state === 'disconnected' || state === 'unavailable' || state === 'connection failed' ? 'off' : undefined
}

/** A complaint of NetworkManager that files we write may cause, and why it does no harm. The tests fail where one never occurs. */
export interface Harmless {
  readonly complaint: RegExp
  readonly reason: string
}

export const harmless: readonly Harmless[] = [
  {
    complaint: /^ifcfg-rh: ifcfg,.*: key \w+ is duplicated and the early occurrence ignored$/,
    reason: 'a line that others share, or to which another one appends, is left above the one that counts'
  },
  {
    complaint: /^ifcfg-rh: ifcfg,.*: key USERCTL is unknown and ignored$/,
    reason: 'initscripts alone read it: whether an ordinary user may start the interface; the guide writes it'
  },
  {
    complaint: /^platform-linux: do-add-link\[.*\/bond\]: failure 1 \(Operation not permitted\)$/,
    reason: 'the test lets NetworkManager change no link'
  },
  {
    complaint: /couldn't create the device: Failed to create bond interface .*: Operation not permitted$/,
    reason: 'the test lets NetworkManager change no link'
  }
]

/** What a stretch of NetworkManager's log complains of, without time and line number. */
export function complaintsIn(log: string): readonly string[] {
  return log.split('\n').flatMap(line => {
    const [, level, text] = /^<(\w+)>\s+\[[\d.]+\] (.*)$/.exec(line) ?? []
    if (level === undefined || text === undefined) return []
    const counts = level === 'warn' || level === 'error' || text.endsWith('is unknown and ignored')
    return counts ? [text.replace(/^(ifcfg-rh: ifcfg,[^:]*):\d+:/, '$1:')] : []
  })
}

// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

/** One answer to a probe; times in milliseconds of the module's monotonic clock. */
export interface Answer {
  /** The number of the probe, from 1; ping prints it modulo 65536. */
  readonly seq: number
  /** When the module saw it. */
  readonly at: number
  /** When the probe was sent: the round trip before that. */
  readonly sentAt: number
}

/** All that one ping has been answered, in the order of arrival; each probe counts once. */
export interface ProbeLog {
  /** When the first probe was sent, as far as is known. */
  readonly start: number
  readonly interval: number
  readonly answers: Answer[]
}

/** A stretch of time and what became of the probes sent in it. */
export interface ProbeCount {
  readonly sent: number
  readonly lost: number
  /** The longest time without an answer that touches the stretch; about the interval when nothing was lost. */
  readonly longestGap: number
}

/** How many probes in a row must be answered until traffic counts as flowing. */
const inARow = 5

/**
 * Notes the answers among lines of ping(8), seen at one moment. A second answer to the same probe ("DUP!") is left out, and so is
 * every other line: errors that come back bear numbers too ("From 10.0.2.12 icmp_seq=7 Destination Host Unreachable").
 */
export function noteAnswers(log: ProbeLog, lines: readonly string[], at: number): void {
  for (const line of lines) {
    const [, printed, trip = '0'] =
      /^[0-9]+ bytes from .*\bicmp_[sr]eq=([0-9]+)(?:.* time=([0-9.]+) ms)?/.exec(line) ?? []
    if (printed === undefined) continue
    const seq = unwrapped(Number(printed), sentUntil(log, at))
    if (!log.answers.some(answer => answer.seq === seq)) log.answers.push({ seq, at, sentAt: at - Number(trip) })
  }
}

/** How many probes had been sent at a time, by the nearest answered one before it: ping keeps its interval. */
export function sentUntil({ start, interval, answers }: ProbeLog, time: number): number {
  if (time < start) return 0
  let last = { seq: 1, sentAt: start }
  let next = Number.POSITIVE_INFINITY
  for (const { seq, sentAt } of answers) {
    if (sentAt <= time && seq > last.seq) last = { seq, sentAt }
    if (sentAt > time) next = Math.min(next, seq)
  }
  const since = Math.max(0, Math.floor((time - last.sentAt) / interval))
  return Math.max(0, Math.min(last.seq + since, next - 1))
}

/** What became of the probes sent after `from` and until `to`; to be asked when late answers have had their time. */
export function countProbes(log: ProbeLog, from: number, to: number): ProbeCount {
  const [before, until] = [sentUntil(log, from), sentUntil(log, to)]
  const answered = log.answers.filter(({ seq }) => seq > before && seq <= until).length
  const times = log.answers.map(({ at }) => at).sort((a, b) => a - b)
  const inside = times.filter(at => at > from && at < to)
  const first = times.filter(at => at <= from).pop() ?? Math.min(from, log.start)
  const edges = [first, ...inside, to]
  const gaps = edges.slice(1).map((time, index) => time - (edges[index] ?? time))
  return { sent: until - before, lost: until - before - answered, longestGap: Math.round(Math.max(0, ...gaps)) }
}

/** Whether the last probes, all of them sent after `since`, were answered without a gap. */
export function isFlowing({ interval, answers }: ProbeLog, since: number, now: number): boolean {
  const recent = answers.filter(({ sentAt }) => sentAt >= since)
  const last = Math.max(0, ...recent.map(({ seq }) => seq))
  const row = recent.filter(({ seq }) => seq > last - inARow)
  return row.length === inARow && row.some(({ at }) => now - at <= inARow * interval)
}

/** The number with these lower 16 bits that is nearest to the one expected. */
function unwrapped(printed: number, expected: number): number {
  return printed + 65536 * Math.max(0, Math.round((expected - printed) / 65536))
}

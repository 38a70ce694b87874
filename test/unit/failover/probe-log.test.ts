import { describe, expect, test } from 'vitest'
import {
  countProbes,
  isFlowing,
  noteAnswers,
  type ProbeLog,
  sentUntil
} from '../../../modules/lib/failover/probe-log.ts'

/** A ping that began at 1000 and asks every 100 ms: probe n is sent at 900 + 100 n. */
function newLog(): ProbeLog {
  return { start: 1000, interval: 100, answers: [] }
}

function sent(seq: number): number {
  return 900 + 100 * seq
}

/** As iputils prints it: of EL6 (20071127), of today, and that of Debian 7 with icmp_req. */
function answer(seq: number, time = '0.5'): string {
  return `64 bytes from 10.0.0.138: icmp_seq=${seq} ttl=64 time=${time} ms`
}

/** Each of these probes answered after half a millisecond. */
function logOf(...seqs: readonly number[]): ProbeLog {
  const log = newLog()
  for (const seq of seqs) noteAnswers(log, [answer(seq)], sent(seq) + 0.5)
  return log
}

function range(from: number, to: number): readonly number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index)
}

describe('what ping prints', () => {
  test.each([
    [answer(7), 7, 0.5],
    ['64 bytes from 10.0.0.138: icmp_req=7 ttl=64 time=12 ms', 7, 12],
    ['64 bytes from 2001:db8::1: icmp_seq=7 ttl=64 time=1.25 ms', 7, 1.25],
    ['64 bytes from fe80::1%bond0: icmp_seq=7 ttl=64 time=1.25 ms', 7, 1.25],
    ['64 bytes from gw (10.0.0.138): icmp_seq=7 ttl=64 time=1.25 ms', 7, 1.25],
    ['64 bytes from 10.0.0.138: icmp_seq=7 ttl=64', 7, 0]
  ])('%s', (line, seq, trip) => {
    const log = newLog()
    noteAnswers(log, [line], 1650)
    expect(log.answers).toEqual([{ seq, at: 1650, sentAt: 1650 - trip }])
  })

  test.each([
    'PING 10.0.0.138 (10.0.0.138) 56(84) bytes of data.',
    'From 10.0.2.12 icmp_seq=7 Destination Host Unreachable',
    'no answer yet for icmp_seq=7',
    'ping: sendmsg: Network is unreachable',
    'ping: sendmsg: No buffer space available',
    '--- 10.0.0.138 ping statistics ---',
    '7 packets transmitted, 6 received, 14% packet loss, time 605ms',
    ''
  ])('is no answer: %s', line => {
    const log = newLog()
    noteAnswers(log, [line], 1650)
    expect(log.answers).toEqual([])
  })

  test('a second answer to a probe counts once, whenever it comes', () => {
    const log = newLog()
    noteAnswers(log, [answer(1), `${answer(1)} (DUP!)`, answer(2)], 1100)
    noteAnswers(log, [`${answer(1)} (DUP!)`], 1200)
    expect(log.answers.map(({ seq }) => seq)).toEqual([1, 2])
  })

  test('the number goes on above 65535, where ping begins again', () => {
    const log = newLog()
    for (const seq of [65534, 65535, 65536, 65537]) noteAnswers(log, [answer(seq % 65536)], sent(seq) + 0.5)
    expect(log.answers.map(({ seq }) => seq)).toEqual([65534, 65535, 65536, 65537])
    noteAnswers(log, [answer(65535)], sent(65540))
    expect(log.answers).toHaveLength(4)
  })
})

describe('how many were sent', () => {
  test.each<[string, readonly number[], number, number]>([
    ['none before the first', [], 999, 0],
    ['by the interval alone', [], 1350, 4],
    ['by the last answer', [1, 2, 3], 1250, 3],
    ['while none is answered', [1, 2, 3], 1850, 9],
    ['before an answer that came later', [1, 2, 3, 9], 1650, 7],
    ['never more than the next answered one allows', [1, 4], 1299, 3]
  ])('%s', (_, answered, time, expected) => {
    expect(sentUntil(logOf(...answered), time)).toBe(expected)
  })

  test('a ping that is late from the beginning is told by its answers', () => {
    const log = newLog()
    for (const seq of [1, 2, 3]) noteAnswers(log, [answer(seq)], sent(seq) + 350)
    expect(sentUntil(log, sent(3) + 400)).toBe(3)
  })

  test('a slow answer is counted by when its probe was sent', () => {
    const log = newLog()
    noteAnswers(log, [answer(1, '0.5'), answer(2, '900')], sent(2) + 900)
    expect(log.answers[1]?.sentAt).toBe(sent(2))
  })
})

describe('what became of the probes of a stretch', () => {
  const from = sent(10) + 50
  const to = sent(40) + 50

  test('none is lost', () => {
    expect(countProbes(logOf(...range(1, 50)), from, to)).toEqual({ sent: 30, lost: 0, longestGap: 100 })
  })

  test('some are lost, and only those of the stretch count', () => {
    const log = logOf(...range(1, 4), ...range(7, 14), ...range(18, 42), ...range(45, 50))
    expect(countProbes(log, from, to)).toEqual({ sent: 30, lost: 3, longestGap: 400 })
  })

  test('late is not lost, but a gap', () => {
    const log = logOf(...range(1, 14))
    noteAnswers(
      log,
      range(15, 20).map(seq => answer(seq)),
      sent(20) + 0.5
    )
    for (const seq of range(21, 50)) noteAnswers(log, [answer(seq)], sent(seq) + 0.5)
    expect(countProbes(log, from, to)).toEqual({ sent: 30, lost: 0, longestGap: 600 })
  })

  test('in another order than sent', () => {
    const log = logOf(...range(1, 14), 16, 15, ...range(17, 50))
    expect(countProbes(log, from, to)).toMatchObject({ sent: 30, lost: 0 })
  })

  test('an answer that comes after the stretch still counts for its probe', () => {
    const log = logOf(...range(1, 39), ...range(41, 50))
    noteAnswers(log, [answer(40, '800')], sent(40) + 800)
    expect(countProbes(log, from, to).lost).toBe(0)
  })

  test('a gap that began before, or has not ended, is told', () => {
    expect(countProbes(logOf(...range(1, 8), ...range(15, 50)), from, to).longestGap).toBe(700)
    expect(countProbes(logOf(...range(1, 20)), from, to)).toEqual({ sent: 30, lost: 20, longestGap: 2050 })
  })

  test('nobody ever answered', () => {
    expect(countProbes(newLog(), from, to)).toEqual({ sent: 30, lost: 30, longestGap: to - 1000 })
  })
})

describe('whether traffic flows', () => {
  test('not before five probes sent since then were answered in a row', () => {
    const log = logOf(...range(1, 14))
    expect(isFlowing(log, sent(10), sent(14) + 20)).toBe(true)
    expect(isFlowing(log, sent(10) + 1, sent(14) + 20)).toBe(false)
  })

  test('not with a hole in it', () => {
    expect(isFlowing(logOf(...range(1, 12), 14, 15, 16), sent(1), sent(16) + 20)).toBe(false)
  })

  test('not any more when no answer has come for a while', () => {
    const log = logOf(...range(1, 14))
    expect(isFlowing(log, sent(5), sent(14) + 400)).toBe(true)
    expect(isFlowing(log, sent(5), sent(14) + 600)).toBe(false)
  })

  test('not without an answer', () => {
    expect(isFlowing(newLog(), 0, 2000)).toBe(false)
  })
})

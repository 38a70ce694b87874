import { describe, expect, test } from 'vitest'
import { countProbes, noteAnswers, type ProbeLog } from '../../../modules/lib/failover/probe-log.ts'
import { hasNamespaces, hostCall, inNamespace, withoutNamespaces } from '../../support/network-namespace.ts'

const network = 'ip link set lo up; ip addr add 10.0.0.138/32 dev lo; ip -6 addr add 2001:db8::1/128 dev lo nodad'

interface Printed {
  readonly lines: readonly string[]
  readonly pid?: number
  readonly error?: string
}

function printed(call: string): Printed {
  return JSON.parse(inNamespace(`${network}\n${call}`))
}

/** The numbers of the answered probes, by the module's own reading. */
function answered({ lines }: Printed): readonly number[] {
  const log: ProbeLog = { start: 0, interval: 100, answers: [] }
  noteAnswers(log, lines, 0)
  return log.answers.map(({ seq }) => seq)
}

describe.skipIf(!hasNamespaces)(`a real ping that goes on${withoutNamespaces}`, () => {
  test.each(['10.0.0.138', '2001:db8::1'])('%s is asked ten times a second', target => {
    const seqs = answered(printed(hostCall('pinger', target, '2', '30')))
    expect(seqs.length).toBeGreaterThanOrEqual(15)
    expect(seqs.length).toBeLessThanOrEqual(22)
    expect(seqs).toEqual(seqs.map((_, index) => index + 1))
  })

  test('it goes on when sending fails and when errors come back, and its numbers go on too', () => {
    const outage = '(sleep 1.5; ip addr del 10.0.0.138/32 dev lo; sleep 1; ip addr add 10.0.0.138/32 dev lo) &'
    const seqs = answered(printed(`${outage}\n${hostCall('pinger', '10.0.0.138', '4', '30')}; wait`))
    const [first = 0] = seqs
    const last = seqs[seqs.length - 1] ?? 0
    const lost = last - first + 1 - seqs.length
    expect(first).toBe(1)
    expect(last).toBeGreaterThanOrEqual(30)
    expect(lost).toBeGreaterThanOrEqual(6)
    expect(lost).toBeLessThanOrEqual(14)
    const log: ProbeLog = { start: 0, interval: 100, answers: [] }
    for (const seq of seqs) noteAnswers(log, [`64 bytes from x: icmp_seq=${seq} ttl=64 time=0 ms`], seq * 100)
    expect(countProbes(log, 0, last * 100)).toMatchObject({ sent: last, lost, longestGap: (lost + 1) * 100 })
  })

  test('it is ended with the module, and at its limit without one', () => {
    const { lines, pid, error } = printed(`${hostCall('pinger', '10.0.0.138', '20', '1')}`)
    expect(error).toMatch(/^ping 10\.0\.0\.138 has ended: /)
    expect(pid).toBeUndefined()
    expect(answered({ lines }).length).toBeLessThanOrEqual(12)
    const call = hostCall('pinger', '10.0.0.201', '1', '30')
    const stopped = inNamespace(
      `ip link set lo up; ip addr add 10.0.0.201/32 dev lo\n${call}; sleep 0.2; pgrep -ax ping | grep 10.0.0.201 || echo gone`
    )
    expect(stopped).toMatch(/gone\n$/)
  })

  test('a target that ping does not know', () => {
    expect(printed(hostCall('pinger', 'no.such.host.invalid', '20', '30')).error).toMatch(
      /^ping no\.such\.host\.invalid has ended: .*no\.such\.host\.invalid/
    )
  })
})

import type { Bench } from '../../../modules/lib/failover/bench.ts'
import type { BondSample } from '../../../modules/lib/failover/bond-sample.ts'
import { noteAnswers, type ProbeLog } from '../../../modules/lib/failover/probe-log.ts'

/** How a bond behaves; times in milliseconds. */
export interface Behaviour {
  readonly mode: string
  readonly ports?: readonly string[]
  readonly active?: string
  /** From the loss of a link until the driver acts, and from its return. */
  readonly downLag?: number
  readonly upLag?: number
  /** The port that is active whenever it can be (primary_reselect=always). */
  readonly primary?: string
  /** Ports whose switch forwards nothing. */
  readonly deaf?: readonly string[]
  /** Ports of which the driver does not see that they are down. */
  readonly unseen?: readonly string[]
  /** Ports whose link does not come back. */
  readonly broken?: readonly string[]
  /** Ports that ip(8) cannot set up. */
  readonly stuck?: readonly string[]
  /** Ports that somebody else sets up again at once. */
  readonly contested?: readonly string[]
  /** Ports that go down with another one. */
  readonly tied?: readonly string[]
  /** The driver does not choose another active port. */
  readonly noSwitch?: boolean
  /** 802.3ad: the aggregator of each port, and that of a port that has come back. */
  readonly aggregators?: { readonly [port: string]: number }
  readonly aggregatorAfter?: number
  /** 802.3ad: from a link that is up until it has agreed with its partner. */
  readonly lacpLag?: number
  /** MAC addresses follow the active port (fail_over_mac=active). */
  readonly macFollows?: boolean
  /** Whether a target is asked at all. */
  readonly isAsked?: boolean
}

export interface ModelBond extends Bench {
  /** What was done to links and guard, with the time. */
  readonly calls: readonly string[]
}

/** A bond in memory with a clock of its own, asked by a ping of ten a second. It is up for a second when a test begins. */
export function modelBond(behaviour: Behaviour): ModelBond {
  const { mode, downLag = 80, upLag = 80, isAsked = true } = behaviour
  const names = behaviour.ports ?? ['eth0', 'eth1']
  const has = (list: readonly string[] | undefined, port: string): boolean => list?.includes(port) === true
  const isSwitching = ['active-backup', 'balance-tlb', 'balance-alb'].includes(mode)
  const links = new Map(
    names.map(port => [port, { isUp: true, since: 0, sees: true, aggregator: behaviour.aggregators?.[port] }])
  )
  const calls: string[] = []
  const log: ProbeLog = { start: 0, interval: 100, answers: [] }
  let now = 0
  let active = isSwitching ? (behaviour.active ?? names[0]) : undefined
  let probed = 0

  const linkOf = (port: string) => {
    const link = links.get(port)
    if (link === undefined) throw new Error(`no port ${port}`)
    return link
  }
  const set = (port: string, isUp: boolean): void => {
    calls.push(`${now} ${port} ${isUp ? 'up' : 'down'}`)
    for (const name of has(behaviour.tied, port) ? (behaviour.tied ?? []) : [port]) {
      const link = linkOf(name)
      if (link.isUp !== isUp && !has(behaviour.contested, name) && !(isUp && has(behaviour.broken, name)))
        Object.assign(link, { isUp, since: now })
    }
  }
  const seen = (): readonly string[] => names.filter(port => linkOf(port).sees)
  const act = (): void => {
    for (const port of names) {
      const link = linkOf(port)
      if (link.sees === link.isUp || now - link.since < (link.isUp ? upLag : downLag)) continue
      if (!link.isUp && has(behaviour.unseen, port)) continue
      link.sees = link.isUp
      if (link.isUp && behaviour.aggregatorAfter !== undefined) link.aggregator = behaviour.aggregatorAfter
    }
    if (!isSwitching) return
    if (behaviour.primary !== undefined && seen().includes(behaviour.primary)) active = behaviour.primary
    else if (active === undefined || !seen().includes(active))
      active = behaviour.noSwitch === true ? undefined : seen()[0]
  }
  const isNegotiated = (port: string): boolean => {
    const { isUp, since } = linkOf(port)
    return since === 0 || (isUp && now - since >= upLag + (behaviour.lacpLag ?? 0))
  }
  const carries = (port: string | undefined): boolean =>
    port !== undefined && linkOf(port).isUp && !has(behaviour.deaf, port)
  const isAnswered = (): boolean => (isSwitching ? carries(active) : seen().some(carries))
  const tick = (): void => {
    now += 20
    act()
    if (now % 100 !== 0) return
    probed += 1
    if (isAnswered()) noteAnswers(log, [`64 bytes from 10.0.0.138: icmp_seq=${probed} ttl=64 time=0.5 ms`], now + 0.5)
  }
  const macOf = (port: string | undefined): string => `08:00:27:00:00:0${names.indexOf(port ?? '') + 1}`
  const sample = (): BondSample => ({
    isUp: true,
    mode,
    miiStatus: seen().length > 0 ? 'up' : 'down',
    mac: behaviour.macFollows === true ? macOf(active) : macOf(names[0]),
    activePort: active,
    aggregator: mode === '802.3ad' ? seen().map(port => linkOf(port).aggregator)[0] : undefined,
    ports: names.map(port => ({
      port,
      isUp: linkOf(port).isUp || has(behaviour.broken, port),
      miiStatus: linkOf(port).sees ? 'up' : 'down',
      aggregator: linkOf(port).aggregator,
      isNegotiated: behaviour.lacpLag === undefined ? undefined : isNegotiated(port)
    }))
  })

  return {
    calls,
    probes: isAsked ? log : undefined,
    now: () => now,
    look() {
      tick()
      return sample()
    },
    arm: seconds => void calls.push(`${now} armed for ${seconds}`),
    takeDown: port => set(port, false),
    setUp(port) {
      if (has(behaviour.stuck, port)) return 'ip link set dev eth0 up: RTNETLINK answers: Input/output error'
      set(port, true)
      return undefined
    }
  }
}

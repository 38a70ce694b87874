// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { type BondSample, isLacp, othersFor, usablePorts } from './bond-sample.ts'
import type { Scene } from './scene.ts'

/** Everything that forbids the test; nothing has been touched when it is asked. */
export function refusals(scene: Scene): readonly string[] {
  const { bond, sample, isDevice, window } = scene
  const open = window === undefined ? [] : [`${window}; a fail-over test would disturb it`]
  if (sample === undefined) {
    const what = isDevice ? 'is a device of this host, and no bond' : 'this host has no such bond now'
    return [
      `name: ${bond}: ${what} (/sys/class/net/${bond}/bonding); name one that runs, or bring it up first`,
      ...open
    ]
  }
  return [...bondProblems(scene, sample), ...portProblems(scene, sample), ...targetProblems(scene), ...open]
}

/** The ports to test: those that the task names, else all that are up. The active one comes first, as in the guide. */
export function portsToTest({ asked }: Pick<Scene, 'asked'>, sample: BondSample): readonly string[] {
  const ports = asked ?? usablePorts(sample)
  const isActive = (port: string): boolean => port === sample.activePort
  return [...ports.filter(isActive), ...ports.filter(port => !isActive(port))]
}

/** Why a port must not be taken down now; `undefined` when enough others carry on. */
export function whyKept(sample: BondSample, port: string, minLinks: number): string | undefined {
  const others = othersFor(sample, port)
  if (others.length === 0)
    return `${port}: no other port of the bond is up, so the host would be cut off; mend the others first`
  if (!isLacp(sample) || others.length >= minLinks) return undefined
  // Only 802.3ad looks at it (bond_3ad_set_carrier()).
  return (
    `${port}: min_links is ${minLinks}, and ${others.length} of the ports would carry on without it (${others.join(', ')}), so ` +
    'the bond would go down; mend or add ports, or lower min_links'
  )
}

function bondProblems({ bond, options, timeout }: Scene, sample: BondSample): readonly string[] {
  const { miimon, arp_interval, updelay, downdelay } = options
  const isWatched = miimon > 0 || arp_interval > 0
  const slowest = Math.max(updelay, downdelay) + Math.max(miimon, arp_interval)
  return [
    ...(sample.isUp ? [] : [`name: ${bond}: is down, and carries nothing that could go on; bring it up first`]),
    ...(isWatched
      ? []
      : [
          `name: ${bond}: miimon and arp_interval are both 0, so the driver would not notice that a link is down; set miimon, such ` +
            'as 100'
        ]),
    ...(timeout * 1000 > slowest
      ? []
      : [
          `timeout: ${timeout} seconds are over before the driver acts (updelay ${updelay}, downdelay ${downdelay}, ` +
            `miimon ${miimon}, arp_interval ${arp_interval}, in milliseconds); give at least ${Math.floor(slowest / 1000) + 1}`
        ])
  ]
}

function portProblems(scene: Scene, sample: BondSample): readonly string[] {
  const { bond, asked, options, burdens } = scene
  const usable = usablePorts(sample)
  const unusable = (asked ?? []).filter(port => !usable.includes(port))
  const fine = portsToTest(scene, sample).filter(port => usable.includes(port))
  if (usable.length < 2)
    return [
      `name: ${bond}: ${usable.length} of its ${sample.ports.length} ports can carry traffic (${describe(sample)}), and a test ` +
        'needs two, or the host would be cut off; mend the others first',
      ...unusable.map(port => notUsable(sample, bond, port))
    ]
  return [
    ...unusable.map(port => notUsable(sample, bond, port)),
    ...fine.flatMap(port => {
      const kept = whyKept(sample, port, options.min_links)
      return kept === undefined ? [] : [kept]
    }),
    ...fine.flatMap(port =>
      (burdens.get(port) ?? []).map(
        what =>
          `${port}: ${what} is on it, and would go with its link and not come back; remove that, or leave the port out of ports`
      )
    )
  ]
}

function notUsable({ ports }: BondSample, bond: string, port: string): string {
  const own = ports.find(candidate => candidate.port === port)
  const names = ports.map(candidate => candidate.port).join(', ')
  if (own === undefined) return `ports: ${port} is no port of ${bond} (those are: ${names || 'none'}); name one of them`
  return `ports: ${port} cannot be tested, since it is down already (${stateOf(own)}); mend it, or leave it out`
}

function targetProblems({ bond, target }: Scene): readonly string[] {
  switch (target.type) {
    case 'none':
      return []
    case 'unknown':
      return [
        `ping_target: ${bond} has no gateway, by its routes or its file; give the address of a host behind it, or none to ` +
          'measure by /proc and /sys alone'
      ]
    case 'host': {
      const { address, device, isOverBond, silence } = target
      const shown = `ping_target: ${address}`
      if (device === undefined) return [`${shown}: there is no route to it; give an address behind ${bond}, or none`]
      if (!isOverBond)
        return [
          `${shown}: is reached over ${device}, and would answer whatever ${bond} does; give an address behind ${bond}, or none`
        ]
      if (silence === undefined) return []
      return [
        `${shown}: does not answer now (${silence}), so nothing could be told from it; give one that does, or none`
      ]
    }
  }
}

function describe({ ports }: BondSample): string {
  return ports.map(port => `${port.port}: ${stateOf(port)}`).join(', ') || 'it has none'
}

function stateOf({ isUp, miiStatus }: { readonly isUp: boolean; readonly miiStatus: string }): string {
  return isUp ? `MII status ${miiStatus}` : 'set down'
}

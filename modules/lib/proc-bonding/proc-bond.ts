// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

/**
 * A file of /proc/net/bonding. What a driver does not print, or says is unknown, is `undefined`: 2.6.32 has neither speed nor
 * queue id, and the details of 802.3ad are for CAP_NET_ADMIN alone.
 */
export interface ProcBond {
  /** Of the driver: `v3.7.1 (April 27, 2011)`, in newer kernels their release. */
  readonly version: string | undefined
  /** The options that are printed, by the names and in the words of sysfs; addresses are separated by commas. */
  readonly options: ReadonlyMap<string, string>
  readonly activePort: string | undefined
  readonly miiStatus: string | undefined
  readonly systemPriority: number | undefined
  readonly systemMac: string | undefined
  /** Of 802.3ad; `none` where the driver says that none is active. */
  readonly aggregator: ProcAggregator | 'none' | undefined
  readonly ports: readonly ProcPort[]
  /** Lines that no driver prints whose source was read. */
  readonly unknown: readonly string[]
}

/** The active aggregator of an 802.3ad bond. */
export interface ProcAggregator {
  readonly id: number | undefined
  readonly ports: number | undefined
  readonly actorKey: number | undefined
  readonly partnerKey: number | undefined
  /** All zeros where no partner answers. */
  readonly partnerMac: string | undefined
}

/** The section of a port. */
export interface ProcPort {
  readonly name: string
  /** `up`, `down`, or during a delay `going down` or `going back`. */
  readonly miiStatus: string | undefined
  /** In Mb/s. */
  readonly speed: number | undefined
  readonly duplex: string | undefined
  readonly linkFailures: number | undefined
  readonly permanentMac: string | undefined
  readonly queueId: number | undefined
  readonly aggregatorId: number | undefined
  readonly actorChurn: string | undefined
  readonly partnerChurn: string | undefined
  readonly actorChurned: number | undefined
  readonly partnerChurned: number | undefined
  readonly actor: ProcLacpdu | undefined
  readonly partner: ProcLacpdu | undefined
}

/** One side of a port, as its LACP packets have it. */
export interface ProcLacpdu {
  readonly systemPriority: number | undefined
  readonly systemMac: string | undefined
  readonly key: number | undefined
  readonly portPriority: number | undefined
  readonly portNumber: number | undefined
  readonly portState: number | undefined
}

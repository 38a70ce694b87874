import type { Case } from './case.ts'

const journal = '/var/lib/nic-bonding'

/** Waits until a condition of bash holds on a host, two minutes at the longest; commands in ambush are not met. */
export async function untilOn(host: Case, condition: string): Promise<void> {
  const last = `tail ${journal}/*/{state,position*}; exit 1`
  await host.run(`for i in {1..300}; do ${condition} && exit; /usr/bin/sleep 0.2; done; ${last}`, { seconds: 120 })
}

/** Waits until the only change of a host's journal is in a state. */
export async function untilState(host: Case, state: string): Promise<void> {
  await untilOn(host, `read -r state <$(echo ${journal}/*/state) && [ "$state" = ${state} ]`)
}

import { waitUntil } from '../../integration/bench/processes.ts'
import type { Case } from './case.ts'

/** A bond as the kernel says it is: /proc/net/bonding/<bond> and the bond's own address. */
export interface BondState {
  readonly text: string
  readonly activePort: string
  readonly mac: string
  readonly ports: Readonly<Record<string, PortState>>
}

export interface PortState {
  readonly miiStatus: string
  readonly linkFailures: number
  readonly permanentMac: string
}

export async function readBond(host: Case, name = 'bond0'): Promise<BondState> {
  const both = await host.run(`cat /sys/class/net/${name}/address /proc/net/bonding/${name}`)
  const [mac = '', ...lines] = both.split('\n')
  const text = lines.join('\n')
  const [, ...ports] = text.split(/^Slave Interface: /m)
  return {
    text,
    mac,
    activePort: fieldOf(text, 'Currently Active Slave'),
    ports: Object.fromEntries(ports.map(port => [port.slice(0, port.indexOf('\n')), portState(port)]))
  }
}

/** Waits until the guide's bond has both ports up, its address and the default route; throws with what there is after 30 s. */
export async function untilUp(host: Case): Promise<void> {
  const isUp = async (): Promise<boolean> => {
    const { stdout } = await host.attempt(
      'cat /proc/net/bonding/bond0; ip -4 address show dev bond0; ip route show default'
    )
    const statuses = stdout.split('\n').filter(line => line === 'MII Status: up')
    return statuses.length === 3 && stdout.includes('inet 10.0.2.12/8') && stdout.includes('default via')
  }
  try {
    await waitUntil("the guide's bond to be up with both ports", 30, isUp)
  } catch (error) {
    const command = 'tail -n 60 /run/NetworkManager.log; ip address; ip route; cat /proc/net/bonding/*'
    const { stdout, stderr } = await host.attempt(command)
    throw new Error(`${error instanceof Error ? error.message : error}\n${stdout}${stderr}`)
  }
}

function portState(text: string): PortState {
  return {
    miiStatus: fieldOf(text, 'MII Status'),
    linkFailures: Number(fieldOf(text, 'Link Failure Count')),
    permanentMac: fieldOf(text, 'Permanent HW addr')
  }
}

function fieldOf(text: string, key: string): string {
  const line = text.split('\n').find(candidate => candidate.startsWith(`${key}: `))
  return line?.slice(key.length + 2) ?? ''
}

import { guideBond } from '../guest/bench/guide.ts'

/** A run of a module that is injured, and what is there before it. */
export interface Scenario {
  readonly name: string
  /** Whether the root is the host's own, whose journal outlives the run. */
  readonly onHost: boolean
  /** The files before, by path below the root. */
  readonly before: Readonly<Record<string, string>>
  /** Runs that succeed before it: module and arguments. */
  readonly first: readonly Task[]
  readonly task: Task
}

export interface Task {
  readonly module: string
  readonly args: Readonly<Record<string, unknown>>
}

const scripts = 'etc/sysconfig/network-scripts'
export const initscripts = { [`${scripts}/ifup-eth`]: '# a stand-in\n', [`${scripts}/ifcfg-lo`]: 'DEVICE=lo\n' }

/** All four files of the guide's bond, each of which it changes. */
export const existing = {
  [`${scripts}/ifcfg-bond0`]: 'DEVICE=bond0\nONBOOT=yes\nBONDING_OPTS="mode=1 miimon=50"\nIPADDR=10.0.2.11\nPREFIX=8\n',
  [`${scripts}/ifcfg-eth0`]: '# the first\nDEVICE=eth0\nONBOOT=no\nIPADDR=10.0.2.13\nPREFIX=8\n',
  [`${scripts}/ifcfg-eth1`]: '# the second\nDEVICE=eth1\nONBOOT=no\nBOOTPROTO=dhcp\n',
  'etc/modprobe.d/bonding-eth0_eth1.conf': '# of old\n'
}

export const bond: Task = { module: 'bond', args: { ...guideBond, backup: true } }

export const scenarios: readonly Scenario[] = [
  { name: 'bond, root=<folder>, no files before', onHost: false, before: {}, first: [], task: bond },
  { name: 'bond, root=<folder>, four files before', onHost: false, before: existing, first: [], task: bond },
  { name: 'bond, root=/', onHost: true, before: { ...initscripts, ...existing }, first: [], task: bond },
  {
    name: 'bond, root=/, after another task that is not applied',
    onHost: true,
    before: { ...initscripts, ...existing },
    first: [{ module: 'ifcfg', args: { name: 'eth2', settings: { DEVICE: 'eth2', ONBOOT: 'no' } } }],
    task: bond
  }
]

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
  /** What of it is injured: the module, or the first run of that script of the change (host.sh). */
  readonly injured: 'module' | 'guard' | 'revert' | 'revert-by-guard'
  /** Tasks after it that belong to the run. */
  readonly rest: readonly Task[]
  /** Every how manieth call is injured where not each is. */
  readonly step: number
  /** The run that mends, where that is another than the task. */
  readonly further?: Task
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

const onHost = { onHost: true, before: { ...initscripts, ...existing }, injured: 'module', rest: [], step: 7 } as const
const inFolder = { ...onHost, onHost: false, first: [], task: bond } as const

/** Tasks that write files. */
export const writing: readonly Scenario[] = [
  { ...inFolder, name: 'bond, root=<folder>, no files before', before: {} },
  { ...inFolder, name: 'bond, root=<folder>, four files before', before: existing },
  { ...onHost, name: 'bond, root=/', first: [], task: bond },
  {
    ...onHost,
    name: 'bond, root=/, after another task that is not applied',
    first: [{ module: 'ifcfg', args: { name: 'eth2', settings: { DEVICE: 'eth2', ONBOOT: 'no' } } }],
    task: bond
  }
]

const settings = { DEVICE: 'eth2', ONBOOT: 'yes', MTU: '1400' }
const port: Task = { module: 'ifcfg', args: { name: 'eth2', settings } }
const id = 'faults'
const applied: Task = { module: 'network_apply', args: { id, rollback_timeout: 0 } }
const confirmed: Task = { module: 'network_apply', args: { id, state: 'confirmed' } }
export const reverted: Task = { module: 'network_apply', args: { state: 'reverted' } }
const waiting = (seconds: number): Task => ({ module: 'network_apply', args: { id, rollback_timeout: seconds } })

/** A SysV init reads /etc/rc.d, so the host has a boot hook. What is confirmed is no bond: there is no driver to verify it by. */
const withInit = { ...onHost, before: { ...onHost.before, 'etc/rc.d/rc3.d/S10network': '' }, step: 9 } as const

/** What makes the files take effect, keeps them, or undoes them. */
export const applying: readonly Scenario[] = [
  { ...withInit, name: 'network_apply', first: [bond], task: applied },
  { ...withInit, name: 'network_apply, its guard', first: [bond], task: applied, injured: 'guard' },
  {
    ...withInit,
    name: 'network_apply state=confirmed',
    first: [port, waiting(3)],
    task: confirmed,
    further: reverted,
    step: 2
  },
  {
    ...withInit,
    name: 'network_apply state=confirmed, the guard',
    first: [port],
    task: waiting(5),
    rest: [confirmed],
    injured: 'guard',
    further: reverted
  },
  {
    ...withInit,
    name: 'nobody confirms, the guard',
    first: [bond],
    task: waiting(1),
    injured: 'guard',
    further: reverted
  },
  {
    ...withInit,
    name: 'network_apply state=reverted, the script',
    first: [bond, waiting(5)],
    task: reverted,
    injured: 'revert',
    step: 2
  },
  {
    ...withInit,
    name: 'network_apply state=reverted, the script that the guard runs',
    first: [bond],
    task: waiting(5),
    rest: [reverted],
    injured: 'revert-by-guard',
    further: reverted
  },
  {
    ...withInit,
    name: 'network_apply state=reverted, the script, of a change that is not applied',
    first: [bond],
    task: reverted,
    injured: 'revert'
  }
]

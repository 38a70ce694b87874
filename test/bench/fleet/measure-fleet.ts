import type { HostVars, Project } from '../../integration/bench/ansible.ts'
import { type Bench, openBench } from '../../integration/bench/bench.ts'
import { guideTask } from '../../integration/guide-files.ts'
import { type PlayCost, runPlay, type TaskTime, timedProject } from '../ansible/run-play.ts'
import { type Check, type Figure, named, type Part, ratio, to } from '../figures.ts'
import { fleetCost } from './fleet-cost.ts'
import { label, memory, plays, start, tasks, type What } from './labels.ts'
import { openFleet } from './open-fleet.ts'

const counts = [1, 50] as const
const forks = 10
const usualRounds = 5

type Quantity = 'cpu' | 'main' | 'wall'
const quantities: readonly (readonly [Quantity, What])[] = [
  ['cpu', 'controller'],
  ['main', 'first process'],
  ['wall', 'clock']
]

/** What a task costs the controller for each host, and the role over all hosts, with hosts that answer at once. */
export async function measureFleet(share: number): Promise<Part> {
  const bench = await openBench()
  try {
    const hosts = openFleet(bench, Math.max(...counts))
    const roles = measureRole(projectOf(bench, hosts))
    const rounds = Math.max(1, Math.round(usualRounds * share))
    const single = counts.flatMap(count => figuresOf(count, timesOn(projectOf(bench, first(hosts, count)), rounds)))
    const figures = [...single, ...roles]
    return { title: 'A fleet', method, figures, checks: checks(figures), conclusions: fleetCost(figures) }
  } finally {
    bench.close()
  }
}

const method = [
  `Fifty hosts on one machine, each in network and mount namespaces of its own with an sshd of its own; ${forks} forks; the connections`,
  'are up, pipelined. The hosts share the processors with the controller, so the times of the clock are those of a small machine',
  "that does all the work of all hosts; the controller's processor time (ansible-playbook, its workers, the ssh that they start)",
  'is that of any controller, and the part of its first process is what more cores do not shorten. Each figure is for one task on one',
  "host: that of the whole task divided by the number of hosts. The role is `nic.bonding.bonding` with `bonding_apply: false` for the guide's bond: all its",
  'tasks together, without the start of ansible-playbook.'
]

function projectOf(bench: Bench, hosts: Readonly<Record<string, HostVars>>): Project {
  return timedProject(bench, hosts, { forks: String(forks) })
}

function first(hosts: Readonly<Record<string, HostVars>>, count: number): Readonly<Record<string, HostVars>> {
  return Object.fromEntries(Object.entries(hosts).slice(0, count))
}

/** The role over all hosts: the first run, which also opens the connections, and two of which nothing comes. */
function measureRole(project: Project): readonly Figure[] {
  const connect = runPlay(project, { tasks: [{ name: 'connect', 'ansible.builtin.raw': 'true', changed_when: false }] })
  const play = { roles: ['nic.bonding.bonding'], vars: { bonding_bonds: [guideTask], bonding_apply: false } }
  const [writes, ...others] = [1, 2, 3].map(() => runPlay(project, play))
  const changed = [writes, ...others].map(cost => cost?.tasks.reduce((sum, task) => sum + task.changed, 0))
  if (changed.join() !== '50,0,0') throw new Error(`the role changed ${changed.join()} hosts`)
  return [
    ...perHost(plays.connect, [connect]),
    ...perHost(plays.writes, writes === undefined ? [] : [writes]),
    ...perHost(plays.nothing, others),
    ...startOf(project)
  ]
}

function perHost(name: string, costs: readonly PlayCost[]): readonly Figure[] {
  const figure = (quantity: Quantity, what: What): Figure => ({
    label: label(name, 50, what),
    unit: 'ms',
    samples: costs.map(({ tasks: times }) => times.reduce((sum, time) => sum + time[quantity], 0) / 50)
  })
  return quantities.map(([quantity, what]) => figure(quantity, what))
}

/** What ansible-playbook costs before it has done anything; with ansible-pull each host pays it. */
function startOf(project: Project): readonly Figure[] {
  const starts = [1, 2, 3].map(() => runPlay(project, { tasks: [] }).whole)
  return [
    { label: start, unit: 'ms', samples: starts.map(({ cpu }) => cpu) },
    { label: memory, unit: 'MB', samples: starts.map(({ memory }) => memory / 1024) }
  ]
}

function timesOn(project: Project, rounds: number): readonly TaskTime[] {
  const round = [
    { name: tasks.raw, 'ansible.builtin.raw': 'true', changed_when: false },
    { name: tasks.ping, 'ansible.builtin.ping': null },
    { name: tasks.bond, 'nic.bonding.bond': guideTask }
  ]
  const { tasks: times } = runPlay(project, { tasks: Array.from({ length: rounds + 1 }, () => round).flat() })
  if (times.some(({ changed }) => changed !== 0)) throw new Error('a task changed something')
  // The first round opens what is opened once.
  return times.slice(round.length)
}

function figuresOf(count: number, times: readonly TaskTime[]): readonly Figure[] {
  return Object.values(tasks).flatMap(name => {
    const costs = times.filter(({ task }) => task === name)
    const figure = (quantity: Quantity, what: What): Figure => ({
      label: label(name, count, what),
      unit: 'ms',
      samples: costs.map(cost => cost[quantity] / count)
    })
    return quantities.map(([quantity, what]) => figure(quantity, what))
  })
}

function checks(figures: readonly Figure[]): readonly Check[] {
  const compare = (other: string, what: What): Check =>
    ratio(named(figures, label(tasks.bond, 50, what)), named(figures, label(other, 50, what)))
  return [
    to({ atMost: 1.2 }, compare(tasks.raw, 'controller')),
    compare(tasks.ping, 'controller'),
    compare(tasks.raw, 'clock'),
    compare(tasks.ping, 'clock')
  ]
}

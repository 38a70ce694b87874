import path from 'node:path'
import { type Bench, openBench } from '../../integration/bench/bench.ts'
import { hostsOf } from '../../integration/bench/hosts.ts'
import { runPlay, type TaskTime, timedProject } from '../ansible/run-play.ts'
import { type Check, type Figure, named, type Part, ratio, to } from '../figures.ts'
import { names, rounds } from './rounds.ts'

type Way = 'pipelined' | 'default'
type Name = (typeof names)[keyof typeof names]

const hostOf = { pipelined: 'direct-pipelined', default: 'direct-copied' } as const

const usualRounds: Readonly<Record<Way, number>> = { pipelined: 11, default: 5 }

/** What a task costs over SSH on a connection that is up, beside those that Ansible itself has. */
export async function measureTask(share: number): Promise<Part> {
  const bench = await openBench()
  try {
    const ways = (['pipelined', 'default'] as const).map(way => {
      const count = Math.max(1, Math.round(usualRounds[way] * share))
      return figuresOf(way, timesOn(bench, way, count))
    })
    const figures = ways.flat()
    return { title: 'A task over SSH', method, figures, checks: checks(figures) }
  } finally {
    bench.close()
  }
}

const method = [
  'One host, an sshd on loopback, a connection that is up already (ControlPersist). The tasks stand in one play, in turn, round by',
  'round; the time of a task is that from its start to the start of the next, all that the controller does for it included. Four',
  "templates are the guide's four files by four tasks of `ansible.builtin.template`, their times together. A changed run writes the",
  'four files anew, after a task that is not counted has removed them; so is the program removed before the task that brings it.',
  'Pipelined is with `pipelining = True`, default without any setting, which is without pipelining. Each task must have said',
  'changed, or unchanged, as its name says.',
  '',
  "The collection fedora.linux_system_roles, whose role `network` has a provider for initscripts, is not in PyPI's package `ansible`",
  '(9.13, 11.13 and 14.5 were searched), nor is anything else there that writes ifcfg files of a bond; community.general.nmcli asks',
  'a running NetworkManager. What can be measured instead is the same work as a module in Python, which any module in Python',
  "can only approach: that one is 3 kB, the role's brings 250 kB of Python with it."
]

function timesOn(bench: Bench, way: Way, count: number): readonly TaskTime[] {
  const vars = { ...hostsOf(bench)[hostOf[way]], ansible_python_interpreter: '/usr/bin/python3' }
  const { tasks } = runPlay(timedProject(bench, { host: vars }), {
    tasks: rounds(count, path.join(bench.folder, 'program'))
  })
  const [, ...timed] = tasks
  for (const { task, changed } of timed) {
    if (changed !== (/files change|between/.test(task) ? 1 : 0)) throw new Error(`${task}: changed on ${changed} hosts`)
  }
  // The first round opens what is opened once.
  return timed.slice(timed.length / (count + 1))
}

function figuresOf(way: Way, times: readonly TaskTime[]): readonly Figure[] {
  return Object.values(names).map(name => {
    const milliseconds = times.filter(({ task }) => task === name).map(({ wall }) => wall)
    return {
      label: labelOf(name, way),
      unit: 'ms',
      samples: name.startsWith('four') ? byFours(milliseconds) : milliseconds
    }
  })
}

function labelOf(name: Name, way: Way): string {
  return `${name} (${way})`
}

function byFours(values: readonly number[]): readonly number[] {
  const groups = values.filter((_, index) => index % 4 === 0).map((_, group) => values.slice(group * 4, group * 4 + 4))
  return groups.map(group => group.reduce((sum, value) => sum + value, 0))
}

function checks(figures: readonly Figure[]): readonly Check[] {
  const compare = (way: Way, one: Name, other: Name): Check =>
    ratio(named(figures, labelOf(one, way)), named(figures, labelOf(other, way)))
  return [
    to({ atMost: 1.12 }, compare('pipelined', names.bond, names.raw)),
    to({ atMost: 0.53 }, compare('pipelined', names.bond, names.ping)),
    to({ atMost: 0.35 }, compare('default', names.bond, names.ping)),
    to({ atLeast: 22 }, compare('pipelined', names.templates, names.bond)),
    to({ atLeast: 22 }, compare('pipelined', names.templatesChanged, names.bondChanged)),
    compare('default', names.templates, names.bond),
    compare('default', names.templatesChanged, names.bondChanged),
    to({ atMost: 6 }, compare('pipelined', names.bondFirst, names.raw)),
    compare('default', names.bondFirst, names.raw),
    compare('pipelined', names.python, names.bond)
  ]
}

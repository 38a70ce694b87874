import { type Figure, median, named } from '../figures.ts'
import { digits, table } from '../tables.ts'
import { label, memory, plays, start, tasks } from './labels.ts'

const fleet = 5000
const slices = 10

/** Milliseconds of the controller for a fleet: of all its processes, and of the first process of each ansible-playbook. */
interface Cost {
  readonly all: number
  readonly first: number
}

/** What 5,000 hosts cost, calculated from the figures of fifty: text and a table for the page. */
export function fleetCost(figures: readonly Figure[]): readonly string[] {
  const of = (name: string) => median(named(figures, name).samples)
  const starts = of(start)
  const cost = (name: string, processes = 1): Cost => ({
    all: fleet * of(label(name, 50, 'controller')) + processes * starts,
    first: (fleet / processes) * of(label(name, 50, 'first process')) + starts
  })
  const rows = [
    row('one task of bond', cost(tasks.bond)),
    row('one ansible.builtin.ping, to compare', cost(tasks.ping)),
    row('the role by one ansible-playbook, nothing changes', cost(plays.nothing)),
    row('the role by one ansible-playbook, four files change', cost(plays.writes)),
    row(`the role by AWX in ${slices} slices, nothing changes`, cost(plays.nothing, slices))
  ]
  const busy = of(label(tasks.bond, 1, 'clock')) / of(label(tasks.bond, 1, 'controller'))
  return [
    ...heading,
    ...table(['5,000 hosts', 'processor time', 'by 4 cores', 'by 16 cores'], rows),
    '',
    ...forksText(busy, of(memory)),
    '',
    ...awxText,
    '',
    ...pullText(starts + of(label(plays.nothing, 50, 'controller')))
  ]
}

const heading = [
  '### What 5,000 hosts cost',
  '',
  "Calculated from the figures of fifty hosts, a hundred times, and the start of ansible-playbook: minutes of the controllers' processors,",
  'and the least time of the clock by so many cores, with forks enough. The hosts work by themselves meanwhile. The first process of an',
  'ansible-playbook is one thread, so a run is never shorter than its part, however many cores there are; slices have one each.',
  ''
]

function row(what: string, { all, first }: Cost): readonly string[] {
  const times = [all, ...[4, 16].map(cores => Math.max(first, all / cores))]
  return [what, ...times.map(milliseconds => `${digits(milliseconds / 60_000)} min`)]
}

function forksText(busy: number, megabytes: number): readonly string[] {
  const perCore = Math.max(1, Math.ceil(busy))
  return [
    `**Forks.** On loopback a worker spends 1 of ${digits(busy)} milliseconds on the controller's processor, so ${perCore} forks for each core keep it busy; a`,
    "network adds its round trips, and a slow host its own time, in proportion. Ansible's default of 5 is too few for a fleet: `forks = 50`",
    `on 4 cores is a good beginning. A worker is a copy of ansible-playbook (${digits(megabytes)} MB when it starts, mostly shared, more with a large`,
    'inventory). One run over all hosts waits for the slowest in each task (`strategy: free` does not), and a change is better rolled out in',
    'batches (`serial`), where a batch takes as long as its slowest host.'
  ]
}

const awxText = [
  '**AWX** runs the same ansible-playbook, so a host costs the same. It cuts the inventory into slices (`job_slice_count`), each a job on',
  'any execution node, and starts ansible-playbook once for each. It reckons what a node can do as 4 forks for a core, or one for 100 MB;',
  "give the job template that many, since it takes Ansible's 5 otherwise."
]

function pullText(milliseconds: number): readonly string[] {
  return [
    `**ansible-pull** takes nothing of a controller and ${digits(milliseconds / 1000)} s of each host's own processor for each look, nothing changed; all hosts look at once.`,
    'But it needs Python and ansible-core on every host, which EL6 to EL8 do not have in a version that is supported, and its connection is local:',
    'that a change is confirmed says then that the bonds are up, not that the host is reached from elsewhere, so set `bonding_verify_ping`.'
  ]
}

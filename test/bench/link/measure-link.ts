import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { type Bench, openBench } from '../../integration/bench/bench.ts'
import { guideTask } from '../../integration/guide-files.ts'
import { runPlay, type TaskTime, timedProject } from '../ansible/run-play.ts'
import { type Check, type Figure, median, named, type Part, to } from '../figures.ts'
import { openFleet, programFolder } from '../fleet/open-fleet.ts'

const hosts = 50
/** All at once, as docs/benchmarks.md advises: with fewer the hosts' transfers would wait for each other. */
const forks = 50
const usualRounds = 3
/** Seconds one way, bits a second, the seconds that may wait before packets are lost. */
const link = { delay: 0.03, rate: 10e6, queue: 0.1 } as const

const names = {
  raw: 'raw: true',
  first: 'bond, nothing changes, the hosts have no program',
  second: 'bond, nothing changes, the task after it'
} as const

/** What the first task costs on hosts that have no program and are behind slow links. */
export async function measureLink(share: number): Promise<Part> {
  const bench = await openBench()
  try {
    const close = await openLinks()
    try {
      const times = timesOn(bench, Math.max(1, Math.round(usualRounds * share)))
      const figures = Object.values(names).map(name => figureOf(name, times))
      return { title: 'Fifty hosts behind slow links', method, figures, checks: checks(figures) }
    } finally {
      close()
    }
  } finally {
    bench.close()
  }
}

const method = [
  `Fifty hosts as above, each behind a link of its own of ${link.delay * 1000} ms each way (so ${link.delay * 2000} ms there and back) and ${link.rate / 1e6} Mbit/s, with ${forks} forks and connections`,
  'that are up. The links are a program of the benchmark (test/bench/link/link.py) between TUN interfaces, which delays and limits whole',
  "IP packets as netem would, which many kernels lack; the TCP on both ends is the kernel's. The time is that of the clock for all hosts",
  "together. The hosts share the controller's processors and its disk, to which each of them writes the program."
]

/** Starts the links, which stay until they are closed; the end of this process closes them too. */
async function openLinks(): Promise<() => void> {
  // The bridge of the fleet, whose part may have run before.
  spawnSync('ip', ['link', 'delete', 'fleet'])
  const words = [hosts, link.delay, link.rate, link.queue].map(String)
  const script = path.join(import.meta.dirname, 'link.py')
  const child = spawn('python3', [script, ...words], { stdio: ['pipe', 'pipe', 'inherit'] })
  const ended = once(child, 'exit').then(() => 'ended')
  const news = await Promise.race([once(child.stdout, 'data').then(() => 'ready'), ended])
  if (news === 'ended') throw new Error('the slow links could not be made: link.py ended')
  return () => child.stdin.end()
}

function timesOn(bench: Bench, rounds: number): readonly TaskTime[] {
  const project = timedProject(bench, openFleet(bench, hosts, 'made'), { forks: String(forks) })
  const bond = (name: string) => ({ name, 'nic.bonding.bond': guideTask })
  const remove = { name: 'between', 'ansible.builtin.raw': `rm -rf ${programFolder(bench, '*')}` }
  const round = [{ name: names.raw, 'ansible.builtin.raw': 'true' }, remove, bond(names.first), bond(names.second)]
  const { tasks } = runPlay(project, {
    tasks: [bond('writes the files'), ...Array.from({ length: rounds }, () => round).flat()]
  })
  const counted = tasks.filter(({ task }) => task.startsWith('bond'))
  if (counted.some(({ changed, hosts: answered }) => changed !== 0 || answered !== hosts))
    throw new Error('a task changed something, or a host did not answer')
  return tasks
}

function figureOf(name: string, times: readonly TaskTime[]): Figure {
  const seconds = times.filter(({ task }) => task === name).map(({ wall }) => wall / 1000)
  return { label: name, unit: 's', samples: seconds }
}

function checks(figures: readonly Figure[]): readonly Check[] {
  const [first, second] = [named(figures, names.first), named(figures, names.second)]
  const value = median(first.samples) - median(second.samples)
  return [to({ atMost: 5 }, { label: 'the first task above the second', value, unit: 's', of: [first, second] })]
}

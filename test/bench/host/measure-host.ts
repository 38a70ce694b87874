import fs from 'node:fs'
import path from 'node:path'
import zlib from 'node:zlib'
import { type Bench, openBench } from '../../integration/bench/bench.ts'
import { guideTask } from '../../integration/guide-files.ts'
import { moduleCommand, program } from '../../support/run-module.ts'
import { runPlay, timedProject } from '../ansible/run-play.ts'
import { type Check, type Figure, median, named, type Part, ratio, to } from '../figures.ts'
import { type Cost, measure, type Program, samplesOf } from '../measure.ts'
import { pythonModule } from '../python-module.ts'

const usualRounds = 41

/** What a run of `bond` that changes nothing costs the host, beside Node.js and the same work in Python. */
export async function measureHost(share: number): Promise<Part> {
  const bench = await openBench()
  try {
    const costs = measure(programs(bench, copiedModules(bench)), Math.max(2, Math.round(usualRounds * share)), 'memory')
    const times = Object.values(names).map(name => cpu(costs, name))
    const peaks = [names.node, names.program, names.python].map(name => memory(costs, name))
    const figures = [...times, ...peaks, ...sizes()]
    return { title: 'On the host', method, figures, checks: checks(figures) }
  } finally {
    bench.close()
  }
}

const method = [
  "The host has the guide's four files already and no change that waits for anything, so `bond` reads, compares and changes",
  'nothing. Each program runs in turn, round by round; the time is user and system time of its process (wait4). The program and the',
  'bundle get the same arguments; with its script, the program runs as it does on a host, by the very script that Ansible has sent, the',
  "shell and all that it starts included. The same work in Python is a small module of the benchmark's own that reads the same files",
  'and compares them (test/bench/host/same_work.py), in the very file that ansible-core makes of it. Memory is the largest resident set',
  '(VmHWM).'
]

const names = {
  node: 'node -e 0',
  program: 'bond by the program',
  script: 'bond by the program with its script',
  bundle: 'bond by its bundle on Node.js',
  python: 'the same work in Python',
  bare: 'python3 -c 0'
} as const

const size = 'size of the program'

/** What ansible-core copies to a host in place of each module, the arguments inside, by the name of the module. */
function copiedModules(bench: Bench): Readonly<Record<string, string>> {
  const folder = path.join(bench.folder, 'copied')
  const host = { ansible_connection: 'local', ansible_remote_tmp: folder, ansible_python_interpreter: python }
  const project = timedProject(bench, { host }, { keep_remote_files: 'True' })
  const tasks = ['nic.bonding.bond', 'nic.bonding.bond', pythonModule].map(module => ({ [module]: guideTask }))
  const changed = runPlay(project, { tasks }).tasks.map(task => task.changed)
  if (changed.join() !== '1,0,0') throw new Error(`the tasks said changed as ${changed.join()}`)
  // Nothing waits to be applied or confirmed: the state of a host on any day but that of a change.
  fs.rmSync('/var/lib/nic-bonding', { recursive: true })
  const files = fs.readdirSync(folder, { recursive: true, encoding: 'utf8' })
  const copies = files.map(file => path.join(folder, file)).filter(file => path.basename(file).startsWith('AnsiballZ_'))
  return Object.fromEntries(copies.map(file => [path.basename(file).replace(/^AnsiballZ_|\..*$/g, ''), file]))
}

/** The Python that Ansible would find on an EL host, not one that a user has put before it. */
const python = '/usr/bin/python3'

function programs(bench: Bench, copied: Readonly<Record<string, string>>): readonly Program[] {
  const args = path.join(bench.folder, 'arguments.json')
  fs.writeFileSync(args, JSON.stringify(guideTask))
  const [script = '', other = ''] = [copied.bond, copied[pythonModule]]
  return [
    { name: names.node, argv: [process.execPath, '-e', '0'] },
    { name: names.program, argv: moduleCommand('bond', 'program'), stdin: args },
    { name: names.script, argv: ['/bin/sh', script] },
    { name: names.bundle, argv: [...moduleCommand('bond', 'node'), args] },
    { name: names.python, argv: [python, other] },
    { name: names.bare, argv: [python, '-c', '0'] }
  ]
}

function cpu(costs: readonly Cost[], label: string): Figure {
  return { label, unit: 'ms', samples: samplesOf(costs, label, 'cpu') }
}

function memory(costs: readonly Cost[], name: string): Figure {
  const samples = samplesOf(costs, name, 'memory').map(value => value / 1024)
  return { label: `memory of ${name}`, unit: 'MB', samples: samples.slice(0, 1) }
}

/** The program as it is on a host, and as it is sent. */
function sizes(): readonly Figure[] {
  const bytes = fs.readFileSync(program)
  const figure = (label: string, length: number): Figure => ({ label, unit: 'MB', samples: [length / 1e6] })
  return [figure(size, bytes.length), figure(`${size}, packed as it is sent`, zlib.gzipSync(bytes).length)]
}

function checks(figures: readonly Figure[]): readonly Check[] {
  const compare = (one: string, other: string): Check => ratio(named(figures, one), named(figures, other))
  return [
    to({ atMost: 0.45 }, compare(names.program, names.node)),
    compare(names.program, names.bundle),
    to({ atMost: 0.12 }, compare(names.program, names.python)),
    compare(names.script, names.python),
    to({ atMost: 8 }, alone(named(figures, `memory of ${names.program}`))),
    to({ atMost: 1.9 }, alone(named(figures, size)))
  ]
}

/** A figure that is a target's own. */
function alone(figure: Figure): Check {
  const { label, samples } = figure
  return { label, value: median(samples), unit: 'MB', of: [figure] }
}

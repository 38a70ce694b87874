import fs from 'node:fs'
import path from 'node:path'
import { type Bench, openBench } from '../../integration/bench/bench.ts'
import { guideTask } from '../../integration/guide-files.ts'
import { modules } from '../../support/modules.ts'
import { bundlePath } from '../../support/run-module.ts'
import { runPlay, timedProject } from '../ansible/run-play.ts'
import { type Check, type Figure, median, type Part, ratio } from '../figures.ts'
import { type Cost, measure, type Program, samplesOf } from '../measure.ts'
import { pythonModule } from '../python-module.ts'

const usualRounds = 41

/** What a run of `bond` that changes nothing costs the host, beside Node.js alone and the same work in Python. */
export async function measureHost(share: number): Promise<Part> {
  const bench = await openBench()
  try {
    const costs = measure(programs(copiedModules(bench)), Math.max(2, Math.round(usualRounds * share)))
    const figure = (name: string) => cpu(costs, name)
    const sizes = bundleSizes()
    return {
      title: 'On the host',
      method,
      figures: [
        ...names.map(figure),
        memory(costs, 'node -e 0'),
        memory(costs, 'bond, a file'),
        memory(costs, 'Python, a file'),
        ...sizes
      ],
      checks: [...ratios(figure), moreMemory(costs), ...sizeChecks(sizes)]
    }
  } finally {
    bench.close()
  }
}

const method = [
  "The host has the guide's four files already and no change that waits for anything, so `bond` reads, compares and changes",
  'nothing. Each program runs in turn, round by round; the time is user and system time of its process (wait4). A module is the',
  'very file that ansible-core makes of it, run as a file and by standard input (pipelining). The same work in Python is a small',
  "module of the benchmark's own that reads the same files and compares them (test/bench/host/same_work.py). Memory is the largest",
  'resident set.'
]

const names = [
  'node -e 0',
  'bond, a file',
  'node -, nothing',
  'bond, pipelined',
  'Python, a file',
  'Python, pipelined',
  'python3 -c 0'
]

/** Both modules as ansible-core copies them to a host, the arguments inside, by its name of the module. */
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

function programs(files: Readonly<Record<string, string>>): readonly Program[] {
  const [bond = '', other = ''] = [files.bond, files[pythonModule]]
  const node = process.execPath
  const commands: readonly Omit<Program, 'name'>[] = [
    { argv: [node, '-e', '0'] },
    { argv: [node, bond] },
    { argv: [node, '-'] },
    { argv: [node], stdin: bond },
    { argv: [python, other] },
    { argv: [python], stdin: other },
    { argv: [python, '-c', '0'] }
  ]
  return commands.map((command, index) => ({ name: names[index] ?? '', ...command }))
}

function cpu(costs: readonly Cost[], label: string): Figure {
  return { label, unit: 'ms', samples: samplesOf(costs, label, 'cpu') }
}

function memory(costs: readonly Cost[], name: string): Figure {
  return {
    label: `memory of ${name}`,
    unit: 'MB',
    samples: samplesOf(costs, name, 'memory').map(value => value / 1024)
  }
}

function ratios(figure: (name: string) => Figure): readonly Check[] {
  const check = (one: string, other: string, atMost: number): Check => ({
    label: `${one} / ${other}`,
    value: ratio(figure(one), figure(other)),
    unit: 'x',
    target: { atMost }
  })
  return [
    check('bond, a file', 'node -e 0', 1.3),
    check('bond, pipelined', 'node -, nothing', 1.35),
    check('bond, a file', 'Python, a file', 0.3),
    check('bond, pipelined', 'Python, pipelined', 0.3)
  ]
}

function moreMemory(costs: readonly Cost[]): Check {
  const [bond, node] = ['bond, a file', 'node -e 0'].map(name => median(memory(costs, name).samples))
  return { label: 'memory of bond above node', value: (bond ?? 0) - (node ?? 0), unit: 'MB', target: { atMost: 15 } }
}

function bundleSizes(): readonly Figure[] {
  const size = (name: string) => fs.statSync(bundlePath(name)).size / 1000
  return modules.map(name => ({ label: `size of ${name}`, unit: 'kB', samples: [size(name)] }))
}

function sizeChecks(sizes: readonly Figure[]): readonly Check[] {
  const bond = sizes.find(({ label }) => label === 'size of bond')?.samples ?? []
  const largest = Math.max(...sizes.flatMap(({ samples }) => samples))
  return [
    { label: 'size of bond', value: median(bond), unit: 'kB', target: { atMost: 90 } },
    { label: 'size of the largest module', value: largest, unit: 'kB', target: { atMost: 130 } }
  ]
}

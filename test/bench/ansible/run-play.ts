import fs from 'node:fs'
import path from 'node:path'
import { ansibleBin } from '../../../tools/setup/ansible.mjs'
import {
  ansibleEnvironment,
  makeProject,
  type Project,
  type ProjectOptions,
  writePlaybook
} from '../../integration/bench/ansible.ts'
import type { Bench } from '../../integration/bench/bench.ts'
import { type Cost, measure } from '../measure.ts'

/** What one task of a play cost, in milliseconds; on how many hosts it ran, and on how many it said that something changed. */
export interface TaskTime {
  readonly task: string
  readonly hosts: number
  readonly changed: number
  /** User and system time of the controller: ansible-playbook, its workers, the ssh that each starts. */
  readonly cpu: number
  /** That of ansible-playbook's first process alone, which gives the workers their tasks one after the other. */
  readonly main: number
  readonly wall: number
}

export interface PlayCost {
  readonly tasks: readonly TaskTime[]
  /** ansible-playbook as a whole: the processor of the controller, and the clock. */
  readonly whole: Cost
}

/** A project of the newest ansible-core whose plays are timed, and which finds modules in this folder's neighbours too. */
export function timedProject(
  bench: Bench,
  hosts: ProjectOptions['hosts'],
  defaults: Readonly<Record<string, string>> = {}
): Project {
  return makeProject(bench, {
    version: 'newest',
    hosts,
    defaults: {
      callback_plugins: import.meta.dirname,
      callbacks_enabled: 'times',
      library: path.join(import.meta.dirname, '../host'),
      timeout: '60',
      ...defaults
    }
  })
}

/** Runs a play by the real ansible-playbook and returns what it cost; throws with what it printed when it fails. */
export function runPlay(project: Project, play: object): PlayCost {
  const playbook = writePlaybook(project, [{ hosts: 'all', gather_facts: false, ...play }])
  const [times, stdout] = ['times.jsonl', 'output'].map(name => path.join(path.dirname(playbook), name))
  if (times === undefined || stdout === undefined) throw new Error('no files for the output')
  const bin = ansibleBin('newest') ?? ''
  const argv = [path.join(bin, 'ansible-playbook'), playbook]
  const env = { ...ansibleEnvironment(project, bin), NIC_BONDING_TIMES: times }
  try {
    const [whole] = measure([{ name: 'ansible-playbook', argv, cwd: project.folder, stdout, env }], 1)
    if (whole === undefined) throw new Error('nothing ran')
    return { whole, tasks: readTimes(times) }
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : error}\n${fs.readFileSync(stdout, 'utf8')}`)
  }
}

/** A play without tasks leaves no file. */
function readTimes(file: string): readonly TaskTime[] {
  if (!fs.existsSync(file)) return []
  const lines = fs.readFileSync(file, 'utf8').split('\n')
  return lines.filter(line => line !== '').map(line => JSON.parse(line))
}

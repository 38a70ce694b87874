import fs from 'node:fs'
import path from 'node:path'
import { listPrograms } from '../../../tools/stage/programs.ts'
import {
  builtCollections,
  type HostVars,
  makeProject,
  type Project,
  type ProjectOptions,
  type Run,
  runAnsible,
  type Version,
  writePlaybook
} from '../bench/ansible.ts'
import type { Bench } from '../bench/bench.ts'
import { hostsOf } from '../bench/hosts.ts'
import { type Call, callsIn, type Script, standInVersion, writeProgram, writeScript } from './script.ts'

/** One run of ansible-playbook against the stand-ins. */
export interface StandInPlay {
  readonly bench: Bench
  readonly version: Version
  readonly script: Script
  /** Plays as data, or the name of a playbook of the collection. */
  readonly playbook: readonly object[] | string
  /** How the host is reached, one of the bench's hosts; directly and pipelined by default. */
  readonly login?: string
  readonly vars?: HostVars
  readonly flags?: readonly string[]
  /** What the test does while ansible runs; given the folder of the script. */
  readonly meanwhile?: (folder: string) => Promise<void>
}

export interface Played {
  readonly run: Run
  readonly calls: readonly Call[]
  readonly stdout: string
}

/** Runs a playbook on one host whose modules are stand-ins. Plays may run side by side: each has shared connections of its own. */
export async function playOnStandIn(play: StandInPlay): Promise<Played> {
  const { bench, version, login = 'direct-pipelined', flags = [] } = play
  const folder = writeScript(bench, play.script)
  const own = {
    nic_bonding_program: writeProgram(folder),
    ansible_control_path_dir: fs.mkdtempSync(path.join(bench.folder, 'm-'))
  }
  const host = { ...hostsOf(bench)[login], ...own, ...play.vars }
  const project = makeStandInProject(bench, { version, hosts: { host } })
  const file = typeof play.playbook === 'string' ? play.playbook : writePlaybook(project, play.playbook)
  const running = runAnsible(project, 'ansible-playbook', [file, ...flags])
  await play.meanwhile?.(folder)
  const run = await running
  return { run, calls: callsIn(folder), stdout: run.stdout }
}

const folders = ['plugins/action', 'plugins/plugin_utils', 'meta', 'playbooks', 'roles'] as const

/** A project whose collection has the action plugins as they ship, its role and playbooks too, and no program of its own. */
export function makeStandInProject(bench: Bench, options: Omit<ProjectOptions, 'collections'>): Project {
  const collections = fs.mkdtempSync(path.join(bench.folder, 'stand-in-'))
  const target = path.join(collections, 'ansible_collections/nic/bonding')
  for (const folder of folders) {
    const source = path.join(builtCollections, 'ansible_collections/nic/bonding', folder)
    fs.cpSync(source, path.join(target, folder), { recursive: true })
  }
  const programs = path.join(target, 'plugins/plugin_utils/program')
  fs.rmSync(programs, { recursive: true, force: true })
  fs.mkdirSync(programs)
  listPrograms(programs, standInVersion)
  return makeProject(bench, { ...options, collections })
}

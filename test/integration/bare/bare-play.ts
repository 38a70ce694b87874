import fs from 'node:fs'
import { afterAll, beforeAll } from 'vitest'
import { sha256Of } from '../../../tools/setup/npm-node.mjs'
import { oldNode } from '../../../tools/setup/old-node.mjs'
import {
  type HostVars,
  makeProject,
  type Project,
  type Run,
  runAnsible,
  type Version,
  versionSkipReason,
  writePlaybook
} from '../bench/ansible.ts'
import { type Bench, openBench } from '../bench/bench.ts'
import { type BareHost, bareSkipReason, startBareHost } from './bare-host.ts'

/** A file for the role node: a program for this machine. */
export interface NodeFile {
  readonly src: string
  readonly sha256: string
  readonly version: string
}

/** Plays on bare hosts of one test file. */
export interface BareBench {
  readonly bench: () => Bench
  readonly old: () => NodeFile
  readonly current: () => NodeFile
  /** Starts a host that has the libraries of both programs, and no Node.js. */
  readonly start: () => Promise<BareHost>
}

/** Why nothing can be played on a bare host by that ansible-core here; `undefined` when it can. */
export function playSkipReason(version: Version): string | undefined {
  return versionSkipReason(version) ?? bareSkipReason ?? (oldNode() === undefined ? 'Node.js 10 is missing' : undefined)
}

/** Opens a bench for the tests of a file and closes it after them. */
export function useBareBench(): BareBench {
  let bench: Bench
  beforeAll(async () => {
    bench = await openBench()
  }, 60_000)
  afterAll(() => bench?.close())
  const file = (src: string, version: string): NodeFile => ({ src, sha256: sha256Of(src), version })
  const old = () => file(oldNode() ?? '', '10.24.1')
  const current = () => file(fs.realpathSync(process.execPath), process.versions.node)
  return {
    bench: () => bench,
    old,
    current,
    start: () => startBareHost(bench, [old().src, current().src])
  }
}

/** A project whose one host, `bare`, is a bare host. */
export function bareProject(bench: Bench, version: Version, vars: HostVars): Project {
  return makeProject(bench, { version, hosts: { bare: vars } })
}

/** Runs plays given as data, all of them without facts, on the hosts of a project. */
export function play(project: Project, plays: readonly object[], flags: readonly string[] = []): Promise<Run> {
  const all = plays.map(one => ({ hosts: 'all', gather_facts: false, ...one }))
  return runAnsible(project, 'ansible-playbook', [writePlaybook(project, all), ...flags])
}

/** What the tasks of set_fact have set, in their order. */
export function factsOf(run: Run): readonly unknown[] {
  const done = run.results.filter(({ action, status }) => action === 'ansible.builtin.set_fact' && status === 'ok')
  return done.map(({ result }) => result.ansible_facts)
}

import { afterAll, beforeAll } from 'vitest'
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

/** Plays on bare hosts of one test file. */
export interface BareBench {
  readonly bench: () => Bench
  readonly start: () => Promise<BareHost>
}

/** Why nothing can be played on a bare host by that ansible-core here; `undefined` when it can. */
export function playSkipReason(version: Version): string | undefined {
  return versionSkipReason(version) ?? bareSkipReason
}

/** Opens a bench for the tests of a file and closes it after them. */
export function useBareBench(): BareBench {
  let bench: Bench
  beforeAll(async () => {
    bench = await openBench()
  }, 60_000)
  afterAll(() => bench?.close())
  return { bench: () => bench, start: () => startBareHost(bench) }
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

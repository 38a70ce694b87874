import fs from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  builtCollections,
  makeProject,
  onlyResult,
  type Project,
  type Run,
  runAnsible,
  versionSkipReason,
  versions,
  writePlaybook
} from './bench/ansible.ts'
import { type Bench, openBench, sudoSkipReason } from './bench/bench.ts'
import { ownResult } from './bench/comparable.ts'
import { type HostName, hostNames, hostsOf } from './bench/hosts.ts'
import { readTree, traceOf } from './bench/tree.ts'
import { guideFiles, guideOptions, guideTask } from './guide-files.ts'

/** A way in which an administrator gives the guide's bond to Ansible. */
interface Way {
  readonly label: string
  /** The name under which Ansible ran the module. */
  readonly action: string
  readonly defaults?: Readonly<Record<string, string>>
  readonly run: (project: Project, flags: readonly string[]) => Promise<Run>
}

/** What the three runs of one way came to, on all hosts. */
interface Outcome {
  readonly check: Run
  readonly real: Run
  readonly again: Run
  /** By host: whether check mode left the root as it was. */
  readonly untouched: Readonly<Record<string, boolean>>
}

const collection = path.join(builtCollections, 'ansible_collections/nic/bonding')
const modules = path.join(collection, 'plugins/modules')
const root = '{{ roots }}/{{ inventory_hostname }}'
const words = Object.entries({ ...guideOptions, root }).map(([key, value]) => `${key}=${value}`)
const ways: readonly Way[] = [
  { label: 'ad hoc, full name', action: 'nic.bonding.bond', run: adHoc('nic.bonding.bond') },
  { label: 'ad hoc, short name by library=', action: 'bond', defaults: { library: modules }, run: adHoc('bond') },
  { label: 'ad hoc, short name by -M', action: 'bond', run: adHoc('bond', '-M', modules) },
  {
    label: 'a task in a play',
    action: 'nic.bonding.bond',
    run: play({ tasks: [{ name: 'Write the bond', 'nic.bonding.bond': { ...guideTask, root } }] })
  },
  {
    label: 'the role',
    action: 'nic.bonding.bond',
    run: play({ roles: ['nic.bonding.bonding'], vars: { bonding_bonds: [guideTask], bonding_root: root } })
  }
]

let bench: Bench
beforeAll(async () => {
  bench = await openBench()
}, 60_000)
afterAll(() => bench?.close())

describe.for(versions)('ansible-core %s', version => {
  describe.for(ways)('$label', way => {
    let outcome: Outcome
    const skipReason = versionSkipReason(version)
    const rootOf = (host: string) => path.join(bench.folder, 'roots', version, way.label.replaceAll(/\W/g, '_'), host)

    beforeAll(async () => {
      if (skipReason !== undefined) return
      const hosts = hostsOf(bench)
      const names = Object.keys(hosts)
      for (const host of names) fs.mkdirSync(rootOf(host), { recursive: true })
      const project = makeProject(bench, { version, hosts, ...(way.defaults && { defaults: way.defaults }) })
      const flags = ['--diff', '--extra-vars', `roots=${path.dirname(rootOf('any'))}`]
      const before = names.map(host => traceOf(rootOf(host)))
      const check = await way.run(project, [...flags, '--check'])
      const untouched = Object.fromEntries(names.map((host, index) => [host, traceOf(rootOf(host)) === before[index]]))
      const real = await way.run(project, flags)
      const again = await way.run(project, flags)
      outcome = { check, real, again, untouched }
    }, 180_000)

    describe.for(hostNames)('%s', host => {
      const on = (run: Run) => onlyResult(run, host, way.action)

      guideTest('check mode says changed, shows the four files and writes nothing', host, () => {
        expect(on(outcome.check)).toMatchObject({ status: 'ok', result: { changed: true } })
        expect(shownFiles(on(outcome.check).result)).toEqual(guideFiles)
        expect(outcome.untouched[host]).toBe(true)
      })

      guideTest('the run returns what check mode returned', host, () => {
        expect(on(outcome.real)).toMatchObject({ status: 'ok', result: { changed: true } })
        expect(ownResult(on(outcome.real))).toEqual(ownResult(on(outcome.check)))
      })

      guideTest("the root holds the guide's files byte for byte and nothing else", host, () => {
        expect(readTree(rootOf(host))).toEqual({ ...foldersOf(guideFiles), ...guideFiles })
      })

      guideTest('a second run changes nothing', host, () => {
        expect(on(outcome.again)).toMatchObject({ status: 'ok', result: { changed: false, diff: [], interfaces: [] } })
        const changed = outcome.again.results.filter(({ result }) => result.changed !== false)
        expect(changed.filter(result => result.host === host && result.status === 'ok')).toEqual([])
      })
    })

    test('the screen shows the diff, no warning, and the command succeeds', ({ skip }) => {
      skip(skipReason !== undefined, skipReason)
      for (const run of [outcome.check, outcome.real]) {
        expect(run.stdout).toContain('+BONDING_OPTS="mode=1 miimon=100 fail_over_mac=1"')
        for (const file of Object.keys(guideFiles)) expect(run.stdout).toContain(`/${file}`)
      }
      for (const run of [outcome.check, outcome.real, outcome.again]) {
        expect(run.stdout + run.stderr).not.toMatch(/WARNING|DEPRECATION|Traceback/)
        expect(run.rc, run.stdout + run.stderr).toBe(0)
      }
    })

    function guideTest(name: string, host: HostName, body: () => void): void {
      const sudoReason = host.startsWith('sudo') ? sudoSkipReason : undefined
      test(name, ({ skip }) => {
        const reason = skipReason ?? sudoReason
        skip(reason !== undefined, reason)
        body()
      })
    }
  })
})

function adHoc(module: string, ...modulePath: readonly string[]): Way['run'] {
  return (project, flags) =>
    runAnsible(project, 'ansible', ['all', ...modulePath, '-m', module, '-a', words.join(' '), ...flags])
}

function play(content: object): Way['run'] {
  return (project, flags) => {
    const playbook = writePlaybook(project, [{ hosts: 'all', gather_facts: false, ...content }])
    return runAnsible(project, 'ansible-playbook', [playbook, ...flags])
  }
}

/** The texts that a result's `diff` says will stand in the files, by path. */
function shownFiles(result: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const entries: readonly unknown[] = Array.isArray(result.diff) ? result.diff : []
  return Object.fromEntries(entries.map(shownFile))
}

function shownFile(entry: unknown): readonly [string, unknown] {
  const { after_header: header, before, after } = entry as Readonly<Record<string, unknown>>
  expect(before).toBe('')
  return [String(header).replace(/^\//, ''), after]
}

/** Every folder above some files, as `readTree` tells folders. */
function foldersOf(files: Readonly<Record<string, string>>): Readonly<Record<string, undefined>> {
  const folders = Object.keys(files).flatMap(file =>
    file.split('/').map((_, index, parts) => parts.slice(0, index).join('/'))
  )
  return Object.fromEntries(folders.filter(folder => folder !== '').map(folder => [folder, undefined]))
}

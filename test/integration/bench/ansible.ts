import { execFile } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { stringify } from 'yaml'
import { ansibleBin } from '../../../tools/setup/ansible.mjs'
import { checkout } from '../../../tools/setup/shell.mjs'
import { type Bench, controlFolder } from './bench.ts'
import { configText, connectionVars } from './config.ts'
import { killTree } from './processes.ts'

export type Version = '2.14' | '2.16' | '2.18' | '2.19' | 'newest'

/** The oldest supported ansible-core and the newest that installs on this machine; `npm run test:matrix` has what lies between. */
export const versions: readonly Version[] =
  process.env.NIC_BONDING_MATRIX === undefined ? ['2.14', 'newest'] : ['2.14', '2.16', '2.18', '2.19', 'newest']

/** Host variables: `ansible_*` and the test's own. */
export type HostVars = Readonly<Record<string, string | number | boolean>>

/** An empty home for one ansible-core: its configuration, inventory and playbooks, and nothing of the user's. */
export interface Project {
  readonly folder: string
  readonly version: Version
  /** How long one command may take. */
  readonly seconds: number
}

export interface ProjectOptions {
  readonly version: Version
  readonly hosts: Readonly<Record<string, HostVars>>
  /** The folder that holds `ansible_collections`; the build's by default. */
  readonly collections?: string
  /** Further settings of the section `[defaults]`. */
  readonly defaults?: Readonly<Record<string, string>>
  readonly seconds?: number
}

/** What one command said; `results` has what each task returned on each host, in the order in which they ended. */
export interface Run {
  readonly rc: number
  readonly stdout: string
  readonly stderr: string
  readonly results: readonly TaskResult[]
}

export interface TaskResult {
  readonly host: string
  readonly task: string
  readonly action: string
  readonly status: 'ok' | 'failed' | 'skipped' | 'unreachable'
  readonly result: Readonly<Record<string, unknown>>
}

/** The folder of a version's commands, `undefined` when it is not installed: `npm test` installs it and names it. */
export function binFolder(version: Version): string | undefined {
  return process.env[`NIC_BONDING_ANSIBLE_${version.toUpperCase().replace('.', '_')}`] ?? ansibleBin(version)
}

/** Why a version cannot be tested here; `undefined` when it can. */
export function versionSkipReason(version: Version): string | undefined {
  return binFolder(version) === undefined ? `ansible-core ${version} is not installed` : undefined
}

/** The collections that the build staged. */
export const builtCollections = path.join(checkout, 'build')

/** Makes a project's folder inside the bench's. */
export function makeProject(bench: Bench, options: ProjectOptions): Project {
  const folder = fs.mkdtempSync(path.join(bench.folder, `ansible-${options.version}-`))
  fs.mkdirSync(controlFolder(bench.folder), { recursive: true })
  const config = configText(bench, folder, { ...options, collections: options.collections ?? builtCollections })
  fs.writeFileSync(path.join(folder, 'ansible.cfg'), config)
  const vars = connectionVars(bench)
  fs.writeFileSync(path.join(folder, 'inventory.yml'), stringify({ all: { hosts: options.hosts, vars } }))
  return { folder, version: options.version, seconds: options.seconds ?? 240 }
}

/** Writes a playbook, given as data, into a project and returns its path. */
export function writePlaybook(project: Project, plays: readonly object[]): string {
  const file = path.join(fs.mkdtempSync(path.join(project.folder, 'play-')), 'play.yml')
  fs.writeFileSync(file, stringify(plays))
  return file
}

/** A command of ansible-core that runs. */
export interface Started {
  readonly run: Promise<Run>
  /** Ends it as the end of its machine would: with all that it has started, at once. What shares connections stays. */
  readonly kill: () => void
}

/** Runs a command of the project's ansible-core with nothing of the user's environment but PATH. */
export function runAnsible(project: Project, command: string, args: readonly string[]): Promise<Run> {
  return startAnsible(project, command, args).run
}

/** Starts such a command. */
export function startAnsible(project: Project, command: string, args: readonly string[]): Started {
  const bin = binFolder(project.version)
  if (bin === undefined) throw new Error(versionSkipReason(project.version))
  const record = path.join(project.folder, 'record.jsonl')
  fs.rmSync(record, { force: true })
  const env = { ...ansibleEnvironment(project, bin), NIC_BONDING_RECORD: record }
  const options = { cwd: project.folder, env, timeout: project.seconds * 1000, maxBuffer: 2 ** 26 }
  let pid: number | undefined
  const run = new Promise<Run>(resolve => {
    const child = execFile(path.join(bin, command), args, options, (_error, stdout, stderr) => {
      resolve({ rc: child.exitCode ?? -1, stdout, stderr, results: readRecord(record) })
    })
    child.stdin?.end()
    pid = child.pid
  })
  return {
    run,
    kill: () => {
      if (pid !== undefined) killTree(pid)
    }
  }
}

/** The environment of a project's commands: nothing of the user's but PATH, behind the folder that ansible-core lies in. */
export function ansibleEnvironment(project: Project, bin: string): Readonly<Record<string, string>> {
  return {
    PATH: `${bin}:${process.env.PATH ?? ''}`,
    HOME: project.folder,
    LANG: 'C.UTF-8',
    TERM: 'dumb',
    // Plugins of the tests lie in the checkout, which stays clean.
    PYTHONDONTWRITEBYTECODE: '1',
    ANSIBLE_CONFIG: path.join(project.folder, 'ansible.cfg'),
    ANSIBLE_HOME: path.join(project.folder, '.ansible')
  }
}

/** What a module or action returned on one host; throws with the whole output when it did not run there exactly once. */
export function onlyResult(run: Run, host: string, action: string): TaskResult {
  const found = run.results.filter(result => result.host === host && result.action === action)
  const [result] = found
  if (result !== undefined && found.length === 1) return result
  throw new Error(`${action} ran ${found.length} times on ${host}:\n${run.stdout}\n${run.stderr}`)
}

function readRecord(file: string): readonly TaskResult[] {
  if (!fs.existsSync(file)) return []
  const lines = fs.readFileSync(file, 'utf8').split('\n')
  return lines.filter(line => line !== '').map(line => JSON.parse(line))
}

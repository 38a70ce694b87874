import fs from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import {
  builtCollections,
  makeProject,
  type Project,
  runAnsible,
  versionSkipReason,
  versions
} from './bench/ansible.ts'
import { type Bench, openBench } from './bench/bench.ts'

/** The part of Ansible's adjacent documentation that these tests read. */
interface Documentation {
  readonly DOCUMENTATION: { readonly short_description: string; readonly options: Readonly<Record<string, unknown>> }
  readonly EXAMPLES: string
}

const sources = path.join(import.meta.dirname, '../../collection/plugins/modules')
const names = fs.readdirSync(sources).flatMap(file => (file.endsWith('.yml') ? [path.basename(file, '.yml')] : []))

let bench: Bench
beforeAll(async () => {
  bench = await openBench()
}, 60_000)
afterAll(() => bench?.close())

describe.for(versions)('ansible-doc %s', version => {
  const skipReason = versionSkipReason(version)
  let project: Project
  beforeAll(() => {
    if (skipReason === undefined) project = makeProject(bench, { version, hosts: {} })
  })

  test('lists every module of the collection and nothing else', { timeout: 60_000 }, async ({ skip }) => {
    skip(skipReason !== undefined, skipReason)
    const run = await runAnsible(project, 'ansible-doc', ['-t', 'module', '--list', '--json', 'nic.bonding'])
    expect(Object.keys(JSON.parse(run.stdout)).sort()).toEqual(names.map(name => `nic.bonding.${name}`).sort())
  })

  test.for(names)('prints every option and the examples of %s', { timeout: 60_000 }, async (name, { skip }) => {
    skip(skipReason !== undefined, skipReason)
    const run = await runAnsible(project, 'ansible-doc', ['-t', 'module', `nic.bonding.${name}`])
    const documentation = readDocumentation(name)
    const options = Object.keys(documentation.DOCUMENTATION.options)
    expect(options.filter(option => !new RegExp(`^[-=] ${option}(\\s|$)`, 'm').test(run.stdout))).toEqual([])
    const examples = documentation.EXAMPLES.split('\n').filter(line => line.trim() !== '')
    expect(examples.filter(line => !run.stdout.includes(line.trim()))).toEqual([])
    expect(examples.length).toBeGreaterThan(1)
    // Semantic markup, O() and V(), came with ansible-core 2.15; 2.14 prints it as it stands, so C() is what all render.
    expect(run.stdout).not.toMatch(/\b[OVE]\([a-z]/)
    expect(run.stderr).toBe('')
    expect(run.rc).toBe(0)
  })
})

function readDocumentation(name: string): Documentation {
  const file = path.join(builtCollections, 'ansible_collections/nic/bonding/plugins/modules', `${name}.yml`)
  return parse(fs.readFileSync(file, 'utf8'))
}

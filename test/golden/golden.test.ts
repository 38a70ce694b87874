import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { moduleCommand, runModule } from '../support/run-module.ts'
import { readTree } from '../support/tree.ts'
import { leadsTo, modprobeAliases, modprobeOptions, readByAugeas, sourceInBash } from './judges.ts'
import { layRoot, outcomeOf } from './lay-root.ts'
import { type GoldenCase, loadCases } from './load-cases.ts'

const roots: string[] = []
afterEach(() => {
  for (const root of roots.splice(0)) rmSync(root, { recursive: true, force: true })
})

const all = loadCases()

describe.each([...new Set(all.map(({ module }) => module))])('%s', module => {
  const cases = all.filter(golden => golden.module === module)
  const failing = cases.filter(({ expected }) => expected.failed !== undefined)
  const working = cases.filter(({ expected }) => expected.failed === undefined)

  test.each(working.map(golden => [golden.name, golden] as const))('%s', (_, golden) => {
    const root = newRoot(golden)
    const args = { ...golden.args, root }

    const dry = runModule(module, { ...args, _ansible_check_mode: true })
    expect(readTree(root), 'check mode writes nothing').toEqual(golden.before)

    const real = runModule(module, args)
    expect(real.result.msg).toBeUndefined()
    expect(readTree(root), 'the files after the run').toEqual(golden.after)
    expect(strip(dry.result), 'check mode says what the run says').toEqual(strip(real.result))
    expectResult(golden, real.result)
    expect(real.stderr).toBe('')

    const again = runModule(module, args)
    expect(again.result.changed, 'the second run changes nothing').toBe(false)
    expect(again.result.diff).toEqual([])
    expect(readTree(root), 'the files after the second run').toEqual(golden.after)
    judge(golden, root)
    if (module === 'modprobe_options')
      expect(real.result.options, 'what modprobe reads').toEqual(
        Object.fromEntries(modprobeOptions(root, String(golden.args.module)))
      )

    const onNode = outcomeOf(golden, root, moduleCommand(module, 'node'))
    const { status, stdout, stderr } = real
    expect(onNode, 'Node.js does and prints the same').toEqual({ status, stdout, stderr, files: golden.after })
  })

  test.each(failing.map(golden => [golden.name, golden] as const))('%s (refused)', (_, golden) => {
    const root = newRoot(golden)
    const outputs = [{ _ansible_check_mode: true }, {}].map(mode => {
      const { result, status, stdout } = runModule(module, { ...golden.args, root, ...mode })
      expect(result.failed).toBe(true)
      expect(status).toBe(1)
      expect(result.exception, 'a fault of the user has no stack').toBeUndefined()
      for (const part of golden.expected.failed ?? []) expect(result.msg).toContain(part)
      expect(readTree(root), 'the disk is untouched').toEqual(golden.before)
      return { status, stdout, stderr: '', files: golden.before }
    })
    expect(outcomeOf(golden, root, moduleCommand(module, 'node')), 'Node.js says the same').toEqual(outputs[1])
  })
})

test('there are enough cases, and enough of them start from files as they are found in the field', () => {
  expect(all.length).toBeGreaterThanOrEqual(40)
  expect(all.filter(({ origin, before }) => origin !== undefined && before.size > 0).length).toBeGreaterThanOrEqual(15)
})

function newRoot(golden: GoldenCase): string {
  const root = mkdtempSync(join(tmpdir(), 'nic-bonding-golden-'))
  roots.push(root)
  layRoot(golden, root)
  return root
}

function strip({ invocation: _, ...result }: { readonly [key: string]: unknown }): unknown {
  return result
}

function expectResult({ expected, before, after }: GoldenCase, result: { readonly [key: string]: unknown }): void {
  expect(result.changed).toBe(expected.changed)
  expect(expected.changed, 'the case changes files if and only if it says so').toBe(!same(before, after))
  const warnings = Array.isArray(result.warnings) ? result.warnings.map(String) : []
  for (const part of expected.warnings ?? []) expect(warnings.join('\n')).toContain(part)
  expect(warnings.length, warnings.join('\n')).toBe(expected.warnings?.length ?? 0)
  for (const [key, value] of Object.entries(expected.result ?? {})) expect(result[key], key).toEqual(value)
}

function same(a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): boolean {
  return a.size === b.size && [...a].every(([path, text]) => b.get(path) === text)
}

/**
 * Whatever was written, bash sources without a word, augeas parses with the same values, and modprobe reads, and finds the
 * driver for a bond. What was wrong with a file before (augeas parses no carriage return, say) and is none of the task's
 * business may stay so.
 */
function judge({ module, args, before, after, folder }: GoldenCase, root: string): void {
  const written = [...after]
    .filter(([path, text]) => before.get(path) !== text && !path.endsWith('~'))
    .map(([path]) => path)
  const unparsedBefore = readByAugeas(join(folder, 'before')).errors
  const augeas = readByAugeas(root)
  const unparsed = augeas.errors.filter(error => written.some(path => error.includes(path)))
  expect(unparsed.filter(error => !unparsedBefore.includes(error))).toEqual([])
  for (const path of written.filter(path => basename(path).startsWith('ifcfg-'))) {
    const { stderr, values } = sourceInBash(join(root, path), judgedKeys)
    const { stderr: known, values: former } = sourceInBash(join(folder, 'before', path), judgedKeys)
    expect(complaintsIn(stderr).filter(text => !complaintsIn(known).includes(text))).toEqual([])
    if (values.get('MASTER') !== undefined) expect(values.get('SLAVE')).toBe('yes')
    for (const [key, value] of values) if (former.get(key) !== value) expect(value).not.toMatch(/[\r\n]/)
    const parsed = augeas.values.get(path)
    if (parsed !== undefined) expect(parsed, path).toEqual(new Map([...parsed, ...values]))
  }
  const { aliases, stderr } = modprobeAliases(root)
  if (written.some(path => path.startsWith('/etc/modprobe.d/'))) expect(stderr).toBe('')
  for (const { name, state, modprobe_alias } of module === 'bond' ? bondsOf(args) : []) {
    if (modprobe_alias === false) continue
    if (state === 'absent') expect(aliases).not.toContain(`alias ${name} bonding`)
    else expect(leadsTo(aliases, String(name), 'bonding'), `modprobe ${name}`).toBe(true)
  }
}

/** What bash complains of, wherever in whichever file. */
function complaintsIn(stderr: string): readonly string[] {
  return stderr.split('\n').map(line => line.replace(/^\S+: line \d+: /, ''))
}

const judgedKeys = [
  ...['DEVICE', 'MASTER', 'SLAVE', 'ONBOOT', 'BOOTPROTO', 'USERCTL', 'TYPE', 'BONDING_OPTS'],
  ...['IPADDR', 'NETMASK', 'PREFIX', 'GATEWAY', 'DNS1', 'DNS2', 'DOMAIN', 'MTU']
]

function bondsOf(args: GoldenCase['args']): readonly { readonly [option: string]: unknown }[] {
  return Array.isArray(args.bonds) ? args.bonds : [args]
}

import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { bundlePath, runModule } from '../support/run-module.ts'

const bond = { name: 'bond0', ports: ['eth0', 'eth1'], mode: 'active-backup', miimon: 100 }
const tasks: readonly (readonly [string, { readonly [option: string]: unknown }])[] = [
  ['bond', bond],
  ['ifcfg', { name: 'eth0', settings: { ONBOOT: true } }],
  ['modprobe_alias', { alias: 'bond0', module: 'bonding' }],
  ['modprobe_options', { module: 'bonding', options: { max_bonds: 0 } }],
  ['persistent_net_rules', {}]
]

/** What Ansible itself documents for every module, and what the action plugin adds. */
const common = ['changed', 'diff', 'invocation', 'warnings', 'program']

test.each(tasks)('%s returns what its documentation says, and nothing else', (module, args) => {
  const root = mkdtempSync(join(tmpdir(), 'nic-bonding-results-'))
  try {
    const { result } = runModule(module, { ...args, root })
    const text = readFileSync(bundlePath(module).replace(/cjs$/, 'yml'), 'utf8')
    const { RETURN }: { RETURN: { readonly [key: string]: unknown } } = parse(text, { version: '1.1' })
    const own = Object.keys(result).filter(key => !common.includes(key))
    expect(own.sort()).toEqual(
      Object.keys(RETURN)
        .filter(key => !common.includes(key))
        .sort()
    )
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
})

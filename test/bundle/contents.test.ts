import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { collection, modules } from '../support/modules.ts'
import { bundlePath } from '../support/run-module.ts'

const marker = '<<INCLUDE_ANSIBLE_MODULE_JSON_ARGS>>'

/**
 * What makes Ansible take a file for something else, or replace a part of it, by executor/module_common.py
 * (_find_module_utils and modify_module of ansible-core 2.14 to 2.22).
 */
const forbidden: readonly (readonly [string, RegExp])[] = [
  ['the old marker of Python modules', /#<<INCLUDE_ANSIBLE_MODULE_COMMON>>/],
  [
    'an import of module_utils',
    /from\s+ansible(?:\.module_utils|_collections)\S*\s+import\s|import\s+ansible(?:\.module_utils\.|_collections\.)/
  ],
  ['a PowerShell marker', /# POWERSHELL_COMMON|#\s*Requires\s+-(?:Module|Version)|#\s*AnsibleRequires\s+-/i],
  ['the marker of another style', /WANT_JSON/],
  [
    'a placeholder that is replaced',
    /"<<ANSIBLE_VERSION>>"|<<INCLUDE_ANSIBLE_MODULE_COMPLEX_ARGS>>|<<SELINUX_SPECIAL_FILESYSTEMS>>|syslog\.LOG_USER/
  ]
]

test('every documented module has its bundle', () => {
  expect(modules).toEqual([
    'bond',
    'bond_failover',
    'bond_info',
    'ifcfg',
    'modprobe_alias',
    'modprobe_options',
    'network_apply',
    'persistent_net_rules'
  ])
})

test('bond_info has no code that could write a file or start a command', () => {
  const [before = '', engine = ''] = readFileSync(bundlePath('bond_info'), 'utf8').split(
    /^\/\/ modules\/system\/node\.ts$/m
  )
  const text = before + engine.slice(engine.search(/^\/\/ (?:modules|build)\//m))
  const used = [...text.matchAll(/\bsystem\.(\w+)/g)].map(match => match[1])
  const reading = [
    'close',
    'constants',
    'decode',
    'fstat',
    'lstat',
    'open',
    'read',
    'readdir',
    'readlink',
    'realpath',
    'stat'
  ]
  const asking = ['args', 'byteOrder', 'carriedArguments', 'deviceAddresses', 'env', 'euid', 'homeFolder', 'isTerminal']
  // These write the result.
  const telling = ['encode', 'setExitStatus', 'sleep', 'write']
  expect([...new Set(used)].sort()).toEqual([...reading, ...asking, ...telling].sort())
  expect(text).not.toMatch(/\brequire\(|O_WRONLY|O_RDWR|O_CREAT/)
  expect([...text.matchAll(/system\.write\((\w+)/g)].map(match => match[1])).toEqual(['fd'])
  expect([...text.matchAll(/writeAll\((\w+)/g)].map(match => match[1])).toEqual(['fd', '1'])
})

test.each(['README.md', 'CONTRIBUTING.md'])('every relative link of %s leads to something that ships', name => {
  const links = [...readFileSync(join(collection, name), 'utf8').matchAll(/\]\(([^)#:]+)\)/g)].map(
    match => match[1] ?? ''
  )
  expect(links.filter(link => !existsSync(join(collection, link)))).toEqual([])
})

describe.each(modules)('%s.cjs', name => {
  const bytes = readFileSync(bundlePath(name))
  const text = bytes.toString('utf8')

  test('begins with the interpreter, without options and without env, and no byte order mark', () => {
    expect(text.split('\n')[0]).toBe('#!node')
  })

  test('has the marker once, alone in a line comment inside of a function', () => {
    expect(text.split(marker)).toHaveLength(2)
    expect(text).toContain(`function ansibleModuleArguments() {\n//${marker}\n}`)
  })

  test.each(forbidden)('has nothing that Ansible takes for %s', (_, pattern) => {
    expect(text).not.toMatch(pattern)
  })

  test('its first 1024 bytes are text to Ansible', () => {
    const odd = [...bytes.subarray(0, 1024)].filter(
      byte => byte === 0x7f || (byte < 0x20 && ![7, 8, 9, 10, 11, 12, 13, 27].includes(byte))
    )
    expect(odd).toEqual([])
  })

  test('names the licence in its first 20 lines', () => {
    const head = text.split('\n').slice(0, 20).join('\n')
    expect(head).toMatch(/GNU General Public License v3\.0/)
  })

  test('is not executable and has no path of the machine it was built on', () => {
    expect(statSync(bundlePath(name)).mode & 0o111).toBe(0)
    expect(text).not.toContain(join(import.meta.dirname, '../..'))
  })

  test('requires nothing but Node itself', () => {
    const required = [...text.matchAll(/\brequire\("([^"]+)"\)/g)].map(match => match[1])
    expect(required.filter(id => !['fs', 'crypto', 'os', 'tty', 'child_process', 'net'].includes(id ?? ''))).toEqual([])
  })

  test('has its documentation beside it', () => {
    expect(readFileSync(join(collection, `plugins/modules/${name}.yml`), 'utf8')).toContain(`module: ${name}\n`)
  })
})

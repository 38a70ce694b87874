import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findCommand } from '../../tools/setup/shell.mjs'
import { commandOnFakeHost, isRoot } from '../support/fake-host.ts'
import { bundlePath, moduleCommand, runModule } from '../support/run-module.ts'

const withoutStrace = findCommand('strace') === undefined
const because = withoutStrace ? ' (skipped: strace is missing)' : ''

const scratch = mkdtempSync(join(tmpdir(), 'nic-bonding-lean-'))
const root = join(scratch, 'root')
const bond = { name: 'bond0', ports: ['nicb0', 'nicb1'], mode: '1', miimon: 100, ipaddr: '10.0.2.12', prefix: 8 }
const dns = { dns: ['10.0.0.138', '2001:db8::1'] }

/** Modules and tasks that find everything as they want it, once each has run. */
const tasks = [
  ['bond', { ...bond, ...dns, root }],
  ['ifcfg', { name: 'nicb0', settings: { MTU: 9000 }, root }],
  ['modprobe_alias', { alias: 'bond0', module: 'bonding', root }],
  ['modprobe_options', { module: 'bonding', options: { max_bonds: 0 }, root }],
  ['persistent_net_rules', { root }],
  ['bond_info', { root }]
] as const

beforeAll(() => {
  mkdirSync(root)
  for (const [name, args] of tasks) runModule(name, args)
})

afterAll(() => rmSync(scratch, { recursive: true, force: true }))

interface Traced {
  readonly result: { readonly [key: string]: unknown }
  /** The files, folders left out, that were opened after the file of arguments, each as often as it was. */
  readonly opened: readonly string[]
  /** The calls by which a process starts another one or becomes it; threads are none. */
  readonly started: readonly string[]
}

/** The command that runs a module under strace; `tracedRun` reads what it wrote. */
function traceOf(name: string, args: object): readonly string[] {
  writeFileSync(join(scratch, 'args.json'), JSON.stringify(args))
  const calls = 'trace=open,openat,execve,execveat,fork,vfork,clone,clone3'
  const strace = ['strace', '-f', '-qq', '-s', '300', '-e', calls, '-o', join(scratch, 'trace')]
  return [...strace, ...moduleCommand(name), join(scratch, 'args.json')]
}

function tracedRun(stdout: string): Traced {
  const lines = readFileSync(join(scratch, 'trace'), 'utf8').split('\n')
  const [, ...started] = lines.filter(
    line => /^\d+ +(?:execve|v?fork|clone)/.test(line) && !/CLONE_THREAD|resumed>/.test(line)
  )
  const from = lines.findIndex(line => line.includes('args.json", O_RDONLY'))
  const opened = lines
    .slice(from + 1)
    .filter(line => / = [0-9]+$/.test(line) && !line.includes('O_DIRECTORY'))
    .map(line => /open(?:at)?\(.*?"([^"]*)"/.exec(line)?.[1] ?? line)
  return { result: JSON.parse(stdout), opened, started }
}

function repeated(paths: readonly string[]): readonly string[] {
  return [...new Set(paths.filter((path, index) => paths.indexOf(path) !== index))]
}

describe.skipIf(withoutStrace)(
  `a run that changes nothing starts no process and reads each file once${because}`,
  () => {
    test.each(tasks)('%s', (name, args) => {
      const [command = '', ...words] = traceOf(name, args)
      const { result, opened, started } = tracedRun(spawnSync(command, words, { encoding: 'utf8' }).stdout)
      expect(result.changed).toBe(false)
      expect(started).toEqual([])
      expect(repeated(opened)).toEqual([])
      if (name === 'bond') expect(opened.filter(path => path.startsWith(root)).length).toBeGreaterThan(3)
    })

    test.skipIf(!isRoot)('bond on the host itself, where the rules about the host are asked', () => {
      const files = {
        'ifup-eth': '',
        'ifcfg-bond0':
          'DEVICE=bond0\nIPADDR=10.0.2.12\nPREFIX=8\nONBOOT=yes\nBOOTPROTO=none\nUSERCTL=no\nBONDING_OPTS="mode=1 miimon=100"\n',
        'ifcfg-nicb0': 'DEVICE=nicb0\nMASTER=bond0\nSLAVE=yes\nONBOOT=yes\nBOOTPROTO=none\n',
        'ifcfg-nicb1': 'DEVICE=nicb1\nMASTER=bond0\nSLAVE=yes\nONBOOT=yes\nBOOTPROTO=none\n'
      }
      const sys = { 'class/net/lo/address': '', 'class/net/nicb0/address': '', 'class/net/nicb1/address': '' }
      const command = traceOf('bond', { ...bond, modprobe_alias: false })
      const { result, opened, started } = tracedRun(commandOnFakeHost(command, { files, sys }).stdout)
      expect(result).toMatchObject({ changed: false })
      expect(started).toEqual([])
      expect(repeated(opened)).toEqual([])
    })
  }
)

test('a run that changes nothing loads two modules of Node.js', () => {
  const hook = join(scratch, 'hook.cjs')
  writeFileSync(
    hook,
    `const Module = require('module'); const load = Module._load; const asked = []
Module._load = function (name, ...more) { asked.push(name); return load.call(this, name, ...more) }
process.on('exit', () => process.stderr.write(JSON.stringify(asked.slice(1))))`
  )
  for (const [name, args] of tasks) {
    writeFileSync(join(scratch, 'args.json'), JSON.stringify(args))
    const command = ['-r', hook, bundlePath(name), join(scratch, 'args.json')]
    const { stderr } = spawnSync(process.execPath, command, { encoding: 'utf8' })
    expect(JSON.parse(stderr).filter((each: string) => each !== 'os')).toEqual(['fs'])
  }
})

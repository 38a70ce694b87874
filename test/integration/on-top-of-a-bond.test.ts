import fs from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { checkout } from '../../tools/setup/shell.mjs'
import { blocksOf } from '../support/doc-blocks.ts'
import { makeProject, runAnsible, versionSkipReason, versions, writePlaybook } from './bench/ansible.ts'
import { type Bench, openBench } from './bench/bench.ts'
import { hostsOf } from './bench/hosts.ts'
import { readTree } from './bench/tree.ts'

const scripts = 'etc/sysconfig/network-scripts'

let bench: Bench
beforeAll(async () => {
  bench = await openBench()
}, 60_000)
afterAll(() => bench?.close())

/** An image whose installer has written the addresses of two cards. */
function image(): string {
  const root = fs.mkdtempSync(path.join(bench.folder, 'root-'))
  fs.mkdirSync(path.join(root, scripts), { recursive: true })
  for (const [device, address] of [
    ['eth0', '08:00:27:43:66:17'],
    ['eth1', '08:00:27:08:F3:6A']
  ])
    fs.writeFileSync(path.join(root, scripts, `ifcfg-${device}`), `DEVICE=${device}\nHWADDR=${address}\nONBOOT=no\n`)
  return root
}

describe.for(versions)('ansible-core %s', version => {
  const skipReason = versionSkipReason(version)

  test('the example writes bonds, VLANs and a bridge, and nothing the second time', { timeout: 180_000 }, async ({
    skip
  }) => {
    skip(skipReason !== undefined, skipReason)
    const root = image()
    const example = path.join(checkout, 'examples/on-top-of-a-bond.yml')
    const args = [example, '-e', `bonding_root=${root}`, '-e', 'bonding_become=false']
    const first = await run(args)
    expect(first.some(({ result }) => result.changed === true)).toBe(true)
    const files = readTree(root)
    expect(files[`${scripts}/ifcfg-bond1`]).toContain('BRIDGE=br0\n')
    expect(files[`${scripts}/ifcfg-eth1`]).toContain('HWADDR=08:00:27:08:F3:6A\n')
    expect(files[`${scripts}/ifcfg-eth1`]).toContain('MASTER=bond0\n')
    expect(files[`${scripts}/ifcfg-bond0.100`]).toBe(
      'DEVICE=bond0.100\nVLAN=yes\nONBOOT=yes\nBOOTPROTO=none\nIPADDR=192.0.2.10\nPREFIX=24\nGATEWAY=192.0.2.1\n'
    )
    const again = await run(args)
    expect(again.filter(({ result }) => result.changed === true)).toEqual([])
    expect(readTree(root)).toEqual(files)
  })

  test('the task of the page takes the ports by their addresses', { timeout: 120_000 }, async ({ skip }) => {
    skip(skipReason !== undefined, skipReason)
    const root = image()
    const [block] = blocksOf(path.join(checkout, 'docs/on-top-of-a-bond.md'), 'yaml')
    const [task]: readonly Readonly<Record<string, object>>[] = parse(block ?? '')
    const tasks = [{ ...task, 'nic.bonding.bond': { ...task?.['nic.bonding.bond'], root } }]
    const [done] = await run([writePlaybook(project(), [{ hosts: 'all', gather_facts: false, tasks }])])
    expect(done?.result).toMatchObject({ changed: true, bonds: [{ ports: ['eth0', 'eth1'] }] })
  })

  test('the role takes the ports by their addresses', { timeout: 120_000 }, async ({ skip }) => {
    skip(skipReason !== undefined, skipReason)
    const ports = [{ mac: '08:00:27:43:66:17' }, { mac: '08:00:27:08:f3:6a' }]
    const vars = { bonding_root: image(), bonding_bonds: [{ name: 'bond0', ports, mode: 1, miimon: 100 }] }
    const play = { hosts: 'all', gather_facts: false, roles: ['nic.bonding.bonding'], vars }
    const results = await run([writePlaybook(project(), [play])])
    expect(results.map(({ result }) => result.bonds)).toContainEqual([
      expect.objectContaining({ ports: ['eth0', 'eth1'] })
    ])
  })

  test('ad hoc the ports are taken by their addresses too', { timeout: 120_000 }, async ({ skip }) => {
    skip(skipReason !== undefined, skipReason)
    const args = `name=bond0 ports=mac=08:00:27:43:66:17,mac=08:00:27:08:f3:6a mode=1 miimon=100 root=${image()}`
    const done = await runAnsible(project(), 'ansible', ['all', '-m', 'nic.bonding.bond', '-a', args])
    expect(done.rc, done.stdout).toBe(0)
    expect(done.results[0]?.result).toMatchObject({ changed: true, bonds: [{ ports: ['eth0', 'eth1'] }] })
  })

  function project() {
    const { 'direct-pipelined': host = {} } = hostsOf(bench)
    return makeProject(bench, { version, hosts: { host } })
  }

  async function run(args: readonly string[]) {
    const done = await runAnsible(project(), 'ansible-playbook', [...args])
    expect(done.rc, done.stdout).toBe(0)
    return done.results
  }
})

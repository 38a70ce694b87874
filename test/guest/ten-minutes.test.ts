import { execFile } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cacheFolder, checkout } from '../../tools/setup/shell.mjs'
import { ansibleEnvironment, binFolder, makeProject, versionSkipReason } from '../integration/bench/ansible.ts'
import { copySources } from '../support/copy-sources.ts'
import { blocksOf } from '../support/doc-blocks.ts'
import { type BondState, readBond } from './bench/bond-state.ts'
import { asBench, type Case, openCase } from './bench/case.ts'
import { skipReason, theGuest } from './bench/guest-test.ts'

const blocks = (file: string) => blocksOf(path.join(checkout, file), 'sh').map(text => text.trim())
const [demo = '', install = '', dryRun = '', failOver = ''] = blocks('docs/ten-minutes.md')
const [tries = '', installs = '', uses = ''] = blocks('README.md').slice(2)
const [, change = ''] = uses.split('\n')
const reason = skipReason ?? versionSkipReason('newest')

/** A new user in a fresh copy of the sources, with nothing in the home folder, who types what the pages say and nothing else. */
describe('from nothing to a tested bond by the commands of README.md and docs/ten-minutes.md', () => {
  let host: Case
  let type: (commands: string) => Promise<string>

  beforeAll(async () => {
    if (reason !== undefined) return
    host = await openCase(theGuest(), { arpCheck: false })
    type = shellOf(host)
  }, 180_000)
  afterAll(async () => host?.close())

  const step = (name: string, body: () => Promise<void>) =>
    test(name, { timeout: 400_000 }, async ({ skip }) => {
      skip(reason !== undefined, reason)
      await body()
    })

  step('both pages have the same commands', async () => {
    expect(tries).toBe(demo)
    expect(installs).toBe(install)
    expect(uses.split('\n')[0]).toBe(dryRun)
    expect(`${change} -e bonding_failover_test=true`).toBe(failOver)
  })

  step('the demonstration makes a bond in a guest of its own, has it fail over, and leaves nothing', async () => {
    const screen = await type(demo)
    for (const heading of ['1. Dry run', '2. The change', '3. What the kernel has now', '6. The role again'])
      expect(screen).toContain(`== ${heading}`)
    expect(screen).toContain('Bonding Mode: fault-tolerance (active-backup) (fail_over_mac active)')
    expect(screen.match(/SSH session over the bond: kept, nothing missing/g)).toHaveLength(2)
    expect(screen).toMatch(/changed=0 [\s\S]*The guest is gone/)
  })

  step('the collection is built and installed', async () => {
    expect(await type(install)).toMatch(/nic\.bonding:\S+ was installed successfully/)
  })

  step('the dry run shows the four files, and writes none', async () => {
    const screen = await type(dryRun)
    expect(screen).toContain('+BONDING_OPTS="mode=1 miimon=100 fail_over_mac=1"')
    expect(screen.match(/^\+\+\+ after: /gm)).toHaveLength(4)
    expect((await host.attempt('ls /etc/sysconfig/network-scripts/ifcfg-bond0')).rc).not.toBe(0)
  })

  step('the change brings the bond up', async () => {
    expect(await type(change)).toMatch(/failed=0/)
    expect(portsUp(await readBond(host))).toEqual(['eth0', 'eth1'])
  })

  step('the fail-over test takes each port down, says how the bond went on, and restores it', async () => {
    const screen = await type(failOver)
    for (const port of ['eth0', 'eth1'])
      expect(screen).toMatch(
        new RegExp(`bond0 \\(active-backup\\) without ${port}: eth[01] after \\d+ ms, \\d+ of \\d+ probes lost`)
      )
    expect(portsUp(await readBond(host))).toEqual(['eth0', 'eth1'])
  })
})

function portsUp({ ports }: BondState): readonly string[] {
  return Object.keys(ports).filter(port => ports[port]?.miiStatus === 'up')
}

/** A shell in the copy; how the host is reached stands in `inventory` and in the user's configuration of Ansible. */
function shellOf(host: Case): (commands: string) => Promise<string> {
  const defaults = { timeout: '60', collections_path: '~/.ansible/collections' }
  const project = makeProject(asBench(theGuest()), { version: 'newest', hosts: { web1: host.hostVars }, defaults })
  const sources = path.join(project.folder, 'sources')
  copySources(sources)
  fs.renameSync(path.join(project.folder, 'inventory.yml'), path.join(sources, 'inventory'))
  const bin = binFolder('newest') ?? ''
  const env = { ...ansibleEnvironment(project, bin), XDG_CACHE_HOME: path.dirname(cacheFolder) }
  return commands =>
    new Promise((resolve, reject) => {
      const options = { cwd: sources, env, timeout: 380_000, maxBuffer: 2 ** 26 }
      const shell = execFile('bash', ['-e', '-c', commands], options, (error, stdout, stderr) => {
        if (error === null) resolve(stdout)
        else reject(new Error(`${commands}: ended with ${shell.exitCode}\n${stdout}${stderr}`))
      })
      shell.stdin?.end()
    })
}

import fs from 'node:fs'
import path from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { checkout } from '../../../tools/setup/shell.mjs'
import { blocksOf, splitWords } from '../../support/doc-blocks.ts'
import { builtCollections, makeProject, type Project, runAnsible, versions } from '../bench/ansible.ts'
import type { BareHost } from './bare-host.ts'
import { playSkipReason, useBareBench } from './bare-play.ts'

const { bench, start } = useBareBench()
const readme = path.join(checkout, 'README.md')
const commands = blocksOf(readme, 'sh').flatMap(block => block.trim().split('\n'))
const command = (module: string): string => commands.find(line => line.includes(` -m ${module} `)) ?? ''

describe.for(versions)("ansible-core %s: the README's ad hoc commands on a host that has nothing", version => {
  const skipReason = playSkipReason(version)
  let host: BareHost
  let project: Project
  beforeAll(async () => {
    if (skipReason !== undefined) return
    host = await start()
    const port =
      'DEVICE=eth0\nHWADDR=08:00:27:43:66:17\n# the port next to the power supply\nONBOOT=yes\nBOOTPROTO=dhcp\n'
    fs.writeFileSync(host.at('/etc/sysconfig/network-scripts/ifcfg-eth0'), port)
    project = makeProject(bench(), { version, hosts: { bare: host.vars } })
    fs.renameSync(path.join(project.folder, 'inventory.yml'), path.join(project.folder, 'inventory'))
    installCollection(project)
  }, 60_000)

  const bareTest = (name: string, body: () => Promise<void>) =>
    test(name, { timeout: 60_000 }, async ({ skip }) => {
      skip(skipReason !== undefined, skipReason)
      await body()
    })
  const type = async (line: string): Promise<string> => {
    const [program = '', ...args] = splitWords(line)
    const run = await runAnsible(project, program, args)
    expect(run.rc, `${line}\n${run.stdout}\n${run.stderr}`).toBe(0)
    return run.stdout
  }
  /** Every path of the host, and those of its files that are younger than a mark; without those of kernel and sshd. */
  const traces = (): string => {
    const own = '-xdev ! -path "/dev*" ! -path "/proc*" ! -path "/sys*"'
    return host.run(`find / ${own} | sort; find / ${own} -type f -newer /tmp/mark | sort`)
  }

  bareTest('the full name: the diff that the README shows, and nothing is left on the host', async () => {
    host.run('touch /tmp/mark; sleep 1.1')
    const before = traces()
    expect(await type(command('nic.bonding.bond'))).toContain(blocksOf(readme, 'diff')[0])
    expect(traces()).toBe(before)
  })

  bareTest('the short name, with the two paths of the README', async () => {
    const config = path.join(project.folder, 'ansible.cfg')
    const text = fs.readFileSync(config, 'utf8')
    fs.writeFileSync(config, text.replace('[defaults]\n', blocksOf(readme, 'ini')[0] ?? ''))
    expect(await type(command('bond'))).toContain('+BONDING_OPTS="mode=1 miimon=100"')
  })
})

/** Puts the built collection where a user's `ansible-galaxy collection install` puts it. */
function installCollection({ folder }: Project): void {
  const installed = path.join(folder, '.ansible/collections')
  fs.mkdirSync(installed, { recursive: true })
  fs.symlinkSync(path.join(builtCollections, 'ansible_collections'), path.join(installed, 'ansible_collections'))
}

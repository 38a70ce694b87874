import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { checkout } from '../../../tools/setup/shell.mjs'
import { blocksOf } from '../../support/doc-blocks.ts'
import { runAnsible } from '../bench/ansible.ts'
import { bareProject, playSkipReason, useBareBench } from './bare-play.ts'

const { bench, current, start } = useBareBench()
const page = path.join(checkout, 'docs/bare-hosts.md')
const skipReason = playSkipReason('newest')

test('the commands and the play of docs/bare-hosts.md work as they stand there', { timeout: 180_000 }, async ({
  skip
}) => {
  skip(skipReason !== undefined, skipReason)
  const host = await start()
  const project = bareProject(bench(), 'newest', host.vars)
  const [fetching = '', playing = ''] = blocksOf(page, 'sh')
  const [first, second, ...rest] = fetching.trim().split('\n')
  expect(rest).toEqual([])
  const fetched = spawnSync('sh', ['-c', (first ?? '').replace('npm run', `npm --prefix '${checkout}' run --silent`)], {
    cwd: project.folder,
    encoding: 'utf8'
  })
  expect(fetched.stderr).toBe('')
  expect(fetched.stdout).toMatch(
    new RegExp(`^[0-9a-f]{64} {2}${project.folder}/files/node-v10\\.24\\.1-linux-x64$`, 'm')
  )
  // What the second command would bring is not fetched for a test: this machine's own node takes its place.
  expect(second).toBe((first ?? '').replace('10.24.1', '16.20.2'))
  const files = path.join(project.folder, 'files')
  fs.copyFileSync(current().src, path.join(files, 'node-v16.20.2-linux-x64'))
  fs.appendFileSync(path.join(files, 'SHASUMS256.txt'), `${current().sha256}  node-v16.20.2-linux-x64\n`)
  const [text = ''] = blocksOf(page, 'yaml')
  fs.writeFileSync(
    path.join(project.folder, 'site.yml'),
    text.replace('hosts: servers', 'hosts: all').replace('become: true', 'become: false')
  )
  fs.renameSync(path.join(project.folder, 'inventory.yml'), path.join(project.folder, 'inventory'))
  const [dry = '', real = '', ...more] = playing.trim().split('\n')
  expect(more).toEqual([])
  const [checked, done] = [await runCommand(dry), await runCommand(real)]
  expect(checked).toContain(`+/opt/nic-bonding/bin/node -> ../node-${current().version}`)
  expect(checked).not.toContain('Write the files of the bonds')
  expect(done).toContain('Write the files of the bonds')
  expect(host.run('/opt/nic-bonding/bin/node --version; ls /etc/sysconfig/network-scripts')).toMatch(
    new RegExp(`^v${current().version}\nifcfg-bond0\nifcfg-eth0\n`)
  )

  async function runCommand(command: string): Promise<string> {
    const [program = '', ...args] = command.split(' ')
    // There is no driver for bonds on a bare host, so what is written waits.
    const run = await runAnsible(project, program, [...args, '-e', 'bonding_apply=false'])
    expect(run.rc, run.stdout + run.stderr).toBe(0)
    return run.stdout
  }
})

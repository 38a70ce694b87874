import { beforeAll, describe, expect, test } from 'vitest'
import { onlyResult, type Project, type Run, versions } from '../bench/ansible.ts'
import { guideOptions } from '../guide-files.ts'
import type { BareHost } from './bare-host.ts'
import { bareProject, factsOf, type NodeFile, play, playSkipReason, useBareBench } from './bare-play.ts'

const { bench, old, current, start } = useBareBench()
const put = 'nic.bonding.put_node'
const bond = 'nic.bonding.bond'
const dry = ['--check', '--diff']

describe.for(versions)('ansible-core %s, the role node on a host without Python and Node.js', version => {
  const skipReason = playSkipReason(version)
  let host: BareHost
  let project: Project
  beforeAll(async () => {
    if (skipReason !== undefined) return
    host = await start()
    // Pipelining is what Node.js 10 cannot have, so the role has to see to it.
    project = bareProject(bench(), version, { ...host.vars, ansible_pipelining: true })
  }, 60_000)

  /** Both roles, as an administrator has them in a play. */
  const both = (files: readonly NodeFile[], more: object = {}) => [
    {
      roles: ['nic.bonding.node', 'nic.bonding.bonding'],
      vars: {
        ...{ node_source: 'file', node_files: files.map(({ src, sha256 }) => ({ src, sha256 })), ...more },
        ...{ bonding_bonds: [guideOptions], bonding_apply: false }
      }
    }
  ]
  const bareTest = (name: string, body: () => Promise<void>) =>
    test(name, async ({ skip }) => {
      skip(skipReason !== undefined, skipReason)
      await body()
    })
  const version10 = () => host.run('/opt/nic-bonding/bin/node --version; ls -A /opt/nic-bonding /opt/nic-bonding/bin')

  bareTest('a Python module fails there, so the host is what it should be', async () => {
    const run = await play(project, [{ tasks: [{ 'ansible.builtin.ping': {}, ignore_errors: true }] }])
    expect(onlyResult(run, 'bare', 'ansible.builtin.ping').status).toBe('failed')
    expect(host.run('for name in python python2 python3 node; do command -v $name || echo no; done')).toBe(
      'no\n'.repeat(4)
    )
  })

  bareTest('the role bonding alone says what is missing, ends a dry run cleanly and fails otherwise', async () => {
    const plays = [{ roles: ['nic.bonding.bonding'], vars: { bonding_bonds: [guideOptions] } }]
    const checked = await play(project, plays, dry)
    expect(checked.rc, checked.stdout).toBe(0)
    const real = await play(project, plays)
    expect(real.rc).toBe(2)
    for (const run of [checked, real]) {
      expect(run.stdout).toContain('The modules need Node.js 10 or newer')
      expect(run.stdout).toContain('(/bin/sh: node: not found). Nothing was written. The role nic.bonding.node')
      expect(run.stdout).not.toContain('RUNNING HANDLER')
    }
  })

  bareTest('without a source it fails and says which there are', async () => {
    const run = await play(project, both([], { node_source: 'none' }))
    expect(run.rc).toBe(2)
    expect(run.stdout).toContain('There is no Node.js 10 or newer on this host, and node_source is none')
  })

  bareTest('a dry run says what it would put there, ends cleanly and changes nothing', async () => {
    const before = host.run('ls -AlR /opt /etc /root')
    const run = await play(project, both([old()]), dry)
    expect(run.rc, run.stdout).toBe(0)
    expect(onlyResult(run, 'bare', put)).toMatchObject({ status: 'ok', result: { changed: true, version: '10.24.1' } })
    expect(run.stdout).toContain(`+/opt/nic-bonding/bin/node -> ../node-10.24.1`)
    expect(run.stdout).toContain('Node.js 10.24.1, would be put there as /opt/nic-bonding/node-10.24.1')
    expect(run.results.filter(({ action }) => action === bond)).toEqual([])
    expect(host.run('ls -AlR /opt /etc /root')).toBe(before)
  })

  bareTest('the run does what the dry run said, and the modules run on it', async () => {
    const checked = await play(project, both([old()]), dry)
    const run = await play(project, both([old()]))
    expect(run.rc, run.stdout).toBe(0)
    expect(putResult(run)).toEqual(putResult(checked))
    expect(onlyResult(run, 'bare', bond)).toMatchObject({ status: 'ok', result: { changed: true } })
    expect(version10()).toBe('v10.24.1\n/opt/nic-bonding:\nbin\nnode-10.24.1\n\n/opt/nic-bonding/bin:\nnode\n')
    expect(host.run('sha256sum </opt/nic-bonding/node-10.24.1')).toContain(old().sha256)
    expect(host.run('stat -c "%a %u" /opt/nic-bonding /opt/nic-bonding/bin /opt/nic-bonding/node-10.24.1')).toBe(
      '755 0\n'.repeat(3)
    )
  })

  bareTest('a second run changes nothing, in a dry run too', async () => {
    for (const flags of [[], dry]) {
      const run = await play(project, both([old()]), flags)
      expect(run.rc, run.stdout).toBe(0)
      expect(run.stdout).toContain('changed=0')
      expect(putResult(run)).toMatchObject({ changed: false, diff: [] })
    }
  })

  bareTest(
    'of several the newest replaces the old one, which can be kept; a dry run goes on with the old',
    async () => {
      const checked = await play(project, both([old(), current()], { node_keep_old: true }), dry)
      expect(checked.rc, checked.stdout).toBe(0)
      expect(onlyResult(checked, 'bare', bond).status).toBe('ok')
      const kept = await play(project, both([old(), current()], { node_keep_old: true }))
      expect(putResult(kept)).toEqual(putResult(checked))
      expect(putResult(kept)).toMatchObject({ changed: true, version: current().version, removed: [] })
      expect(version10()).toContain(
        `v${current().version}\n/opt/nic-bonding:\nbin\nnode-10.24.1\nnode-${current().version}`
      )
      const removed = await play(project, both([current()]))
      expect(putResult(removed)).toMatchObject({ changed: true, removed: ['10.24.1'] })
      expect(version10()).not.toContain('node-10.24.1')
    }
  )

  bareTest('a program that was damaged there is put there anew', async () => {
    host.run(`dd if=/dev/zero of=/opt/nic-bonding/node-${current().version} bs=1000 count=1 seek=5 conv=notrunc 2>&1`)
    const run = await play(project, both([current()]))
    expect(putResult(run)).toMatchObject({ changed: true })
    expect(host.run('/opt/nic-bonding/bin/node --version')).toBe(`v${current().version}\n`)
  })

  bareTest('what the host already has is used, and nothing is put there', async () => {
    host.run('mkdir -p /usr/local/bin; cp /opt/nic-bonding/bin/node /usr/local/bin/node; rm -r /opt/nic-bonding')
    const run = await play(project, both([old()]))
    expect(run.rc, run.stdout).toBe(0)
    expect(run.results.filter(({ action }) => action === put)).toEqual([])
    expect(factsOf(run)).toEqual([{ ansible_node_interpreter: '/usr/local/bin/node' }])
    expect(host.run('ls /opt')).toBe('')
  })
})

/** What the plugin returned, without what Ansible adds. */
function putResult(run: Run): object {
  const { _ansible_no_log: _, ...result } = onlyResult(run, 'bare', put).result
  return result
}

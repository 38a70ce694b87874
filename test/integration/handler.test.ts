import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { stringify } from 'yaml'
import { ansibleBin } from '../../tools/setup/ansible.mjs'
import { because, commandOnFakeHost, type FakeHost, isRoot } from '../support/fake-host.ts'
import { builtCollections, type Version, versionSkipReason, versions } from './bench/ansible.ts'
import { guideOptions } from './guide-files.ts'

/** A host with initscripts, on which the role works for the root `/`; what it calls there is noted, not done. */
const host: FakeHost = { files: { 'ifup-eth': '' }, sys: { 'class/net/lo/address': '' } }

/** Nothing that this host calls makes a bond, so verification would find none. */
const forGood = { bonding_rollback_timeout: 0 }

let folder: string
beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'nic-bonding-handler-'))
  fs.writeFileSync(
    path.join(folder, 'ansible.cfg'),
    `[defaults]\ncollections_path = ${builtCollections}\nlocalhost_warning = False\n`
  )
})
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }))

describe.skipIf(!isRoot)(`the role's handler on a stand-in host${because}`, () => {
  describe.for(versions)('ansible-core %s', version => {
    const reason = versionSkipReason(version)

    test('a change restarts what changed, once; a second role that changes nothing restarts nothing', ({ skip }) => {
      skip(reason !== undefined, reason)
      const { status, stdout, log } = play(version, [forGood, forGood])
      expect(status, stdout).toBe(0)
      expect(log).toEqual(['ifup bond0'])
      expect(stdout.match(/^(changed|ok): \[host\]/gm)).toEqual(
        ['ok', 'changed', 'changed', 'ok', 'ok', 'ok', 'ok'].map(word => `${word}: [host]`)
      )
      expect(stdout.match(/"bond0: /g)).toHaveLength(1)
    })

    test('bonding_apply=false writes and restarts nothing', ({ skip }) => {
      skip(reason !== undefined, reason)
      const { status, stdout, log } = play(version, [{ bonding_apply: false }])
      expect(status, stdout).toBe(0)
      expect(stdout).toMatch(/Restart network[^\n]*\nskipping: \[host\]/)
      expect(log).toEqual([])
    })

    test('a later run applies what that one has written, and says so', ({ skip }) => {
      skip(reason !== undefined, reason)
      const { status, stdout, log } = play(version, [{ bonding_apply: false }, forGood, forGood])
      expect(status, stdout).toBe(0)
      expect(stdout.match(/Find what an earlier run [^\n]*\n(\w+)/g)?.map(text => text.split('\n')[1])).toEqual([
        'skipping',
        'changed',
        'skipping'
      ])
      expect(log).toEqual(['ifup bond0'])
    })

    test('a dry run shows the diff, plans the restart and calls nothing', ({ skip }) => {
      skip(reason !== undefined, reason)
      const { status, stdout, log } = play(version, [{}], ['--check', '--diff'])
      expect(status, stdout).toBe(0)
      expect(stdout).toContain('+BONDING_OPTS="mode=1 miimon=100 fail_over_mac=1"')
      expect(stdout).toMatch(/Restart network[^\n]*\nchanged: \[host\]/)
      expect(log).toEqual([])
    })

    test('a step that fails is undone and fails the play, which says which command and what it said', ({ skip }) => {
      skip(reason !== undefined, reason)
      const { status, stdout, log } = play(version, [{}], [], { ...host, fail: 'ifup bond0' })
      expect(status).toBe(2)
      expect(stdout).toContain(
        'not confirmed: ifup bond0 failed: ifup: no carrier. The host has gone back to what it had before: ifdown bond0'
      )
      expect(log).toEqual(['ifup bond0', 'ifdown bond0'])
    })
  })
})

/** Plays the role once for each set of variables, one play after the other, in one run on one host; the log is what changes something. */
function play(version: Version, variables: readonly object[], flags: readonly string[] = [], on: FakeHost = host) {
  const plays = variables.map(vars => ({
    hosts: 'all',
    gather_facts: false,
    vars: { bonding_bonds: [guideOptions], ...vars },
    roles: ['nic.bonding.bonding']
  }))
  const file = path.join(folder, 'play.yml')
  fs.writeFileSync(file, stringify(plays))
  const named = version === '2.14' ? process.env.NIC_BONDING_ANSIBLE_2_14 : process.env.NIC_BONDING_ANSIBLE_NEWEST
  const program = path.join(named ?? ansibleBin(version) ?? '', 'ansible-playbook')
  const settings = {
    HOME: folder,
    ANSIBLE_HOME: folder,
    ANSIBLE_CONFIG: path.join(folder, 'ansible.cfg'),
    LC_ALL: 'C.UTF-8'
  }
  const env = Object.entries(settings).map(([name, value]) => `${name}=${value}`)
  const options = ['-i', 'host,', '-c', 'local', '-e', `nic_bonding_program_dir=${folder}/program`, ...flags]
  const done = commandOnFakeHost(['env', ...env, program, ...options, file], on)
  return { ...done, log: done.log.filter(call => !/^ip .*\bshow\b/.test(call)) }
}

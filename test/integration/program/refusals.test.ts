import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type BareHost, bareSkipReason, startBareHost } from '../bare/bare-host.ts'
import { startDaemon } from '../bare/fapolicyd.ts'
import {
  type HostVars,
  makeProject,
  type Run,
  runAnsible,
  versionSkipReason,
  versions,
  writePlaybook
} from '../bench/ansible.ts'
import { type Bench, openBench } from '../bench/bench.ts'
import { makeCollection, type StandInCollection } from './collection.ts'
import { listing, module, processOf, reach, resultOn, statusOn } from './host.ts'

let bench: Bench
beforeAll(async () => {
  bench = await openBench()
}, 60_000)
afterAll(() => bench?.close())

/** A host on which none of the usual folders will do, each for a reason of its own. NAME is that of the program's folder. */
const preparation = `
mount -t tmpfs -o noexec,mode=755 tmpfs /opt
mkdir -p /usr/local/lib/nic-bonding /var/lib/nic-bonding-program /full /readonly /foreign/NAME /linked/NAME /folder/NAME/nic-bonding
chown 1000 /usr/local/lib/nic-bonding
chmod 775 /var/lib/nic-bonding-program
mount -t tmpfs -o size=64k,mode=755 tmpfs /full
mount -t tmpfs -o ro,mode=755 tmpfs /readonly
echo mine >/foreign/NAME/nic-bonding
chown 1000 /foreign/NAME/nic-bonding
ln -s /bin/busybox /linked/NAME/nic-bonding
mkdir -p /installed /trust /root/.ansible/tmp
chmod 700 /root/.ansible /root/.ansible/tmp
mount -t tmpfs -o mode=755 tmpfs /trust
printf '#!/bin/sh\\ncase $1 in --version) echo nic-bonding 9.9.9 ;; *) echo "{\\\\"changed\\\\":false}" ;; esac\\n' >/installed/nic-bonding
cp /installed/nic-bonding /installed/open
chmod 755 /installed/nic-bonding
chmod 777 /installed/open
printf '\\177ELF\\2\\2\\1\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\2\\0\\26' >/installed/s390x
chmod 755 /installed/s390x
`

const usual = [
  '/opt/nic-bonding: /opt/nic-bonding/NAME/nic-bonding may not be executed; mount its file system without noexec',
  '/usr/local/lib/nic-bonding: /usr/local/lib/nic-bonding belongs neither to root nor to this user; remove it',
  '/var/lib/nic-bonding-program: /var/lib/nic-bonding-program can be written by others; chmod go-w it'
]

/** Hosts, each with what its task says besides; `dir` is the folder that its variable names. */
const cases: Readonly<Record<string, { readonly vars: HostVars; readonly says: readonly string[] }>> = {
  usual: { vars: {}, says: usual },
  full: {
    vars: { nic_bonding_program_dir: '/full' },
    says: ['/full: there is no space left for /full/NAME/', ...usual]
  },
  readonly: {
    vars: { nic_bonding_program_dir: '/readonly/a/b' },
    says: ['/readonly/a/b: /readonly/a is on a read-only file system', ...usual]
  },
  foreign: {
    vars: { nic_bonding_program_dir: '/foreign' },
    says: [
      '/foreign: /foreign/NAME/nic-bonding is not a file that only root or this user may write; remove it',
      ...usual
    ]
  },
  linked: {
    vars: { nic_bonding_program_dir: '/linked' },
    says: ['/linked: /linked/NAME/nic-bonding is not a file that only root or this user may write; remove it', ...usual]
  },
  folder: {
    vars: { nic_bonding_program_dir: '/folder' },
    says: ['/folder: /folder/NAME/nic-bonding is not a file that only root', ...usual]
  },
  named: {
    vars: { nic_bonding_program: '/nowhere/nic-bonding' },
    says: ['nic_bonding_program: /nowhere/nic-bonding: the program is not there']
  },
  open: {
    vars: { nic_bonding_program: '/installed/open' },
    says: ['/installed/open: /installed/open can be written by others']
  },
  s390x: {
    vars: { nic_bonding_program: '/installed/s390x' },
    says: [
      '/installed/s390x: /installed/s390x cannot be run on this host; check that it is whole, and that it is made for'
    ]
  },
  relative: {
    vars: { nic_bonding_program_dir: 'opt' },
    says: ['nic_bonding_program_dir: opt must be an absolute path']
  },
  trust: {
    vars: { nic_bonding_program_dir: '/trust' },
    says: ['/trust: the kernel refuses to execute /trust/NAME/nic-bonding (EPERM)', 'program_state=trusted', ...usual]
  },
  machine: {
    vars: { ansible_connection: 'runner', runner_personality: 'i686' },
    says: ['architecture i686 is not supported: the collection has programs for']
  }
}

describe.for(versions)('ansible-core %s', version => {
  const skipReason = versionSkipReason(version) ?? bareSkipReason
  let collection: StandInCollection
  let run: Run
  let dry: Run
  let before: string
  let after: string
  let host: BareHost
  beforeAll(async () => {
    if (skipReason !== undefined) return
    host = await startBareHost(bench)
    collection = makeCollection(bench, '1.2.3')
    host.run(preparation.replaceAll('NAME', collection.name))
    const refusing = await startDaemon(host, '/trust')
    const hosts = Object.entries(cases).map(([name, { vars }]) => [
      name,
      reach(host, name, { runner_process: processOf(host), ...vars })
    ])
    const installed = reach(host, 'installed', { nic_bonding_program: '/installed/nic-bonding' })
    // The connection is lost in the middle of the transfer.
    const cut = reach(host, 'cut', {
      nic_bonding_program_dir: '/cut',
      ansible_ssh_common_args: String(host.vars.ansible_ssh_common_args).replace('="', '="stdbuf -o0 head -c 400000 | ')
    })
    const project = makeProject(bench, {
      version,
      collections: collection.collections,
      // One after the other: they are one host, on which each takes away what it has made.
      defaults: { connection_plugins: path.join(import.meta.dirname, 'connection'), forks: '1' },
      hosts: { cut, ...Object.fromEntries(hosts), installed }
    })
    const task = {
      name: 'task',
      [module]: { name: 'bond0' }
    }
    const file = writePlaybook(project, [{ hosts: 'all', gather_facts: false, tasks: [task] }])
    before = listing(host)
    run = await runAnsible(project, 'ansible-playbook', [file])
    after = listing(host)
    refusing.kill()
    host.run(
      'mount -o remount,noexec /tmp 2>/dev/null || mount -t tmpfs -o noexec,mode=1777 tmpfs /tmp; mkdir -p /root /var/tmp; mount -t tmpfs -o ro tmpfs /root; mount -t tmpfs -o size=64k,mode=1777 tmpfs /var/tmp'
    )
    dry = await runAnsible(project, 'ansible-playbook', [file, '--check', '--limit', 'usual'])
  }, 120_000)

  test.for(Object.keys(cases))('%s: the message has each folder with reason and remedy', (name, { skip }) => {
    skip(skipReason !== undefined, skipReason)
    const { msg, changed } = resultOn(run, name, 'task')
    expect([statusOn(run, name, 'task'), changed]).toEqual(['failed', false])
    for (const text of cases[name]?.says ?? []) expect(msg).toContain(text.replaceAll('NAME', collection.name))
  })

  test('nothing half done is left, not even by a transfer that was cut off', ({ skip }) => {
    skip(skipReason !== undefined, skipReason)
    expect(statusOn(run, 'cut', 'task')).toBe('unreachable')
    expect(after).toBe(before)
  })

  test('an installed program of another version is used, with a warning', ({ skip }) => {
    skip(skipReason !== undefined, skipReason)
    const result = resultOn(run, 'installed', 'task')
    expect(result.program).toEqual({ path: '/installed/nic-bonding', version: '9.9.9' })
    expect(JSON.stringify(result.warnings)).toMatch(/is version 9\.9\.9 and the collection is version 1\.2\.3/)
  })

  test('check mode names the temporary folders in which it could not run', ({ skip }) => {
    skip(skipReason !== undefined, skipReason)
    const { msg } = resultOn(dry, 'usual', 'task')
    expect(msg).toMatch(/^~\/\.ansible\/tmp: .*\/root\/\.ansible is on a read-only file system/m)
    expect(msg).toMatch(/^\/var\/tmp: there is no space left/m)
    expect(msg).toMatch(/^\/tmp: .* may not be executed/m)
  })
})

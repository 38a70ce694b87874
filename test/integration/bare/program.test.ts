import fs from 'node:fs'
import path from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { fapolicyd } from '../../../tools/setup/fapolicyd.mjs'
import {
  makeProject,
  onlyResult,
  type Project,
  type Run,
  runAnsible,
  type Version,
  versions
} from '../bench/ansible.ts'
import { makeCollection, type StandInCollection } from '../program/collection.ts'
import type { BareHost } from './bare-host.ts'
import { playSkipReason, useBareBench } from './bare-play.ts'
import { installFapolicyd, startDaemon } from './fapolicyd.ts'

const { bench, start } = useBareBench()
const cli = fapolicyd()

/** `npm run test:matrix` takes all. What differs between them is in the actions of modules, which this is built on. */
const tried: readonly Version[] = process.env.NIC_BONDING_MATRIX === undefined ? ['newest'] : versions

describe.for(tried)('ansible-core %s', version => {
  const skipReason = playSkipReason(version) ?? (cli === undefined ? 'fapolicyd is not unpacked' : undefined)
  let collection: StandInCollection
  let host: BareHost
  let project: Project
  let place: string
  beforeAll(async () => {
    if (skipReason !== undefined) return
    host = await start()
    collection = makeCollection(bench(), '1.2.3')
    project = makeProject(bench(), { version, hosts: { bare: host.vars }, collections: collection.collections })
    place = `/opt/nic-bonding/${collection.name}/nic-bonding`
  }, 60_000)

  const hostTest = (name: string, body: () => Promise<void>) =>
    test(name, { timeout: 120_000 }, async ({ skip }) => {
      skip(skipReason !== undefined, skipReason)
      await body()
    })

  hostTest('present: the dry run tells where the program will be, and leaves nothing', async () => {
    const before = host.run('find / -xdev | sort')
    const dry = await played('present', '--check', '--diff')
    expect(dry.result).toMatchObject({ changed: true, path: place, sha256: collection.sha256, version: '1.2.3' })
    expect(dry.stdout).toContain(`+${place} sha256 ${collection.sha256}`)
    expect(host.run('find / -xdev | sort')).toBe(before)
    const real = await played('present')
    expect(comparable(real.result)).toEqual(comparable(dry.result))
    expect(real.stdout).toContain(`${place} sha256 ${collection.sha256}`)
    expect(host.run(`sha256sum ${place}`)).toBe(`${collection.sha256}  ${place}\n`)
    expect((await played('present')).result).toMatchObject({ changed: false, path: place, sha256: collection.sha256 })
    expect((await played('present', '--check')).result).toMatchObject({ changed: false, path: place })
  })

  hostTest('trusted: without fapolicyd on the host there is nothing more to do', async () => {
    expect((await played('trusted')).result).toMatchObject({ changed: false, fapolicyd: 'absent' })
  })

  hostTest('trusted: fapolicyd is told once, by its own command, and the dry run says so before', async () => {
    installFapolicyd(host)
    const dry = await played('trusted', '--check')
    expect(host.run('ls /etc/fapolicyd/trust.d')).toBe('')
    const real = await played('trusted')
    expect(real.result).toMatchObject({ changed: true, fapolicyd: 'trusted', path: place })
    expect(comparable(real.result)).toEqual(comparable(dry.result))
    const line = `${place} ${fs.statSync(host.at(place)).size} ${collection.sha256}`
    expect(host.run('grep -v "^#" /etc/fapolicyd/trust.d/nic-bonding')).toBe(`${line}\n`)
    expect((await played('trusted')).result).toMatchObject({ changed: false, fapolicyd: 'trusted' })
  })

  hostTest('trusted: a program that is not there yet is trusted before it is run for the first time', async () => {
    host.run('rm -rf /opt/nic-bonding /etc/fapolicyd/trust.d/nic-bonding')
    const daemon = await startDaemon(host)
    try {
      const untrusted = await played('present')
      expect(untrusted.result).toMatchObject({ msg: expect.stringContaining('program_state=trusted') })
      expect(host.run('find / -xdev -name "*nic-bonding*"')).toBe('')
      const dry = await played('trusted', '--check')
      const real = await played('trusted')
      expect(real.result).toMatchObject({ changed: true, fapolicyd: 'trusted', path: place })
      expect(comparable(real.result)).toEqual(comparable(dry.result))
      expect(host.run(`${place} --version`)).toMatch(/^nic-bonding /)
    } finally {
      daemon.kill()
    }
  })

  hostTest('absent: nothing is removed while a change is open, and the change is named', async () => {
    host.run(
      'mkdir -p /var/lib/nic-bonding/c1; echo waiting >/var/lib/nic-bonding/c1/state; touch /var/log/nic-bonding.log'
    )
    for (const flags of [['--check'], []]) {
      const refused = await played('absent', ...flags)
      expect(refused.run.rc).not.toBe(0)
      expect(refused.result).toMatchObject({
        changed: false,
        msg: expect.stringMatching(/^change c1 is waiting, .*state=confirmed and id=c1/)
      })
    }
    expect(host.run(`ls ${place} /var/log/nic-bonding.log`)).toContain(place)
  })

  hostTest('absent: program, journal, log and list are removed; the dry run names the same', async () => {
    host.run('echo confirmed >/var/lib/nic-bonding/c1/state')
    const dry = await played('absent', '--check', '--diff')
    expect(dry.stdout).toContain('-/var/lib/nic-bonding\n')
    expect(fs.existsSync(host.at(place))).toBe(true)
    const real = await played('absent')
    expect(comparable(real.result)).toEqual(comparable(dry.result))
    expect(real.result).toMatchObject({
      changed: true,
      removed: [
        path.dirname(place),
        '/opt/nic-bonding',
        '/var/log/nic-bonding.log',
        '/etc/fapolicyd/trust.d/nic-bonding',
        '/var/lib/nic-bonding'
      ]
    })
    expect(host.run('find / -xdev -name "*nic-bonding*"')).toBe('')
    expect((await played('absent')).result).toMatchObject({ changed: false, removed: [], kept: [] })
  })

  hostTest('present: the dry run passes over a folder that cannot take the program, as the run does', async () => {
    host.run('mount -t tmpfs -o noexec tmpfs /opt; mkdir -p /usr/local')
    const second = `/usr/local/lib/nic-bonding/${collection.name}/nic-bonding`
    const dry = await played('present', '--check')
    const real = await played('present')
    expect(dry.result).toMatchObject({ changed: true, path: second })
    expect(comparable(real.result)).toEqual(comparable(dry.result))
    expect(host.run('find /opt')).toBe('/opt\n')
  })

  hostTest('a state that does not exist is refused, with those that do', async () => {
    expect((await played('gone')).result.msg).toBe('state: gone must be one of present, trusted, absent')
  })

  interface Played {
    readonly run: Run
    readonly stdout: string
    readonly result: Readonly<Record<string, unknown>>
  }

  /** Runs the playbook as its page says, but that a bare host has no sudo. */
  async function played(state: string, ...flags: readonly string[]): Promise<Played> {
    const args = ['nic.bonding.program', '-e', 'bonding_become=false', '-e', `program_state=${state}`, ...flags]
    const run = await runAnsible(project, 'ansible-playbook', args)
    return { run, stdout: run.stdout, result: onlyResult(run, 'bare', 'nic.bonding.program').result }
  }
})

/** A result without what Ansible adds. */
function comparable(result: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(Object.entries(result).filter(([key]) => !key.startsWith('_') && key !== 'ansible_facts'))
}

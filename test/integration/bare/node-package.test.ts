import fs from 'node:fs'
import { beforeAll, describe, expect, test } from 'vitest'
import { onlyResult, type Project, type Run, versions } from '../bench/ansible.ts'
import { guideOptions } from '../guide-files.ts'
import type { BareHost } from './bare-host.ts'
import { bareProject, factsOf, play, playSkipReason, useBareBench } from './bare-play.ts'

const { bench, old, current, start } = useBareBench()
const bond = 'nic.bonding.bond'
const dry = ['--check', '--diff']

/**
 * A stand-in for dnf or yum, which notes how it was called: `nodejs` is what lies in /repo/plain, or in /repo/18 where the
 * module's stream 18 is enabled; of other packages there is epel-release alone.
 */
const manager = `#!/bin/sh
echo "\${0##*/} $*" >> /var/log/packages
case $* in
  '-y module enable nodejs:18') : > /repo/stream ;;
  '-y install epel-release') ;;
  '-y install nodejs') if [ -e /repo/stream ]; then cp /repo/18 /usr/bin/node; else cp /repo/plain /usr/bin/node; fi ;;
  *) echo "Error: Unable to find a match: $*" >&2; exit 1 ;;
esac
`

/** Both roles, as an administrator has them in a play, with the distribution's package allowed. */
const both = (more: object = {}) => [
  {
    roles: ['nic.bonding.node', 'nic.bonding.bonding'],
    vars: { node_source: 'package', bonding_bonds: [guideOptions], bonding_apply: false, ...more }
  }
]

function useHost(version: (typeof versions)[number]) {
  const skipReason = playSkipReason(version)
  let host: BareHost
  let project: Project
  beforeAll(async () => {
    if (skipReason !== undefined) return
    host = await start()
    project = bareProject(bench(), version, { ...host.vars, ansible_pipelining: true })
    fs.mkdirSync(host.at('/repo'))
    fs.copyFileSync(current().src, host.at('/repo/18'))
  }, 60_000)
  return {
    /** What `nodejs` is without a stream, and who installs it; no Node.js is there. */
    offer: (plain: string, name: string) => {
      host.run(
        'rm -rf /usr/bin/node /usr/bin/dnf /usr/bin/yum /repo/plain /repo/stream /var/log/packages; rm -f /etc/sysconfig/network-scripts/ifcfg-[be]* /etc/modprobe.d/*'
      )
      if (name !== '') fs.writeFileSync(host.at(`/usr/bin/${name}`), manager, { mode: 0o755 })
      if (plain.startsWith('#!')) fs.writeFileSync(host.at('/repo/plain'), plain, { mode: 0o755 })
      else fs.copyFileSync(plain, host.at('/repo/plain'))
    },
    run: (more: object, flags: readonly string[] = []) => play(project, both(more), flags),
    calls: () => host.run('cat /var/log/packages 2>/dev/null || true'),
    files: () => host.run('ls /etc/sysconfig/network-scripts; command -v node || echo no node'),
    bareTest: (name: string, body: () => Promise<void>) =>
      test(name, async ({ skip }) => {
        skip(skipReason !== undefined, skipReason)
        await body()
      })
  }
}

/** That nothing came after the role node, and what of the host is as it was. */
function expectEnded(run: Run, rc: number): void {
  expect(run.rc, run.stdout).toBe(rc)
  expect(run.results.filter(({ action }) => action === bond)).toEqual([])
}

describe.for(versions)('ansible-core %s, the package of the distribution', version => {
  const { offer, run, calls, files, bareTest } = useHost(version)

  bareTest(
    'of a stream of the module nodejs: a dry run says so and ends, the run installs it, the next does nothing',
    async () => {
      offer(old().src, 'dnf')
      const before = files()
      const stream = { node_module_stream: '18' }
      const install = 'dnf -y module enable nodejs:18 && dnf -y install nodejs'
      const checked = await run(stream, dry)
      expectEnded(checked, 0)
      expect(checked.stdout).toContain(
        `There is no Node.js 10 or newer on this host; it would be installed by: ${install}`
      )
      expect(checked.stdout).toContain('changed=1')
      expect([calls(), files()]).toEqual(['', before])
      const real = await run(stream)
      expect(real.rc, real.stdout).toBe(0)
      expect(real.stdout).toContain(`There is no Node.js 10 or newer on this host; it is installed by: ${install}`)
      expect(calls()).toBe('dnf -y module enable nodejs:18\ndnf -y install nodejs\n')
      expect(factsOf(real)).toEqual([{ ansible_node_interpreter: '/usr/bin/node' }])
      expect(onlyResult(real, 'bare', bond).result.changed).toBe(true)
      const again = await run(stream)
      expect(again.rc, again.stdout).toBe(0)
      expect(again.stdout).toContain('changed=0')
      expect(calls()).toBe('dnf -y module enable nodejs:18\ndnf -y install nodejs\n')
    }
  )
})

describe('the package of the distribution', () => {
  const { offer, run, calls, files, bareTest } = useHost('newest')

  bareTest('that is Node.js 10 is used, without pipelining', async () => {
    offer(old().src, 'yum')
    const real = await run({ node_packages: ['epel-release', 'nodejs'] })
    expect(real.rc, real.stdout).toBe(0)
    expect(calls()).toBe('yum -y install epel-release\nyum -y install nodejs\n')
    expect(factsOf(real)).toEqual([
      { ansible_node_interpreter: '/usr/bin/node' },
      { ansible_pipelining: false, ansible_ssh_pipelining: false }
    ])
    expect(onlyResult(real, 'bare', bond).result.changed).toBe(true)
  })

  bareTest('that is older is refused with its version, by the next run too', async () => {
    offer('#!/bin/sh\necho v0.10.48\n', 'yum')
    const before = files()
    const checked = await run({}, dry)
    expectEnded(checked, 0)
    expect(checked.stdout).toContain('it would be installed by: yum -y install nodejs')
    expect(files()).toBe(before)
    for (const _ of ['first', 'second']) {
      const real = await run({})
      expectEnded(real, 2)
      expect(real.stdout).toContain(
        'There is no Node.js 10 or newer on this host (/usr/bin/node v0.10.48), though it was installed by: yum -y install nodejs'
      )
    }
    expect(files()).toBe(before.replace('no node', '/usr/bin/node'))
  })

  bareTest('that there is none of, and nobody to install it', async () => {
    offer(old().src, 'dnf')
    const missing = await run({ node_packages: ['nodejs22'] })
    expectEnded(missing, 2)
    expect(missing.stdout).toContain('Unable to find a match: -y install nodejs22')
    offer(old().src, '')
    for (const flags of [dry, []]) {
      const nobody = await run({}, flags)
      expectEnded(nobody, 2)
      expect(nobody.stdout).toContain(
        'There is no Node.js 10 or newer on this host, and neither dnf nor yum to install one: node_source=file brings one'
      )
    }
  })
})

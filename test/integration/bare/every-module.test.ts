import fs from 'node:fs'
import path from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { checkout } from '../../../tools/setup/shell.mjs'
import { onlyResult, type Run, versions } from '../bench/ansible.ts'
import { guideFiles, guideOptions } from '../guide-files.ts'
import type { BareHost } from './bare-host.ts'
import { bareProject, play, playSkipReason, useBareBench } from './bare-play.ts'

const { bench, start } = useBareBench()

/** A task for each module, in an order in which each finds what it needs; the host itself is the root. */
const written = { ...guideOptions, gateway: undefined, name: 'bond7', ports: ['eth0', 'eth1'] }
const tasks: readonly (readonly [module: string, options: object, more?: object])[] = [
  ['modprobe_alias', { alias: 'bond9', module: 'bonding' }],
  ['bond', { ...written, root: '/tmp/image' }],
  ['bond_info', {}],
  ['modprobe_options', { module: 'bonding', options: { max_bonds: 0 } }],
  ['persistent_net_rules', {}],
  ['ifcfg', { name: 'eth2', settings: { DEVICE: 'eth2', ONBOOT: 'yes', BOOTPROTO: 'none' } }],
  ['network_apply', { interfaces: ['eth2'], rollback_timeout: 30 }],
  // There is no driver for bonds, so it refuses.
  ['bond_failover', { name: 'bond0' }, { ignore_errors: true }]
]

/** What comes of them, in check mode and for real; the last one refuses. */
const every = [
  'modprobe_alias ok true',
  'bond ok true',
  'bond_info ok false',
  'modprobe_options ok true',
  'persistent_net_rules ok true',
  'ifcfg ok true',
  'network_apply ok true',
  'bond_failover failed false'
]
const names = fs.readdirSync(path.join(checkout, 'collection/plugins/modules')).map(file => path.basename(file, '.yml'))

test('there is a task for every module', () => {
  expect(tasks.map(([module]) => module).sort()).toEqual(names.sort())
})

describe.for(versions)('ansible-core %s', version => {
  describe.for([true, false])('a host without Python and Node.js, pipelining %s', pipelined => {
    const skipReason = playSkipReason(version)
    let host: BareHost
    let checked: Run
    let real: Run
    let role: Run
    beforeAll(async () => {
      if (skipReason !== undefined) return
      host = await start()
      fs.mkdirSync(host.at('/tmp/image'))
      const project = bareProject(bench(), version, { ...host.vars, ansible_pipelining: pipelined })
      const all = tasks.map(([module, options, more]) => ({ [`nic.bonding.${module}`]: options, ...more }))
      const judge = { 'ansible.builtin.ping': {}, ignore_errors: true }
      const vars = { bonding_bonds: [guideOptions], bonding_rollback_timeout: 10 }
      checked = await play(
        project,
        [{ tasks: [judge, ...all] }, { roles: ['nic.bonding.bonding'], vars }],
        ['--check', '--diff']
      )
      real = await play(project, [{ tasks: all }])
      role = await play(project, [{ roles: ['nic.bonding.bonding'], vars }])
    }, 240_000)

    const bareTest = (name: string, body: () => void) =>
      test(name, ({ skip }) => {
        skip(skipReason !== undefined, skipReason)
        body()
      })

    bareTest('a Python module fails there, so the host is what it should be', () => {
      expect(onlyResult(checked, 'bare', 'ansible.builtin.ping').status).toBe('failed')
      expect(host.run('command -v python || command -v python3 || command -v node || echo none')).toBe('none\n')
    })

    bareTest('every module works in check mode, and the role', () => {
      expect(outcomes(checked)).toEqual([...every, 'bond ok true', 'network_apply ok true'])
      expect(checked.rc, checked.stdout).toBe(0)
    })

    bareTest('every module works for real', () => {
      expect(outcomes(real)).toEqual(every)
      expect(onlyResult(real, 'bare', 'nic.bonding.network_apply').result).toMatchObject({ state: 'confirmed' })
      expect(onlyResult(real, 'bare', 'nic.bonding.bond_failover').result.msg).toContain(
        'this host has no such bond now'
      )
      expect(host.run('cat /tmp/image/etc/sysconfig/network-scripts/ifcfg-bond7')).toContain('BONDING_OPTS=')
      expect(host.run('cat /etc/modprobe.d/*')).toContain('alias bond9 bonding')
    })

    bareTest('the role writes, applies and, since no bond comes up here, sees the host go back', () => {
      expect(outcomes(role)).toEqual(['bond ok true', 'network_apply failed true'])
      const applied = onlyResult(role, 'bare', 'nic.bonding.network_apply').result
      expect(applied).toMatchObject({ state: 'reverted', plan: ['ifup bond0'] })
      expect(applied.msg).toMatch(/^not confirmed: .* The host has gone back to what it had before.*: ifdown bond0/)
      for (const file of Object.keys(guideFiles)) expect(fs.existsSync(host.at(`/${file}`)), file).toBe(false)
    })
  })
})

function outcomes(run: Run): readonly string[] {
  const own = run.results.filter(({ action, status }) => action.startsWith('nic.bonding.') && status !== 'skipped')
  return own.map(({ action, status, result }) => `${action.slice(12)} ${status} ${result.changed}`)
}

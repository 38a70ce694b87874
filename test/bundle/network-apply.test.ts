import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { because, commandOnFakeHost, type FakeHost, type FakeRun, isRoot, runOnFakeHost } from '../support/fake-host.ts'
import { collection } from '../support/modules.ts'
import { bundlePath } from '../support/run-bundle.ts'

const bond = {
  'ifup-eth': '',
  'ifcfg-bond0': 'DEVICE=bond0\nBONDING_OPTS="mode=1 miimon=100"\n',
  'ifcfg-nicb0': 'DEVICE=nicb0\nMASTER=bond0\nSLAVE=yes\n',
  'ifcfg-nicb1': 'DEVICE=nicb1\nMASTER=bond0\nSLAVE=yes\n',
  'ifcfg-nicb2': 'DEVICE=nicb2\nBOOTPROTO=dhcp\n'
}
const changes = ['nicb1', 'bond0', 'nicb0'].map(name => ({ path: `/etc/sysconfig/network-scripts/ifcfg-${name}` }))

/** Runs a module on a terminal of its own, and closes that in the middle of the first step, as sshd does. */
const hangUp = `
import os, pty, sys, tempfile, time
node, bundle, args = sys.argv[1:]
with tempfile.NamedTemporaryFile('w') as file:
    file.write(args)
    file.flush()
    pid, terminal = pty.fork()
    if pid == 0:
        os.execv(node, [node, bundle, file.name])
    time.sleep(0.6)
    os.close(terminal)
    os.waitpid(pid, 0)
`

function apply(args: { readonly [option: string]: unknown }, host: FakeHost = {}): FakeRun {
  return runOnFakeHost('network_apply', args, { files: bond, ...host })
}

describe.skipIf(!isRoot)(`network_apply on a stand-in host${because}`, () => {
  test('initscripts: the bond comes up and brings its ports, a device without a link is not taken down', () => {
    const { result, log } = apply({ changes })
    expect(result).toMatchObject({ changed: true, provider: 'initscripts', plan: ['ifup bond0'] })
    expect(log).toEqual(['ifup bond0'])
    expect(result.steps).toMatchObject([{ command: 'ifup bond0', rc: 0, stdout: 'said by ifup\n', stderr: '' }])
  })

  test('initscripts: a device that is there goes down first; lo stands for it', () => {
    const files = { ...bond, 'ifcfg-loop': 'DEVICE=lo\n' }
    const { log } = apply({ interfaces: ['lo'] }, { files })
    expect(log).toEqual(['ifdown lo', 'ifup lo'])
  })

  test('initscripts: a port whose bond is not named is brought up by itself', () => {
    expect(apply({ interfaces: ['nicb0', 'nicb2'] }).log).toEqual(['ifup nicb0', 'ifup nicb2'])
  })

  test('initscripts: all is the service', () => {
    expect(apply({ interfaces: 'all' }).log).toEqual(['service network restart'])
  })

  test('the examples of its documentation work', () => {
    const { EXAMPLES } = parse(readFileSync(join(collection, 'plugins/modules/network_apply.yml'), 'utf8'))
    const tasks: readonly { readonly [name: string]: { readonly [option: string]: unknown } }[] = parse(EXAMPLES)
    const given = tasks.flatMap(({ 'nic.bonding.network_apply': args }) => (args === undefined ? [] : [args]))
    const runs = given.map(args => apply(args.changes === undefined ? args : { ...args, changes }))
    expect(runs.map(({ log }) => log)).toEqual([['ifup bond0'], ['service network restart']])
  })

  test('check mode returns the same plan and runs nothing', () => {
    const dry = apply({ changes, _ansible_check_mode: true })
    const real = apply({ changes })
    expect(dry.log).toEqual([])
    expect(dry.result.plan).toEqual(real.result.plan)
    expect(dry.result.changed).toBe(true)
    expect(dry.result.steps).toEqual([])
  })

  test('check mode plans from changes that were not written', () => {
    const after = 'DEVICE=bond7\nBONDING_OPTS="mode=1 miimon=100"\n'
    const future = [
      { path: '/etc/sysconfig/network-scripts/ifcfg-bond7', before: null, after },
      {
        path: '/etc/sysconfig/network-scripts/ifcfg-nicb2',
        before: bond['ifcfg-nicb2'],
        after: 'DEVICE=nicb2\nMASTER=bond7\nSLAVE=yes\n'
      }
    ]
    const dry = apply({ changes: future, _ansible_check_mode: true })
    const files = { ...bond, 'ifcfg-bond7': after, 'ifcfg-nicb2': 'DEVICE=nicb2\nMASTER=bond7\nSLAVE=yes\n' }
    const real = apply({ changes: future }, { files })
    expect(dry.result.plan).toEqual(['ifup bond7'])
    expect(real.result.plan).toEqual(dry.result.plan)
    expect(real.log).toEqual(['ifup bond7'])
  })

  test('no change is nothing to do', () => {
    const { result, log } = apply({ changes: [] })
    expect(result).toMatchObject({ changed: false, plan: [], steps: [] })
    expect(log).toEqual([])
  })

  test('a changed modprobe.d file restarts nothing', () => {
    expect(apply({ changes: [{ path: '/etc/modprobe.d/bonding-eth0_eth1.conf' }] }).result.plan).toEqual([])
  })

  test('NetworkManager: files are loaded, then the bond and each port are activated by the UUID of their profile', () => {
    const { result, log } = apply({ changes }, { networkManager: true })
    expect(result).toMatchObject({ changed: true, provider: 'networkmanager' })
    expect(log.filter(line => !line.includes('UUID,FILENAME'))).toEqual([
      'nmcli connection reload',
      'nmcli --wait 0 connection up uuid uuid-of-ifcfg-bond0',
      'nmcli --wait 90 connection up uuid uuid-of-ifcfg-nicb0',
      'nmcli --wait 90 connection up uuid uuid-of-ifcfg-nicb1'
    ])
  })

  test('a failing step stops the run and says which, with which code, what it said, and what was not run', () => {
    const { result, status, log } = apply({ interfaces: ['nicb0', 'nicb2'] }, { fail: 'ifup nicb0' })
    expect(status).toBe(1)
    expect(result.failed).toBe(true)
    expect(result.msg).toBe('ifup nicb0: ended with code 4: ifup: no carrier; not run any more: ifup nicb2')
    expect(log).toEqual(['ifup nicb0'])
    expect(result.steps).toMatchObject([{ rc: 4, stderr: 'ifup: no carrier\n' }])
  })

  test('a bond and its ports that belong to different providers are refused, naming file and line', () => {
    const files = { ...bond, 'ifcfg-nicb1': `${bond['ifcfg-nicb1']}NM_CONTROLLED=no\n` }
    const { result, log } = apply({ changes }, { files, networkManager: true })
    expect(result.msg).toContain('bond0: networkmanager sets it up, but not its port nicb1')
    expect(result.msg).toContain('NM_CONTROLLED=no in /etc/sysconfig/network-scripts/ifcfg-nicb1, line 4')
    expect(log).toEqual([])
  })

  test('each interface is restarted by the provider that its file gives it to', () => {
    const files = { ...bond, 'ifcfg-nicb2': 'DEVICE=nicb2\nNM_CONTROLLED=no\n', 'ifcfg-nicb3': 'DEVICE=nicb3\n' }
    const { result, log } = apply({ interfaces: ['nicb2', 'nicb3'] }, { files, networkManager: true })
    expect(result.provider).toBe('both')
    expect(log.filter(line => !line.includes('UUID,FILENAME'))).toEqual([
      'ifup nicb2',
      'nmcli connection reload',
      'nmcli --wait 90 connection up uuid uuid-of-ifcfg-nicb3'
    ])
  })

  test('a step that leaves a daemon behind with its output open does not hold the run up', () => {
    const start = Date.now()
    const { result } = apply({ interfaces: ['daemon'] }, { files: { ...bond, 'ifcfg-daemon': 'DEVICE=daemon\n' } })
    expect(result).toMatchObject({ changed: true, steps: [{ command: 'ifup daemon', rc: 0 }] })
    expect(Date.now() - start).toBeLessThan(20_000)
  })

  test('the steps go on when the terminal of the connection is gone', () => {
    const args = JSON.stringify({ interfaces: ['slow', 'zebra'] })
    const files = { ...bond, 'ifcfg-slow': 'DEVICE=slow\n', 'ifcfg-zebra': 'DEVICE=zebra\n' }
    const { log } = commandOnFakeHost(['python3', '-c', hangUp, process.execPath, bundlePath('network_apply'), args], {
      files
    })
    expect(log).toEqual(['ifup slow', 'ifup zebra'])
  })

  test('a step that hangs is killed after apply_timeout', () => {
    const files = { ...bond, 'ifcfg-hangs': 'DEVICE=hangs\n' }
    const { result } = apply({ interfaces: ['hangs'], apply_timeout: 1 }, { files })
    expect(result.msg).toContain('ifup hangs: ended with code 124: ifup: killed after 1 seconds')
  })

  test.each([
    [
      'neither reader',
      {},
      { files: { 'ifcfg-nicb2': 'DEVICE=nicb2\n' } },
      'neither a running NetworkManager nor initscripts'
    ],
    ['NetworkManager asked for and not running', { provider: 'networkmanager' }, {}, 'networkmanager is not running'],
    ['an unknown interface', { interfaces: ['nicb9'] }, {}, 'nicb9 has neither an ifcfg file nor a device'],
    ['all beside others', { interfaces: ['all', 'nicb2'] }, {}, 'give it alone'],
    ['a rollback that this version cannot do', { rollback_timeout: 60 }, {}, 'rollback_timeout'],
    ['nothing named', { interfaces: null }, {}, 'interfaces or changes: is required']
  ])('refuses %s', (_, args, host, message) => {
    const { result, log } = apply({ ...(_ === 'nothing named' ? {} : { interfaces: ['nicb2'] }), ...args }, host)
    expect(result.failed).toBe(true)
    expect(result.msg).toContain(message)
    expect(result.exception).toBeUndefined()
    expect(log).toEqual([])
  })
})

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import {
  because,
  commandOnFakeHost,
  type FakeHost,
  type FakeRun,
  isRoot,
  playOnFakeHost,
  runOnFakeHost
} from '../support/fake-host.ts'
import { collection } from '../support/modules.ts'
import { moduleCommand } from '../support/run-module.ts'

const bond = {
  'ifup-eth': '',
  'ifcfg-bond0': 'DEVICE=bond0\nBONDING_OPTS="mode=1 miimon=100"\n',
  'ifcfg-nicb0': 'DEVICE=nicb0\nMASTER=bond0\nSLAVE=yes\n',
  'ifcfg-nicb1': 'DEVICE=nicb1\nMASTER=bond0\nSLAVE=yes\n',
  'ifcfg-nicb2': 'DEVICE=nicb2\nBOOTPROTO=dhcp\n'
}
const path = (name: string): string => `/etc/sysconfig/network-scripts/ifcfg-${name}`

/** Runs a module on a terminal of its own, and closes that in the middle of the first step, as sshd does. */
const hangUp = `
import glob, os, pty, sys, tempfile, time
args, *command = sys.argv[1:]
with tempfile.NamedTemporaryFile('w') as file:
    file.write(args)
    file.flush()
    pid, terminal = pty.fork()
    if pid == 0:
        os.execv(command[0], [*command, file.name])
    while not glob.glob('/var/lib/nic-bonding/*/position'):
        time.sleep(0.05)
    os.close(terminal)
    os.waitpid(pid, 0)
    while glob.glob('/var/lib/nic-bonding/*/guard.lock'):
        time.sleep(0.05)
`

/** Restarts interfaces whose files nobody has changed; nothing is undone. */
function apply(args: { readonly [option: string]: unknown }, host: FakeHost = {}): FakeRun {
  const { log, ...run } = runOnFakeHost('network_apply', { rollback_timeout: 0, ...args }, { files: bond, ...host })
  return { ...run, log: log.filter(isStep) }
}

/** Not those that only look. */
function isStep(line: string): boolean {
  return !/^ip -o |^ip -[46] |UUID,FILENAME|GENERAL.STATE|DEVICE,STATE/.test(line)
}

describe.skipIf(!isRoot)(`network_apply on a stand-in host${because}`, () => {
  test('initscripts: the bond comes up and brings its ports, a device without a link is not taken down', () => {
    const { result, log } = apply({ interfaces: ['bond0', 'nicb0', 'nicb1'] })
    expect(result).toMatchObject({ changed: true, state: 'confirmed', provider: 'initscripts', plan: ['ifup bond0'] })
    expect(log).toEqual(['ifup bond0'])
    expect(result.steps).toMatchObject([{ command: 'ifup bond0', rc: 0, stdout: 'said by ifup\n', stderr: '' }])
  })

  test('initscripts: a device that is there goes down first; lo stands for it', () => {
    const files = { ...bond, 'ifcfg-loop': 'DEVICE=lo\n' }
    const { log } = apply({ interfaces: ['lo'] }, { files })
    expect(log).toEqual(['ifdown lo', 'ifup lo'])
  })

  test('initscripts: a port whose bond is down brings that along', () => {
    expect(apply({ interfaces: ['nicb0', 'nicb2'] }).log).toEqual(['ifup bond0', 'ifup nicb2'])
  })

  test('initscripts: all is the service', () => {
    expect(apply({ interfaces: 'all' }).log).toEqual(['service network stop', 'service network start'])
  })

  test('the examples of its documentation work', () => {
    const { EXAMPLES } = parse(readFileSync(join(collection, 'plugins/modules/network_apply.yml'), 'utf8'))
    const tasks: readonly { readonly [name: string]: { readonly [option: string]: unknown } }[] = parse(EXAMPLES)
    const given = tasks.flatMap(({ 'nic.bonding.network_apply': args }) => (args === undefined ? [] : [args]))
    expect(given.length).toBeGreaterThan(2)
    for (const args of given) {
      const fitted = Object.entries(args).filter(
        ([option]) => !['reconnect_host', 'changes', 'verify_ping'].includes(option)
      )
      const { result } = apply({ rollback_timeout: 1, ...Object.fromEntries(fitted), wait: false })
      expect(result.exception).toBeUndefined()
      expect(result.failed === true, JSON.stringify([args, result])).toBe(args.state === 'confirmed')
    }
  })

  test('check mode returns the same plan and runs nothing', () => {
    const dry = apply({ interfaces: ['bond0'], _ansible_check_mode: true })
    const real = apply({ interfaces: ['bond0'] })
    expect(dry.log).toEqual([])
    expect(dry.result.plan).toEqual(real.result.plan)
    expect(dry.result.changed).toBe(true)
    expect(dry.result.steps).toEqual([])
  })

  test('check mode plans from changes that were not written what the run plans from the journal', () => {
    const task = { name: 'bond7', ports: ['nicb2'], mode: '1', miimon: 100 }
    const dry = playOnFakeHost([['bond', { ...task, _ansible_check_mode: true }]], { files: bond })
    const changes = dry.results[0]?.changes
    const planned = apply({ changes, _ansible_check_mode: true })
    const { results, log } = playOnFakeHost(
      [
        ['bond', task],
        ['network_apply', { changes, rollback_timeout: 0 }],
        ['bond', task],
        ['network_apply', { changes, rollback_timeout: 0 }],
        ['network_apply', { changes, _ansible_check_mode: true }]
      ],
      { files: bond }
    )
    expect(planned.result.plan).toEqual(['ifup bond7'])
    expect(results.map(({ changed }) => changed)).toEqual([true, true, false, false, false])
    expect(results[1]).toMatchObject({ plan: planned.result.plan, state: 'confirmed' })
    expect(results[2]).toMatchObject({ pending: false })
    expect(log.filter(isStep)).toEqual(['ifup bond7'])
  })

  test('no change is nothing to do', () => {
    const { result, log } = apply({ changes: [] })
    expect(result).toMatchObject({ changed: false, plan: [], steps: [], state: 'none' })
    expect(log).toEqual([])
  })

  test('NetworkManager: files are loaded, then the bond and each port are activated by the UUID of their profile', () => {
    const { result, log } = apply({ interfaces: ['nicb1', 'bond0', 'nicb0'] }, { networkManager: true })
    expect(result).toMatchObject({ changed: true, provider: 'networkmanager' })
    expect(log).toEqual([
      'nmcli connection reload',
      'nmcli --wait 0 connection up uuid uuid-of-ifcfg-bond0',
      'nmcli --wait 90 connection up uuid uuid-of-ifcfg-nicb0',
      'nmcli --wait 90 connection up uuid uuid-of-ifcfg-nicb1'
    ])
  })

  test('without a timeout a failing step stops the run, says which and why, and nothing is undone', () => {
    const { result, status, log } = apply({ interfaces: ['nicb0', 'nicb2'] }, { fail: 'ifup bond0' })
    expect(status).toBe(1)
    expect(result).toMatchObject({ failed: true, state: 'written', back: [] })
    expect(result.msg).toContain('ifup bond0 failed: ifup: no carrier')
    expect(log).toEqual(['ifup bond0'])
    expect(result.steps).toMatchObject([{ rc: 4, stderr: 'ifup: no carrier\n' }])
  })

  test('an apply without files that failed hides nothing of what a later task writes', () => {
    const { results } = playOnFakeHost(
      [
        ['network_apply', { interfaces: ['nicb0', 'nicb2'], rollback_timeout: 0, id: '0aaa' }],
        ['ifcfg', { name: 'nicb2', settings: { MTU: 9000 } }],
        ['network_apply', { state: 'status' }]
      ],
      { files: bond, fail: 'ifup bond0' }
    )
    expect(results[0]).toMatchObject({ failed: true, state: 'written' })
    expect(results[1]).toMatchObject({ changed: true, pending: true })
    expect(results[2]).toMatchObject({ state: 'written' })
    expect(results[2]?.id).not.toBe('0aaa')
  })

  test('with a timeout a failing step goes back at once', () => {
    const { result, status, log } = apply(
      { interfaces: ['nicb0', 'nicb2'], rollback_timeout: 60 },
      { fail: 'ifup nicb2' }
    )
    expect(status).toBe(1)
    expect(result).toMatchObject({ failed: true, state: 'reverted', reason: 'ifup nicb2 failed: ifup: no carrier' })
    expect(log.slice(0, 2)).toEqual(['ifup bond0', 'ifup nicb2'])
  })

  test('a bond and its ports that belong to different providers are refused, naming file and line', () => {
    const files = { ...bond, 'ifcfg-nicb1': `${bond['ifcfg-nicb1']}NM_CONTROLLED=no\n` }
    const { result, log } = apply({ interfaces: ['bond0'] }, { files, networkManager: true })
    expect(result.msg).toContain('bond0: networkmanager sets it up, but not its port nicb1')
    expect(result.msg).toContain(`NM_CONTROLLED=no in ${path('nicb1')}, line 4`)
    expect(log).toEqual([])
  })

  test('each interface is restarted by the provider that its file gives it to', () => {
    const files = { ...bond, 'ifcfg-nicb2': 'DEVICE=nicb2\nNM_CONTROLLED=no\n', 'ifcfg-nicb3': 'DEVICE=nicb3\n' }
    const { result, log } = apply({ interfaces: ['nicb2', 'nicb3'] }, { files, networkManager: true })
    expect(result.provider).toBe('both')
    expect([...log].sort()).toEqual(
      ['ifup nicb2', 'nmcli connection reload', 'nmcli --wait 90 connection up uuid uuid-of-ifcfg-nicb3'].sort()
    )
  })

  test('a step that leaves a daemon behind with its output open does not hold the run up', () => {
    const start = Date.now()
    const { result } = apply({ interfaces: ['daemon'] }, { files: { ...bond, 'ifcfg-daemon': 'DEVICE=daemon\n' } })
    expect(result).toMatchObject({ changed: true, steps: [{ command: 'ifup daemon', rc: 0 }] })
    expect(Date.now() - start).toBeLessThan(20_000)
  })

  test('the steps go on when the terminal of the connection is gone', () => {
    const args = JSON.stringify({ interfaces: ['slow', 'zebra'], rollback_timeout: 0 })
    const files = { ...bond, 'ifcfg-slow': 'DEVICE=slow\n', 'ifcfg-zebra': 'DEVICE=zebra\n' }
    const { log } = commandOnFakeHost(['python3', '-c', hangUp, args, ...moduleCommand('network_apply')], {
      files
    })
    expect(log.filter(isStep)).toEqual(['ifup slow', 'ifup zebra'])
  })

  test('a step that hangs is killed after apply_timeout', () => {
    const files = { ...bond, 'ifcfg-hangs': 'DEVICE=hangs\n' }
    const { result } = apply({ interfaces: ['hangs'], apply_timeout: 1 }, { files })
    expect(result.msg).toContain('ifup hangs failed: ifup: killed after 1 seconds')
  })

  test.each([
    [
      'neither reader',
      { interfaces: ['nicb2'] },
      { files: { 'ifcfg-nicb2': 'DEVICE=nicb2\n' } },
      'neither a running NetworkManager nor initscripts'
    ],
    [
      'NetworkManager asked for and not running',
      { interfaces: ['nicb2'], provider: 'networkmanager' },
      {},
      'networkmanager is not running'
    ],
    ['an unknown interface', { interfaces: ['nicb9'] }, {}, 'nicb9 has neither an ifcfg file nor a device'],
    ['all beside others', { interfaces: ['all', 'nicb2'] }, {}, 'give it alone'],
    ['a negative rollback', { rollback_timeout: -1 }, {}, 'rollback_timeout: -1 is no time to wait'],
    ['an id that is a path', { state: 'confirmed', id: '../lock' }, {}, 'id: "../lock" names no change'],
    ['a confirmation of nothing', { state: 'confirmed' }, {}, 'id'],
    [
      'a confirmation of a change that it does not know',
      { state: 'confirmed', id: 'abc' },
      {},
      'no change abc; none is open'
    ]
  ])('refuses %s', (_, args, host, message) => {
    const { result, log } = apply(args, host)
    expect(result.failed).toBe(true)
    expect(result.msg).toContain(message)
    expect(result.exception).toBeUndefined()
    expect(log).toEqual([])
  })
})

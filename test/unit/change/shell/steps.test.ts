import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { bootHookInit, guardScript, revertScript } from '#generated/scripts'
import { type Step, stepLine, stepText } from '../../../../modules/lib/change/step.ts'
import { folder, guard, layFiles, makeChange, scripts } from '../../../support/change-folder.ts'
import { because, isRoot } from '../../../support/fake-host.ts'
import {
  clear,
  hostShells,
  type Said,
  type Shell,
  type ShellHost,
  shells,
  startShellHost
} from '../../../support/shell-host.ts'

const path = `${scripts}/ifcfg-bond0`
const bonding = '/sys/class/net/bond0/bonding'

test.each(shells)('$name accepts the scripts', shell => {
  for (const input of [guardScript, revertScript, bootHookInit]) {
    const argv = shell.name === 'busybox' ? ['sh', '-n'] : shell.name === 'bash' ? ['--posix', '-n'] : ['-n']
    expect(spawnSync(shell.path, argv, { input, encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' })
  }
})

test('the scripts are plain text, and begin with their interpreter', () => {
  for (const text of [guardScript, revertScript]) {
    expect(text).toMatch(/^#!\/bin\/sh\n# GNU General Public License v3\.0\+/)
    expect(text).toMatch(/^[\n -~]*$/)
  }
})

/** What these commands say behind the functions of a script. */
function ask(shell: Shell, commands: string, zone = 'UTC0'): readonly string[] {
  const text = guardScript.replace(/main "\$@"\nexit\n$/, commands)
  const argv = shell.name === 'busybox' ? ['sh', '-uc', text] : ['-uc', text]
  const stdio = ['ignore', 'pipe', 'pipe'] as const
  const { stdout, stderr } = spawnSync(shell.path, argv, { stdio: [...stdio], encoding: 'utf8', env: { TZ: zone } })
  expect(stderr).toBe('')
  return stdout.split('\n').slice(0, -1)
}

describe.each(shells)('the clock of the log under $name', shell => {
  test('each day from 1970 to 2105 has the name that JavaScript gives it', () => {
    const days = Array.from({ length: 700 }, (_, index) => index * 71 + (index % 3))
    const leap = ['1972-02-29', '2000-02-29', '2000-03-01', '2024-12-31', '2100-02-28', '2100-03-01']
    const all = [...days, ...leap.map(text => Date.parse(text) / 86_400_000)]
    const expected = all.map(day => new Date(day * 86_400_000).toISOString().slice(0, 10))
    expect(ask(shell, `for D in ${all.join(' ')}; do name_day $D; printf '%s\\n' "$DATE"; done\n`)).toEqual(expected)
  })

  test.each(['UTC0', 'A-5:45', 'B3:30', 'C-14', 'D12'])('it shows what date(1) shows in the zone %s', zone => {
    const [own, judge] = ask(shell, `stamp; printf '%s\\n' "$STAMP"; date '+%Y-%m-%d %H:%M:%S'\n`, zone)
    expect(Math.abs(Date.parse(`${own}Z`) - Date.parse(`${judge}Z`))).toBeLessThanOrEqual(1000)
  })
})

describe.skipIf(!isRoot).each(hostShells)(`each step under $name${because}`, shell => {
  let host: ShellHost
  beforeAll(async () => {
    host = await startShellHost(shell)
  })
  afterAll(() => host?.stop())
  beforeEach(() => {
    clear(host)
    mkdirSync(host.at(bonding), { recursive: true })
    host.write(`${bonding}/slaves`, 'eth0 eth1\n')
    host.write('/sys/class/net/bonding_masters', 'bond0\n')
  })

  /** Runs one step as the guard does, in its process. */
  async function run(step: Step, limit = 5): Promise<Said> {
    const files = [{ path, old: 'OLD\n', new: 'NEW\n' }]
    makeChange(host, { state: 'applying', transactions: [{ files }], forward: [stepLine(step).split('\t')] })
    layFiles(host, files, 'new')
    const said = await host.run('/bin/sh', '-u', guard, 'step', 'f', '0', String(limit))
    expect(host.read(`${folder}/reports/f-000.command`)).toBe(`${stepText(step)}\n`)
    expect(host.read(`${folder}/reports/f-000.rc`)).toBe(`${said.status}\n`)
    return said
  }

  const calling: readonly (readonly [Step, readonly string[]])[] = [
    [{ type: 'ifdown', device: 'bond0' }, ['ifdown bond0']],
    [{ type: 'ifup', device: 'bond0' }, ['ifup bond0']],
    [{ type: 'service', action: 'stop' }, ['service network stop']],
    [{ type: 'reload' }, ['nmcli connection reload']],
    [{ type: 'disconnect', device: 'bond0' }, ['nmcli device disconnect bond0']],
    [{ type: 'reapply', device: 'bond0', path }, ['nmcli device reapply bond0']],
    [{ type: 'link', device: 'bond0', to: 'up' }, ['ip link set dev bond0 up']],
    [{ type: 'link', device: 'gone', to: 'down' }, []],
    [{ type: 'flush', device: 'gone' }, []]
  ]

  test.each(calling)('%o', async (step, calls) => {
    expect(await run(step)).toMatchObject({ status: 0 })
    expect(host.calls()).toEqual(calls.map(call => `${call} [NEW]`))
  })

  const writing: readonly (readonly [Step, string, string])[] = [
    [{ type: 'release', bond: 'bond0', port: 'eth1' }, `${bonding}/slaves`, '-eth1\n'],
    [{ type: 'release', bond: 'bond0', port: 'eth' }, `${bonding}/slaves`, 'eth0 eth1\n'],
    [{ type: 'release', bond: 'gone', port: 'eth0' }, `${bonding}/slaves`, 'eth0 eth1\n'],
    [{ type: 'enslave', bond: 'bond0', port: 'eth2' }, `${bonding}/slaves`, '+eth2\n'],
    [{ type: 'enslave', bond: 'bond0', port: 'eth0' }, `${bonding}/slaves`, 'eth0 eth1\n'],
    [{ type: 'remove-bond', bond: 'bond0' }, '/sys/class/net/bonding_masters', '-bond0\n'],
    [{ type: 'remove-bond', bond: 'gone' }, '/sys/class/net/bonding_masters', 'bond0\n'],
    [{ type: 'set', bond: 'bond0', option: 'miimon', value: '100' }, `${bonding}/miimon`, '100\n'],
    [{ type: 'set', bond: 'bond0', option: 'primary', value: '' }, `${bonding}/primary`, '\n'],
    [
      { type: 'set', bond: 'bond0', option: 'arp_ip_target', value: '+10.0.0.1' },
      `${bonding}/arp_ip_target`,
      '+10.0.0.1\n'
    ]
  ]

  test.each(writing)('%o', async (step, file, text) => {
    expect(await run(step)).toMatchObject({ status: 0 })
    expect(host.read(file)).toBe(text)
  })

  test('activate finds the profile of a file by its escaped name', async () => {
    const odd = `${scripts}/ifcfg-a:b\\c d`
    const lines = ['u-0:/etc/other', `u-1:${scripts}/ifcfg-a\\:b\\\\c`, `u-2:${scripts}/ifcfg-a\\:b\\\\c d`]
    host.tell('profiles', `${lines.join('\n')}\n`)
    expect(await run({ type: 'activate', path: odd, wait: 7 })).toMatchObject({ status: 0 })
    expect(host.calls()).toEqual(['nmcli --wait 7 connection up uuid u-2 [NEW]'])
  })

  test('activate says when NetworkManager has no profile of the file', async () => {
    expect(await run({ type: 'activate', path, wait: 7 })).toMatchObject({ status: 1 })
    expect(host.read(`${folder}/reports/f-000.err`)).toBe(
      `NetworkManager has no profile of ${path}: it refused the file\n`
    )
  })

  test('reapply falls back to activating the profile', async () => {
    host.tell('profiles', `u-1:${path}\n`)
    host.tell('fail', 'nmcli device reapply bond0')
    expect(await run({ type: 'reapply', device: 'bond0', path })).toMatchObject({ status: 0 })
    expect(host.calls()).toEqual(['nmcli device reapply bond0 [NEW]', 'nmcli --wait 90 connection up uuid u-1 [NEW]'])
  })

  test.each([
    ['30 (disconnected)', 0],
    ['100 (connected)', 4]
  ])('disconnect that fails counts as done in state %s: %i', async (state, status) => {
    host.tell('fail', 'nmcli device disconnect bond0')
    host.tell('device-state', `GENERAL.STATE:${state}\n`)
    expect(await run({ type: 'disconnect', device: 'bond0' })).toMatchObject({ status })
  })

  test('a command that is not there fails, and says so', async () => {
    await host.run('rm', '/usr/local/sbin/ifup')
    expect(await run({ type: 'ifup', device: 'bond0' })).toMatchObject({ status: 127 })
    expect(host.read(`${folder}/reports/f-000.err`)).toMatch(/ifup.*No such file/)
  })
})

test('what the modules embed is what stands in the sources, but for comments', () => {
  const source = join(import.meta.dirname, '../../../../modules/lib/change/shell/revert.sh')
  const code = (script: string): readonly string[] => script.split('\n').filter(line => !line.trim().startsWith('#'))
  const expected = code(readFileSync(source, 'utf8'))
  expect(code(revertScript).slice(-expected.length)).toEqual(expected)
})

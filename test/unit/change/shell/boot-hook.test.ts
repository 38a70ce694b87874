import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  writeFileSync
} from 'node:fs'
import { dirname } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bootHookFiles } from '../../../../modules/lib/change/boot-hook.ts'
import { revert } from '../../../support/change-folder.ts'
import { because, isRoot } from '../../../support/fake-host.ts'
import { type Said, type ShellHost, shells, startShellHost } from '../../../support/shell-host.ts'
import { tempRoot } from '../../host/_temp-root.ts'

const units = '/usr/lib/systemd/system'
const canVerify = /--root/.test(spawnSync('systemd-analyze', ['--help'], { encoding: 'utf8' }).stdout ?? '')

/** A host with systemd's own units and the hook, whose unit is changed by `edit`; what systemd says of its boot. */
function verify(edit: (unit: string) => string): string {
  const simple = (type: string): string =>
    `[Service]\nType=${type}\nExecStart=/bin/sh\n[Install]\nWantedBy=multi-user.target\n`
  const root = tempRoot({
    '/etc/systemd/system/NetworkManager.service': `[Unit]\nWants=network.target\nBefore=network.target\nAfter=network-pre.target\n${simple('simple')}`,
    '/etc/systemd/system/network.service': `[Unit]\nBefore=network.target\n${simple('oneshot')}`,
    '/etc/systemd/system/var.mount': '[Unit]\nBefore=local-fs.target\n[Mount]\nWhat=/dev/x\nWhere=/var\n'
  })
  cpSync(units, `${root}${units}`, { recursive: true, verbatimSymlinks: true })
  mkdirSync(`${root}/bin`)
  cpSync('/bin/sh', `${root}/bin/sh`, { dereference: true })
  symlinkSync('usr/lib', `${root}/lib`)
  for (const { path, text, link } of bootHookFiles('systemd', revert)) {
    mkdirSync(dirname(`${root}${path}`), { recursive: true })
    if (link === undefined) writeFileSync(`${root}${path}`, edit(text ?? ''))
    else symlinkSync(link, `${root}${path}`)
  }
  const names = ['nic-bonding-revert.service', 'NetworkManager.service', 'network.service', 'multi-user.target']
  const { stdout, stderr } = spawnSync('systemd-analyze', ['verify', `--root=${root}`, ...names], { encoding: 'utf8' })
  return stdout + stderr
}

describe.skipIf(!canVerify)(
  `the unit, as systemd-analyze verifies it${canVerify ? '' : ' (skipped: it is not there)'}`,
  () => {
    test('it is understood whole, and the boot has no ordering cycle', () => {
      expect(verify(unit => unit)).toBe('')
    })

    test('a cycle would be seen, and so would a setting that is none', () => {
      expect(verify(unit => unit.replace('After=', 'After=basic.target '))).toContain('Found ordering cycle')
      expect(verify(unit => unit.replace('RemainAfterExit', 'Remain'))).toContain('Unknown key')
    })
  }
)

/** The paths that the journal lists: those of the hook, then those under which each was made. */
function withTemporary(paths: readonly string[]): readonly string[] {
  return [...paths, ...paths.map(path => path.replace(/([^/]+)$/, '.$1.hook.tmp'))]
}

test('a link that enables the hook is made last, and leads to the file', () => {
  for (const init of ['systemd', 'sysv'] as const) {
    const [file, ...links] = bootHookFiles(init, revert)
    expect(file?.text).toContain(`/bin/sh ${revert} boot\n`)
    expect(file?.text).not.toContain('@')
    expect(links.length).toBe(init === 'systemd' ? 1 : 4)
    for (const { path, link } of links) expect(new URL(link ?? '', `file://${path}`).pathname).toBe(file?.path)
  }
})

describe.skipIf(!isRoot)(`installing the hook on a stand-in host${because}`, () => {
  const [shell] = shells
  let host: ShellHost
  beforeAll(async () => {
    if (shell === undefined) throw new Error('no shell here')
    host = await startShellHost(shell)
  })
  afterAll(() => host?.stop())

  async function install(): Promise<readonly string[]> {
    const module = `${process.cwd()}/modules/lib/host/boot-hook.ts`
    const code = `import { installBootHook, plannedBootHook } from '${module}'\ninstallBootHook('${revert}')\nconsole.log(JSON.stringify(plannedBootHook('${revert}')))`
    const said: Said = await host.run(
      'env',
      '-C',
      process.cwd(),
      process.execPath,
      '--import',
      'tsx',
      '--input-type=module',
      '-e',
      code
    )
    expect(said.stderr).toBe('')
    return JSON.parse(said.stdout)
  }

  test('there is none on a host that is booted by neither', async () => {
    expect(await install()).toEqual([])
  })

  test('SysV: the script is executable, each runlevel runs it before the network', async () => {
    for (const level of [0, 1, 2, 3, 4, 5, 6]) mkdirSync(host.at(`/etc/rc.d/rc${level}.d`), { recursive: true })
    const paths = await install()
    const links = [5, 4, 3, 2].map(level => `/etc/rc.d/rc${level}.d/S09nic-bonding-revert`)
    expect(paths).toEqual(withTemporary([...links, '/etc/rc.d/init.d/nic-bonding-revert']))
    expect(lstatSync(host.at('/etc/rc.d/init.d/nic-bonding-revert')).mode & 0o777).toBe(0o755)
    mkdirSync(host.at(dirname(revert)), { recursive: true })
    host.write(revert, 'echo "ran $1"\n')
    expect(await host.run('/etc/rc.d/rc3.d/S09nic-bonding-revert', 'start')).toMatchObject({ stdout: 'ran boot\n' })
    expect(await host.run('/etc/rc.d/rc3.d/S09nic-bonding-revert', 'stop')).toMatchObject({ stdout: '', status: 0 })
  })

  test('systemd: unit and link; what is there already is left, what differs is replaced', async () => {
    mkdirSync(host.at('/run/systemd/system'), { recursive: true })
    const unit = '/etc/systemd/system/nic-bonding-revert.service'
    const link = '/etc/systemd/system/sysinit.target.wants/nic-bonding-revert.service'
    expect(await install()).toEqual(withTemporary([link, unit]))
    const text = readFileSync(host.at(unit), 'utf8')
    expect(text).toBe(bootHookFiles('systemd', revert)[0]?.text)
    expect(readlinkSync(host.at(link))).toBe('../nic-bonding-revert.service')
    const { ino } = lstatSync(host.at(unit))
    expect(await install()).toEqual(withTemporary([link, unit]))
    expect(lstatSync(host.at(unit)).ino).toBe(ino)
    host.write(unit, 'of an older change')
    const left = '/etc/systemd/system/.nic-bonding-revert.service.hook.tmp'
    host.write(left, 'of a run that was killed')
    chmodSync(host.at(unit), 0o600)
    await install()
    expect(readFileSync(host.at(unit), 'utf8')).toBe(text)
    expect(lstatSync(host.at(unit)).mode & 0o777).toBe(0o644)
    expect(existsSync(host.at(link))).toBe(true)
    expect(existsSync(host.at(left))).toBe(false)
  })
})

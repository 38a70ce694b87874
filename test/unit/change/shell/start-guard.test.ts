import { chmodSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { folder, guard, id, layFiles, makeChange, scripts } from '../../../support/change-folder.ts'
import { reaches, rests, undo } from '../../../support/change-life.ts'
import { because, isRoot } from '../../../support/fake-host.ts'
import { clear, type Said, type ShellHost, shells, startShellHost } from '../../../support/shell-host.ts'

describe.skipIf(!isRoot)(`starting the guard on a stand-in host${because}`, () => {
  const [shell] = shells
  const files = [{ path: `${scripts}/ifcfg-bond0`, old: 'OLD\n', new: 'NEW\n' }]
  let host: ShellHost
  beforeAll(async () => {
    if (shell === undefined) throw new Error('no shell here')
    host = await startShellHost(shell)
  })
  afterAll(() => host?.stop())
  beforeEach(() => {
    clear(host)
    rmSync(host.at('/run/systemd'), { recursive: true, force: true })
    makeChange(host, { state: 'applying', timeout: 60, transactions: [{ files }], forward: [['ifup', 'bond0']] })
    layFiles(host, files, 'new')
  })

  function start(): Promise<Said> {
    const module = `${process.cwd()}/modules/lib/host/start-guard.ts`
    const call = `startGuard('${id}')`
    // The bundles are CommonJS, and have a require of their own.
    const code = `import { createRequire } from 'module'
      import { startGuard } from '${module}'
      globalThis.require = createRequire('${module}')
      try { ${call} } catch (error) { console.log(error.kind, error.message) }`
    return host.run('env', '-C', process.cwd(), process.execPath, '--import', 'tsx', '--input-type=module', '-e', code)
  }

  /** A systemd that refuses by these lines of shell, and else starts what it is given. */
  function systemd(refusing: string): void {
    mkdirSync(host.at('/run/systemd/system'), { recursive: true })
    for (const name of ['systemd-run', 'systemctl']) {
      host.write(
        `/usr/local/sbin/${name}`,
        `#!/bin/sh\necho "${name} $*" >> /run/stand-in/systemd\n${name === 'systemctl' ? 'exit 0' : refusing}\n` +
          `while [ "$1" != /bin/sh ]; do shift; done\nsetsid "$@" < /dev/null > /dev/null 2>&1 &\n`
      )
      chmodSync(host.at(`/usr/local/sbin/${name}`), 0o755)
    }
  }

  const unit = `systemd-run --unit=nic-bonding-${id} --description=Guard of the network change ${id} -p KillMode=process`
  const withRestart = `${unit} -p Restart=on-failure /bin/sh ${guard}`

  function asked(): readonly string[] {
    return host.read('/run/stand-in/systemd').split('\n').slice(0, -1)
  }

  async function ends(): Promise<void> {
    expect(await undo(host)).toMatchObject({ status: 0 })
    await rests(host)
  }

  test('without systemd: in a session of its own, with a clean environment', async () => {
    expect(await start()).toEqual({ status: 0, stdout: '', stderr: '' })
    await reaches(host, 'waiting')
    const keeper = Math.min(...host.processes(`/bin/sh ${guard}`))
    const stat =
      readFileSync(host.at(`/proc/${keeper}/stat`), 'latin1')
        .split(') ')[1]
        ?.split(' ') ?? []
    expect(Number(stat[3])).toBe(keeper)
    const names = host
      .read(`/proc/${keeper}/environ`)
      .split('\0')
      .slice(0, -1)
      .map(text => text.split('=')[0])
    expect(names).toEqual(['PATH', 'LC_ALL'])
    await ends()
  })

  test('with systemd: as a unit that is started again when it fails', async () => {
    systemd('')
    expect(await start()).toEqual({ status: 0, stdout: '', stderr: '' })
    expect(asked()).toEqual([withRestart])
    await reaches(host, 'waiting')
    await ends()
  })

  test('systemd 219 knows no Restart= there: without it', async () => {
    systemd('case $* in *Restart=*) echo "Unknown assignment Restart=on-failure." >&2; exit 1 ;; esac')
    expect(await start()).toEqual({ status: 0, stdout: '', stderr: '' })
    expect(asked()).toEqual([withRestart, `${unit} /bin/sh ${guard}`])
    await reaches(host, 'waiting')
    await ends()
  })

  test('systemd refuses: in a session of its own', async () => {
    systemd('echo "Unit nic-bonding already exists." >&2; exit 1')
    expect(await start()).toEqual({ status: 0, stdout: '', stderr: '' })
    expect(asked()[1]).toBe(`systemctl reset-failed nic-bonding-${id}.service`)
    await reaches(host, 'waiting')
    await ends()
  })

  test('a guard that does not come is a failure, with what systemd said', async () => {
    systemd('echo "Failed to connect to bus" >&2; exit 1')
    rmSync(host.at(guard))
    expect(await start()).toMatchObject({
      stdout: `io ${folder}/guard did not start within 15 seconds: Failed to connect to bus\n`
    })
  }, 60_000)
})

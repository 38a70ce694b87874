import { spawn } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { checkout } from '../../tools/setup/shell.mjs'
import { processesNaming, startTimeOf, waitUntil } from '../integration/bench/processes.ts'
import { openCase } from './bench/case.ts'
import { removeLeftovers } from './bench/guest-record.ts'
import { runInGuest } from './bench/guest-ssh.ts'
import { guestTest } from './bench/guest-test.ts'

describe('the guest', () => {
  guestTest('has the bonding driver and no bond', async ({ guest }) => {
    const { stdout } = await runInGuest(guest, 'uname -r; ls /lib/modules; cat /sys/class/net/bonding_masters')
    const [release, modules, bonds] = stdout.split('\n')
    expect(release).toMatch(/^6\./)
    expect(bonds).toBe('')
    expect(modules).toBe(release)
  })

  guestTest('cannot write the disk of the machine', async ({ guest }) => {
    const probe = path.join(checkout, 'build', 'guest-was-here')
    const outside = `mount -o remount,rw,hostfs / 2>&1; mkdir /tmp/machine; mount -t hostfs none /tmp/machine; touch /tmp/machine${probe}`
    const { rc, stderr } = await runInGuest(guest, outside)
    expect(rc).not.toBe(0)
    expect(stderr).toContain('Read-only file system')
    expect(fs.existsSync(probe)).toBe(false)
  })

  guestTest('a host has ports whose carrier follows the switch, and keeps its files to itself', async ({ guest }) => {
    const [one, other] = [await openCase(guest), await openCase(guest, { ports: 3 })]
    await one.run('touch /etc/of-one; ip link set eth0 up')
    const carrier = () => one.run('cat /sys/class/net/eth0/carrier')
    expect(await carrier()).toBe('1\n')
    await one.onSwitch('ip link set p0 down')
    expect(await carrier()).toBe('0\n')
    expect(await other.run('ls /sys/class/net; ls /etc/of-one 2>/dev/null || true')).toBe(
      'bonding_masters\neth0\neth1\neth2\nlo\nmgmt0\n'
    )
    await one.close()
    await other.close()
    const { stdout } = await runInGuest(guest, 'ls /run/cases /run/netns; ls /sys/class/net')
    expect(stdout).toBe('/run/cases:\n\n/run/netns:\nbonding_masters\nlo\nmgmt\nvec0\n')
  })
})

describe('a host with systemd', () => {
  guestTest('has the network and its logins as units, and runs transient ones', async ({ guest }) => {
    const host = await openCase(guest, { init: 'systemd', arpCheck: false })
    expect(await host.run('systemctl is-active network.service sshd.service')).toBe('active\nactive\n')
    // As our guard is started: by systemd's own socket, without the bus that --wait needs.
    await host.run('systemd-run --quiet --unit=probe sh -c "cat /proc/self/cgroup >/run/probe"')
    await host.run('until [ -s /run/probe ]; do sleep 0.1; done', { seconds: 20 })
    expect(await host.run('cat /run/probe')).toBe('0::/system.slice/probe.service\n')
    await host.close()
  })
})

describe('a run that is killed', () => {
  guestTest('takes its guest with it: processes, namespaces and mounts', async () => {
    const { folder, child } = await bootInProcess()
    const members = membersOf(folder)
    expect(members.length).toBeGreaterThan(5)
    child.kill('SIGKILL')
    await waitUntil('the processes of the guest to end', 15, () => processesNaming(folder).length === 0)
    await waitUntil('the namespaces of the guest to go', 15, () => !members.some(isAlive))
    expect(fs.readFileSync('/proc/mounts', 'utf8')).not.toContain(folder)
    await removeLeftovers()
    expect(fs.existsSync(folder)).toBe(false)
  })

  guestTest('even one that could not end its guest is cleaned up by the next start', async ({ guest }) => {
    const { folder, child } = await bootInProcess()
    const members = membersOf(folder)
    for (const pid of processesNaming(folder)) process.kill(pid, 'SIGSTOP')
    child.kill('SIGKILL')
    await once(child, 'exit')
    expect(processesNaming(folder).length).toBeGreaterThan(0)
    await removeLeftovers()
    expect(processesNaming(folder)).toEqual([])
    await waitUntil('the namespaces of the guest to go', 15, () => !members.some(isAlive))
    expect(fs.existsSync(folder)).toBe(false)
    expect(fs.existsSync(guest.folder)).toBe(true)
  })
})

test('a guest that does not boot says so with the end of its log', { timeout: 30_000 }, async ({ skip }) => {
  skip(process.getuid?.() !== 0, 'the guest needs root')
  const { stderr } = await bootWith({ PATH: '/nonexistent' })
  expect(stderr).toContain('the guest did not boot')
})

/** Boots a guest in a process of its own. */
async function bootInProcess() {
  const child = spawnBoot({ ...process.env })
  const [folder] = await once(child.stdout, 'data')
  return { folder: String(folder).trim(), child }
}

async function bootWith(env: NodeJS.ProcessEnv): Promise<{ readonly stderr: string }> {
  const child = spawnBoot(env)
  let stderr = ''
  child.stderr.on('data', data => {
    stderr += data
  })
  await once(child, 'exit')
  return { stderr }
}

function spawnBoot(env: NodeJS.ProcessEnv) {
  const file = path.join(import.meta.dirname, 'bench/guest.ts')
  const script = `import { bootGuest } from '${file}'; console.log((await bootGuest()).folder); setInterval(() => {}, 1000)`
  const args = ['--import', 'tsx', '--input-type=module', '--eval', script]
  return spawn(process.execPath, args, { cwd: checkout, env, stdio: ['ignore', 'pipe', 'pipe'] })
}

interface Member {
  readonly pid: number
  readonly startTime: string | undefined
}

/** Every process in a network, mount or process namespace of a guest's; the kernel uses the numbers of namespaces again. */
function membersOf(folder: string): readonly Member[] {
  const own = namespaceLinks(process.pid)
  const links = processesNaming(folder)
    .flatMap(namespaceLinks)
    .filter(link => !own.includes(link))
  return fs
    .readdirSync('/proc')
    .map(Number)
    .filter(pid => pid > 0 && namespaceLinks(pid).some(link => links.includes(link)))
    .map(pid => ({ pid, startTime: startTimeOf(pid) }))
}

/** A zombie has given its namespaces back and waits for the machine's first process to take note. */
function isAlive({ pid, startTime }: Member): boolean {
  return startTimeOf(pid) === startTime && namespaceLinks(pid).length > 0
}

function namespaceLinks(pid: number): readonly string[] {
  return ['net', 'mnt', 'pid'].flatMap(name => {
    try {
      return [fs.readlinkSync(`/proc/${pid}/ns/${name}`)]
    } catch {
      return []
    }
  })
}

import { spawnSync } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { type BondState, readBond, untilUp } from '../test/guest/bench/bond-state.ts'
import { asBench, type Case, openCase } from '../test/guest/bench/case.ts'
import { bootGuest } from '../test/guest/bench/guest.ts'
import type { GuestAddress } from '../test/guest/bench/guest-ssh.ts'
import { kernelLog } from '../test/guest/bench/kernel-log.ts'
import { guestSkipReason } from '../test/guest/bench/requirements.ts'
import { duringTraffic, untilActive } from '../test/guest/bench/traffic.ts'
import { makeProject } from '../test/integration/bench/ansible.ts'
import { ansibleBin } from './setup/ansible.mjs'
import { checkout } from './setup/shell.mjs'

/** Shows the guide from start to end on a real kernel: a guest with the bonding driver, the role over SSH, fail-over, clean-up. */
async function demo(): Promise<number> {
  const reason = guestSkipReason()
  if (reason !== undefined) throw new Error(reason)
  heading('A host with the bonding driver')
  const guest = await bootGuest()
  try {
    const host = await openCase(guest)
    const kernel = (await host.run('uname -sr')).trim()
    console.log(`${kernel} (user-mode-linux), booted in ${guest.bootSeconds.toFixed(1)} s, in namespaces of its own.`)
    console.log('eth0 and eth1 lead to a switch with the gateway 10.0.0.138 and a client 10.0.0.1; no bond yet.')
    console.log('Its files are read by a stand-in for initscripts: service, ifup, ifdown (test/guest/initscripts).\n')
    await show(host, 'ip -brief link show type veth')
    return await guide(guest, host)
  } finally {
    heading('Clean-up')
    await guest.close()
    console.log('The guest is gone: its processes, namespaces, mounts and its folder.')
  }
}

async function guide(guest: GuestAddress, host: Case): Promise<number> {
  const play = playbook(guest, host)
  heading('1. Dry run: what would change (--check --diff)')
  if (play(['--check', '--diff']) !== 0) return 1
  heading('2. The change: the role writes the files, its handler brings the bond up')
  if (play([]) !== 0) return 1
  await untilUp(host)
  heading('3. What the kernel has now')
  await show(host, 'cat /proc/net/bonding/bond0')
  await show(host, 'ip -brief address show dev bond0; ip route show dev bond0; cat /etc/resolv.conf; modprobe -R bond0')
  await show(host, 'ping -c 3 -i 0.2 10.0.0.138')
  heading(
    '4. Fail-over: the switch takes carrier from the active port, while the client pings and keeps an SSH session'
  )
  await failOver(host)
  heading('5. The same the other way round')
  await failOver(host)
  heading('6. The role again: nothing to do, nothing restarted')
  return play(['--diff'])
}

/** Takes carrier from the active port under traffic, shows what that came to, and gives it back. */
async function failOver(host: Case): Promise<void> {
  const before = await readBond(host)
  const lost = before.activePort
  const other = lost === 'eth0' ? 'eth1' : 'eth0'
  const outlet = lost.replace('eth', 'p')
  console.log(`before: ${summary(before)}`)
  const log = await kernelLog(host)
  const { sent, received, longestGap, sessionKept } = await duringTraffic(host, async () => {
    await host.onSwitch(`ip link set ${outlet} down`)
    await untilActive(host, other)
  })
  console.log(`after:  ${summary(await readBond(host))}\n`)
  const messages = (await log.since()).split('\n').filter(line => /bond0:|entered disabled/.test(line))
  for (const line of messages) console.log(`  kernel: ${line}`)
  console.log(`\n  from the loss of carrier to the new active port: ${switchTime(messages)} ms by the kernel's clock`)
  console.log(`  pings at 5 a second: ${sent} sent, ${received} answered, longest gap ${longestGap} ms`)
  console.log(`  SSH session over the bond: ${sessionKept ? 'kept, nothing missing' : 'BROKEN'}\n`)
  await host.onSwitch(`ip link set ${outlet} up`)
  await untilUp(host)
  console.log(`${lost} has carrier again: ${summary(await readBond(host))}\n`)
}

/** The driver looks at the ports every 100 ms (miimon), so it is that at most, and a bit. */
function switchTime(messages: readonly string[]): number {
  const timeOf = (pattern: RegExp): number =>
    Number(/\[ *(\d+\.\d+)\]/.exec(messages.find(line => pattern.test(line)) ?? '')?.[1])
  return Math.round((timeOf(/new active one/) - timeOf(/entered disabled/)) * 1000)
}

function summary({ activePort, mac, ports }: BondState): string {
  const states = Object.entries(ports).map(([name, { miiStatus, linkFailures }]) => {
    return `${name} ${miiStatus}, ${linkFailures} failure${linkFailures === 1 ? '' : 's'}`
  })
  return `bond0 is ${mac} by ${activePort} (${states.join('; ')})`
}

/** Runs examples/guide.yml on the host by real ansible-playbook over SSH, on the screen. */
function playbook(guest: GuestAddress, host: Case): (flags: readonly string[]) => number {
  const { folder } = makeProject(asBench(guest), {
    version: 'newest',
    hosts: { 'demo-host': host.hostVars },
    defaults: { timeout: '60' }
  })
  const record = join(mkdtempSync(join(folder, 'record-')), 'record.jsonl')
  const env = {
    PATH: process.env.PATH,
    HOME: folder,
    LC_ALL: 'C.UTF-8',
    ANSIBLE_CONFIG: join(folder, 'ansible.cfg'),
    ANSIBLE_HOME: join(folder, '.ansible'),
    ANSIBLE_NOCOLOR: process.stdout.isTTY ? '0' : '1',
    ANSIBLE_FORCE_COLOR: process.stdout.isTTY ? '1' : '0',
    NIC_BONDING_RECORD: record
  }
  return flags => {
    console.log(`$ ansible-playbook ${[...flags, 'examples/guide.yml'].join(' ')}`)
    const program = join(ansibleBin('newest') ?? '', 'ansible-playbook')
    const done = spawnSync(program, [...flags, 'examples/guide.yml'], {
      cwd: checkout,
      env,
      stdio: ['ignore', 'inherit', 'inherit'],
      timeout: 120_000
    })
    return done.status ?? 1
  }
}

async function show(host: Case, command: string): Promise<void> {
  for (const part of command.split('; ')) console.log(`# ${part}\n${await host.run(part)}`)
}

function heading(title: string): void {
  console.log(`\n== ${title}\n`)
}

// By process.exit() the guest's folder goes too; the guest itself ends with this process however that ends.
process.once('SIGINT', () => process.exit(130))
process.exitCode = await demo().catch(error => {
  console.error(`demo: ${error instanceof Error ? error.message : error}`)
  return 1
})

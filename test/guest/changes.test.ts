import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { onlyResult, type Run } from '../integration/bench/ansible.ts'
import { waitUntil } from '../integration/bench/processes.ts'
import { type Case, openCase } from './bench/case.ts'
import { changes, type Running } from './bench/change-table.ts'
import { skipReason, theGuest } from './bench/guest-test.ts'
import { guideBond } from './bench/guide.ts'
import { ansibleFor, type Play } from './bench/play.ts'
import { readers } from './bench/readers.ts'

const apply = 'nic.bonding.network_apply'

describe.for(readers)('changes of a running bond, $label', ({ reader, skipReason: readerReason }) => {
  const reason = skipReason ?? readerReason
  let host: Case
  let play: Play

  beforeAll(async () => {
    if (reason !== undefined) return
    host = await openCase(theGuest(), { reader, ports: 3, arpCheck: false })
    play = ansibleFor(theGuest(), host)
  }, 120_000)
  afterAll(async () => host?.close())

  test.for(changes)('$label', { timeout: 300_000 }, async ({ bond, plan, running }, { skip }) => {
    skip(reason !== undefined, reason)
    const run = await play([bond])
    const { result } = onlyResult(run, host.name, apply)
    expect(run.rc, said(run)).toBe(0)
    expect(result.plan, said(run)).toEqual(reader === 'initscripts' ? plan.initscripts : plan.networkmanager)
    expect(result.state).toBe('confirmed')
    await expectRunning(running, run)
    await expectNoOp([bond])
  })

  test('a port from one bond to another: that port only', { timeout: 300_000 }, async ({ skip }) => {
    skip(reason !== undefined, reason)
    const bond = { mode: 'active-backup', miimon: 100 }
    const bonds = (first: readonly string[], second: readonly string[]) => [
      { ...bond, name: 'bond0', ports: [...first] },
      { ...bond, name: 'bond1', ports: [...second] }
    ]
    await expectPorts(await play(bonds(['eth0', 'eth1'], ['eth2'])), 'bond0 eth0 eth1\nbond1 eth2\n')
    const moved = await play(bonds(['eth0'], ['eth1', 'eth2']))
    const up = 'nmcli connection up <profile of /etc/sysconfig/network-scripts/ifcfg-eth1>'
    const wanted = reader === 'initscripts' ? ['ifdown eth1', 'ifup eth1'] : ['nmcli connection reload', up]
    expect(onlyResult(moved, host.name, apply).result.plan, said(moved)).toEqual(wanted)
    await expectPorts(moved, 'bond0 eth0\nbond1 eth1 eth2\n')
    await expectNoOp(bonds(['eth0'], ['eth1', 'eth2']))
  })

  test('a live write loses no ping, and is there after the next activation', { timeout: 300_000 }, async ({ skip }) => {
    skip(reason !== undefined, reason)
    const bonds = [guideBond, { name: 'bond1', state: 'absent' as const }]
    const first = await play(bonds)
    expect(first.rc, said(first)).toBe(0)
    const pings = host.onSwitch('ping -q -n -i 0.1 -c 200 -W 1 -I 10.0.0.1 10.0.2.12 || true', { seconds: 60 })
    const run = await play([{ ...guideBond, miimon: 300, primary: 'eth1' }])
    expect(onlyResult(run, host.name, apply).result, said(run)).toMatchObject({ state: 'confirmed' })
    expect(await pings).toContain('200 packets transmitted, 200 received')
    await host.run(activation[reader], { seconds: 120 })
    const seen = await readRunning(host)
    expect(seen).toMatchObject({ miimon: '300', primary: 'eth1', ports: 'eth0 eth1' })
  })

  const activation = {
    initscripts: 'ifdown bond0; ifup bond0',
    networkmanager: `uuid=$(nmcli -t -f UUID,DEVICE connection show --active | sed -n 's/:bond0$//p'); nmcli connection up $uuid
      for port in eth0 eth1; do nmcli device connect $port; done`
  }

  async function expectNoOp(bonds: Parameters<Play>[0]): Promise<void> {
    const again = await play(bonds)
    expect(again.rc, said(again)).toBe(0)
    expect(again.results.filter(({ result }) => result.changed === true)).toEqual([])
    expect(again.results.filter(({ action }) => action === apply)).toEqual([])
  }

  async function expectRunning(running: Running, run: Run): Promise<void> {
    let seen: Running | undefined
    await waitUntil('the kernel to run it', 20, async () => {
      seen = await readRunning(host)
      return JSON.stringify(seen) === JSON.stringify(running)
    }).catch(() => {})
    expect(seen, said(run)).toEqual(running)
  }

  async function expectPorts(run: Run, wanted: string): Promise<void> {
    expect(run.rc, said(run)).toBe(0)
    const seen = await host.run(
      'cd /sys/class/net; for b in bond0 bond1; do echo $b $(tr " " "\\n" < $b/bonding/slaves | sort); done'
    )
    expect(seen, said(run)).toBe(wanted)
  }
})

function said(run: Run): string {
  return `${run.stdout}${run.stderr}${JSON.stringify(run.results.at(-1)?.result, null, 1)}`
}

async function readRunning(host: Case): Promise<Running> {
  const text = await host.run(`
    cd /sys/class/net
    for f in mode miimon primary fail_over_mac; do echo $(cat bond0/bonding/$f 2>/dev/null); done
    echo $(for port in eth*; do [ ! -e $port/master ] || echo $port; done)
    echo $(ip -o -4 address show | grep -v ' lo \\| mgmt0 ' | awk '{ print $4 }')
    echo $(ip route show default | sed 's/ *\\(proto\\|metric\\) [^ ]*//g')`)
  const [mode = '', miimon = '', primary = '', failOverMac = '', ports = '', addresses = '', defaultRoute = ''] =
    text.split('\n')
  return { mode, miimon, primary, failOverMac, ports, addresses, defaultRoute }
}

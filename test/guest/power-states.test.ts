import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { waitUntil } from '../integration/bench/processes.ts'
import { ambush, lift } from './bench/ambush.ts'
import { untilUp } from './bench/bond-state.ts'
import { skipReason } from './bench/guest-test.ts'
import { guideBond } from './bench/guide.ts'
import { type Args, type ModulesOn, modulesOn } from './bench/modules-on.ts'
import { openPowerCase, type PowerCase } from './bench/power-case.ts'
import { type Reader, readers } from './bench/readers.ts'
import { withGuideBond } from './bench/with-guide-bond.ts'

/** How a host comes into a state in which its power goes, and which set of files it must have after the boot. */
interface Cut {
  readonly state: 'torn' | 'written' | 'applying' | 'waiting' | 'confirmed' | 'reverting' | 'reverted' | 'failed'
  readonly files: 'old' | 'new'
  /** The state of the newest change after the boot. */
  readonly after: string
}

const cuts: readonly Cut[] = [
  // The change before is forgotten when a new one begins.
  { state: 'torn', files: 'old', after: 'none' },
  { state: 'written', files: 'new', after: 'written' },
  { state: 'applying', files: 'old', after: 'reverted' },
  { state: 'waiting', files: 'old', after: 'reverted' },
  { state: 'confirmed', files: 'new', after: 'confirmed' },
  { state: 'reverting', files: 'old', after: 'reverted' },
  { state: 'reverted', files: 'old', after: 'reverted' },
  { state: 'failed', files: 'old', after: 'failed' }
]

/** What is changed besides miimon: every file, or what takes the bond down and up, which takes its time. */
function besides(state: Cut['state'], reader: Reader['reader']): Args {
  if (state === 'torn') return { nm_controlled: reader === 'networkmanager' }
  return state === 'applying' || state === 'failed' ? { fail_over_mac: 'none' } : {}
}

/** A command of the steps that hangs going forward until the power goes, or, for `failed`, that fails going back. */
const faulty = {
  applying: {
    initscripts: { command: 'ifdown', lines: 'sleep 60' },
    networkmanager: { command: 'nmcli', lines: '[ "$3 $4" != "connection up" ] || sleep 60' }
  },
  failed: {
    initscripts: { command: 'ifup', lines: '[ $state != reverting ] || exit 1' },
    networkmanager: { command: 'nmcli', lines: '[ "$state $3 $4" != "reverting connection up" ] || exit 1' }
  }
}

/** What boots a host and brings its network up: EL6, EL7, EL8 and EL9. */
const hosts = [
  { init: 'sysv', reader: 'initscripts' },
  { init: 'systemd', reader: 'initscripts' },
  { init: 'systemd', reader: 'networkmanager' }
] as const

describe.for(hosts)('a power cut in each state, $init and $reader', ({ init, reader }) => {
  const reason = skipReason ?? readers.find(known => known.reader === reader)?.skipReason
  let power: PowerCase
  let modules: ModulesOn
  let miimon = 100

  beforeAll(async () => {
    if (reason !== undefined) return
    power = await openPowerCase({ init, reader, arpCheck: false })
    modules = await withGuideBond(power.host())
  }, 240_000)
  afterAll(async () => power?.close())

  test.for(cuts)(
    '$state: files and kernel agree, the lock is free, a further run converges',
    {
      timeout: 300_000
    },
    async ({ state, files, after }, { skip }) => {
      skip(reason !== undefined, reason)
      const old = await readFiles()
      miimon += 10
      const wanted = { ...guideBond, miimon, ...besides(state, reader) }
      await comeInto(state, wanted)
      await power.cut()
      await power.boot()
      modules = await modulesOn(power)
      await untilUp(power.host())
      const log = await power.run(
        'cat /run/rc.log /var/log/nic-bonding.log; ls -lR /var/lib/nic-bonding; head /var/lib/nic-bonding/*/state || true'
      )
      const seen = await readFiles()
      const runs = Number(await power.run('cat /sys/class/net/bond0/bonding/miimon'))
      if (files === 'old') expect(seen, log).toBe(old)
      else expect(seen, log).not.toBe(old)
      expect(seen, log).toContain(`miimon=${runs} `)
      expect(await lastState(), log).toBe(after)
      await lift(power, 'ifdown', 'ifup', 'nmcli')
      if (after === 'failed') expect(await apply({ state: 'reverted' })).toMatchObject({ state: 'reverted' })
      await converge(wanted)
    }
  )

  const apply = (args: Args) => modules.run('network_apply', args)

  async function comeInto(state: Cut['state'], wanted: Args): Promise<void> {
    if (state === 'torn') return tear(wanted)
    expect(await modules.run('bond', wanted)).toMatchObject({ changed: true, pending: true })
    if (state === 'written') return
    if (state === 'applying' || state === 'failed') {
      const { command, lines } = faulty[state][reader]
      await ambush(power, command, lines)
      await power.run('sync')
    }
    const rollback_timeout = state === 'confirmed' ? 0 : 120
    const applied = await apply({ id: `cut-in-${state}`, rollback_timeout, wait: state !== 'applying' })
    expect(applied.failed, JSON.stringify(applied)).toBeUndefined()
    if (state === 'reverting')
      await power.run(`setsid sh /var/lib/nic-bonding/cut-in-${state}/revert >/dev/null 2>&1 </dev/null &`)
    if (state === 'reverted' || state === 'failed') await apply({ state: 'reverted' })
    await waitUntil(`the change to be ${state}`, 30, async () => (await lastState()) === state)
  }

  /** What a writer leaves that is killed between two files: here the first is as it was, the others are new. */
  async function tear(wanted: Args): Promise<void> {
    expect(await modules.run('bond', wanted)).toMatchObject({ changed: true, pending: true })
    await power.run(`cd $(dirname $(ls -t /var/lib/nic-bonding/*/*/done | head -n 1)); rm done
      cut -f 6 files | { read -r first; cp -p old-1 "$first"; }; sync`)
  }

  async function converge(wanted: Args): Promise<void> {
    const bond = await modules.run('bond', wanted)
    expect(bond.failed).toBeUndefined()
    const applied = await apply({ rollback_timeout: 0 })
    expect(applied.failed, JSON.stringify(applied)).toBeUndefined()
    expect(await power.run('cat /sys/class/net/bond0/bonding/miimon')).toBe(`${wanted.miimon}\n`)
    expect(await modules.run('bond', wanted)).toMatchObject({ changed: false })
    expect(await apply({})).toMatchObject({ changed: false })
    const left =
      'ls /var/lib/nic-bonding | grep lock; find /etc/rc.d /etc/systemd -name "*nic-bonding*"; find /etc /var/lib/nic-bonding -name ".*tmp*"'
    expect(await power.run(left)).toBe('')
  }

  async function lastState(): Promise<string> {
    return (
      await power.run(
        'state=$(ls -t /var/lib/nic-bonding/*/state 2>/dev/null | head -n 1); [ -z "$state" ] && echo none || cat $state'
      )
    ).trim()
  }

  async function readFiles(): Promise<string> {
    return power.run(
      'cd /etc/sysconfig/network-scripts; tail -n +1 ifcfg-bond0 ifcfg-eth0 ifcfg-eth1 /etc/modprobe.d/*'
    )
  }
})

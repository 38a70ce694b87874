import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { modeId } from '../../modules/lib/bonding/bonding-opts.ts'
import { bondingOptions } from '../../modules/lib/bonding/options.ts'
import { onlyResult, type Run } from '../integration/bench/ansible.ts'
import { waitUntil } from '../integration/bench/processes.ts'
import { type Case, openCase } from './bench/case.ts'
import { skipReason, theGuest } from './bench/guest-test.ts'
import { modeBonds, modes, nameOf, portsOf } from './bench/mode-table.ts'
import { ansibleFor } from './bench/play.ts'

test('every option of the table is tried in some mode, with a value that is not the default', () => {
  const tried = bondingOptions.filter(({ name, default: value = '', kind }) => {
    const shown = kind.type === 'named' ? kind.values.find(row => row.name === value) : undefined
    const defaults = [value, String(shown?.id), `${shown?.name} ${shown?.id}`]
    return modes.some(({ driver }) => !defaults.includes(driver[name] ?? value))
  })
  expect(tried).toEqual(bondingOptions)
})

describe('all modes on one host, by the stand-in for initscripts', () => {
  const reason = skipReason
  let host: Case
  let run: Run
  let again: Run

  beforeAll(async () => {
    if (reason !== undefined) return
    host = await openCase(theGuest(), { ports: 2 * modes.length, arpCheck: false })
    await host.onSwitch('ip address add 192.0.2.1/24 dev br0')
    const play = ansibleFor(theGuest(), host)
    run = await play(modeBonds)
    again = await play(modeBonds)
  }, 240_000)
  afterAll(async () => host?.close())

  test('the play succeeds, and a second one changes nothing', ({ skip }) => {
    skip(reason !== undefined, reason)
    expect(run.rc, `${run.stdout}${run.stderr}`).toBe(0)
    const results = [run, again].map(one => onlyResult(one, host.name, 'nic.bonding.bond').result.changed)
    expect(results).toEqual([true, false])
    expect(again.rc).toBe(0)
  })

  test.for(modes.map((row, id) => ({ ...row, id })))(
    '$mode comes up with its options',
    async ({ driver, id }, { skip }) => {
      skip(reason !== undefined, reason)
      const wanted = { ...driver, slaves: portsOf(id).join(' '), carrier: '1' }
      let seen: Readonly<Record<string, string>> = {}
      await waitUntil(`${nameOf(id)} to be as wanted`, 10, async () => {
        seen = await readDriver(host, nameOf(id), Object.keys(wanted))
        return Object.entries(wanted).every(([name, value]) => seen[name] === value)
      }).catch(() => {})
      expect(seen).toEqual(wanted)
    }
  )

  test.for(modes.map((row, id) => ({ ...row, id })))(
    '$mode: the driver takes each option while the bond is up, or refuses it, as modes and flags of the table say',
    async ({ mode, driver, id }, { skip }) => {
      skip(reason !== undefined, reason)
      const number = modeId(mode) ?? -1
      const answers = await writeBack(host, nameOf(id))
      const wanted = bondingOptions.map(({ name, modes: taking, flags }): readonly [string, string] => {
        if (!taking.includes(number)) return [name, 'Permission denied']
        if (flags.includes('NOSLAVES')) return [name, 'Directory not empty']
        return [name, flags.includes('IFDOWN') ? 'Device or resource busy' : 'taken']
      })
      // A delay needs miimon, whatever the mode.
      const isUncounted = (name: string): boolean => driver.miimon === '0' && /delay$/.test(name)
      expect(answers.filter(([name]) => !isUncounted(name))).toEqual(wanted.filter(([name]) => !isUncounted(name)))
      for (const [name, answer] of answers)
        if (isUncounted(name)) expect([name, answer]).toEqual([name, 'Operation not permitted'])
    }
  )

  test('an ad_actor_system is given back as zeros', async ({ skip }) => {
    skip(reason !== undefined, reason)
    const path = `/sys/class/net/${nameOf(4)}/bonding/ad_actor_system`
    expect(await host.run(`echo 00:00:00:00:00:00 >${path}; cat ${path}`)).toBe('00:00:00:00:00:00\n')
  })
})

/**
 * What the driver answers to each option, written while the bond is up and has ports: the value that it has, or its default
 * where it shows none in this mode. The loop is one command, since each takes a while in the guest.
 */
async function writeBack(host: Case, bond: string): Promise<readonly (readonly [string, string])[]> {
  const defaults = bondingOptions.map(({ name, default: value = '' }) => `${name}=${value}`)
  const text = await host.run(
    `cd /sys/class/net/${bond}/bonding
     for word in ${defaults.join(' ')}; do
       name=\${word%%=*}; read -r value rest <$name || value=
       [ -n "$value" ] || value=\${word#*=}
       [ $name != arp_ip_target ] || value=+192.0.2.99
       answer=$( { echo "$value" >$name; } 2>&1 ) && answer=taken
       echo "$name=\${answer##*: }"
       [ $name != arp_ip_target ] || echo -192.0.2.99 >$name
     done`
  )
  return text
    .trimEnd()
    .split('\n')
    .map(line => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)] as const)
}

async function readDriver(
  host: Case,
  bond: string,
  names: readonly string[]
): Promise<Readonly<Record<string, string>>> {
  const folder = `/sys/class/net/${bond}`
  const text = await host.run(
    `cd ${folder}/bonding; for f in ${names.join(' ')}; do [ -e $f ] || cd ..; echo $f $(cat $f); cd ${folder}/bonding; done`
  )
  const lines = text.trimEnd().split('\n')
  return Object.fromEntries(lines.map(line => [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1)]))
}

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { because, commandOnFakeHost, type FakeHost, isRoot, playOnFakeHost } from '../support/fake-host.ts'
import { moduleCommand } from '../support/run-module.ts'

const scripts = '/etc/sysconfig/network-scripts'
const bond = { name: 'bond0', ports: ['nicb0', 'nicb1'], mode: '1', miimon: 100 }
const dry = { _ansible_check_mode: true }
const host: FakeHost = {
  files: { 'ifup-eth': '', 'ifcfg-nicb0': 'DEVICE=nicb0\nONBOOT=yes\n' },
  sys: { 'class/net/lo/address': '' }
}
const unconfirmed = 'so its files are in effect'

const scratch = mkdtempSync(join(tmpdir(), 'nic-bonding-journal-'))
afterAll(() => rmSync(scratch, { recursive: true, force: true }))

/** A shell script on the stand-in host; `run MODULE JSON` runs a module there. */
function shell(script: string, on: FakeHost = host): string {
  const run = `run() { printf %s "$2" > ${scratch}/args; ${moduleCommand('$1').join(' ')} ${scratch}/args; }\n`
  const file = join(scratch, 'script')
  writeFileSync(file, `${run}${script}`)
  const { stdout } = commandOnFakeHost(['bash', file], on)
  return stdout
}

function resultsIn(stdout: string): readonly { readonly [key: string]: unknown }[] {
  return stdout
    .split('\n')
    .filter(line => line.startsWith('{'))
    .map(line => JSON.parse(line))
}

describe.skipIf(!isRoot)(`the journal on a stand-in host${because}`, () => {
  test('what was written is pending until it is applied, also for a task that changes nothing', () => {
    const { results } = playOnFakeHost(
      [
        ['bond', { ...bond, ...dry }],
        ['bond', bond],
        ['bond', bond],
        ['bond', { ...bond, ...dry }]
      ],
      host
    )
    expect(results.map(({ changed }) => changed)).toEqual([true, true, false, false])
    expect(results.map(({ pending }) => pending)).toEqual([true, true, true, true])
  })

  test('several tasks make one change, and a task that takes all of it back leaves none', () => {
    const { results } = playOnFakeHost(
      [
        ['ifcfg', { name: 'nicb0', settings: { MTU: 9000 } }],
        ['ifcfg', { name: 'nicb1', settings: { MTU: 9000 } }],
        ['network_apply', { state: 'status' }],
        ['ifcfg', { name: 'nicb0', settings: { MTU: null } }],
        ['ifcfg', { name: 'nicb1', state: 'absent' }],
        ['network_apply', { state: 'status' }]
      ],
      host
    )
    expect(results.map(({ pending }) => pending)).toEqual([true, true, undefined, true, false, undefined])
    expect(results[2]).toMatchObject({ state: 'written', changed: false })
    expect(results[5]).toMatchObject({ state: 'none', changed: false })
  })

  test('reverted before it was applied: every file is as it was, nothing is called', () => {
    const listing = `cd ${scripts}; for f in ifcfg-* /etc/modprobe.d/bonding*; do [ ! -e "$f" ] || { echo "$f"; cat "$f"; }; done`
    const text =
      shell(`(${listing}) > /tmp/before-$$; run bond '${JSON.stringify(bond)}'; run bond '${JSON.stringify({ ...bond, mtu: 9000 })}'
      run network_apply '{"state":"reverted"}'; run network_apply '{"state":"reverted"}'; (${listing}) | diff /tmp/before-$$ - && echo same; rm /tmp/before-$$; ls -A /var/lib/nic-bonding/*/[0-9]* /etc/systemd/system/nic-bonding* 2>/dev/null`)
    const results = resultsIn(text)
    expect(results.map(({ changed }) => changed)).toEqual([true, true, true, false])
    expect(results[2]).toMatchObject({ state: 'reverted' })
    expect(text.split('\n').slice(4).join('\n')).toBe('same\n')
  })

  test('a file that somebody else has changed since is not overwritten by going back, which says so', () => {
    const text = shell(`run bond '${JSON.stringify(bond)}'; echo '# mine' >> ${scripts}/ifcfg-nicb0
      run network_apply '{"state":"reverted"}'; tail -n 1 ${scripts}/ifcfg-nicb0; grep -c MASTER ${scripts}/ifcfg-nicb1`)
    const [, reverted] = resultsIn(text)
    expect(reverted).toMatchObject({ failed: true })
    expect(String(reverted?.msg)).toContain(`${scripts}/ifcfg-nicb0`)
    expect(text).toContain('\n# mine\n1\n')
  })

  test('a written change that nobody applied is dropped with a warning when its files are no longer ours, or the host has booted', () => {
    const foreign = shell(`run bond '${JSON.stringify(bond)}'; echo '# mine' >> ${scripts}/ifcfg-nicb0
      run bond '${JSON.stringify({ ...bond, ...dry, mtu: 9000 })}'; run bond '${JSON.stringify({ ...bond, mtu: 9000 })}'`)
    const booted = shell(`run bond '${JSON.stringify(bond)}'; echo other > /var/lib/nic-bonding/*/boot
      run bond '${JSON.stringify({ ...bond, ...dry })}'; run bond '${JSON.stringify(bond)}'; run network_apply '{"state":"status"}'`)
    const [, dryForeign, realForeign] = resultsIn(foreign)
    expect(String(realForeign?.warnings)).toContain(`somebody else has changed ${scripts}/ifcfg-nicb0 since`)
    expect(dryForeign?.warnings).toEqual(realForeign?.warnings)
    const [, dryBooted, realBooted, status] = resultsIn(booted)
    expect(String(realBooted?.warnings)).toContain(unconfirmed)
    expect(dryBooted).toMatchObject({ pending: false, warnings: realBooted?.warnings })
    expect(realBooted).toMatchObject({ pending: false })
    expect(status).toMatchObject({ state: 'none' })
  })

  test('the warning that it was dropped is there, too, when the same task restarts an interface', () => {
    const text = shell(`run bond '${JSON.stringify(bond)}'; echo other > /var/lib/nic-bonding/*/boot
      run network_apply '{"interfaces":["lo"],"rollback_timeout":0}'`)
    const [, applied] = resultsIn(text)
    expect(applied).toMatchObject({ changed: true, warnings: [expect.stringContaining(unconfirmed)] })
  })

  test('an alias and options of a module wait for nothing', () => {
    const { results } = playOnFakeHost(
      [
        ['modprobe_alias', { alias: 'bond7', module: 'bonding' }],
        ['modprobe_options', { module: 'nic_bonding_test', options: { a: 1 } }],
        ['network_apply', { state: 'status' }]
      ],
      host
    )
    const written = { changed: true, pending: false }
    expect(results).toMatchObject([written, written, { state: 'none' }])
  })

  test('the journal is for root alone', () => {
    const text = shell(
      `run bond '${JSON.stringify(bond)}'; stat -c %a /var/lib/nic-bonding /var/lib/nic-bonding/*; find /var/lib/nic-bonding -type f -perm /077`
    )
    expect(text.split('\n').slice(1)).toEqual(['700', '700', ...readsOfOthers(text)])
  })
})

/** The copies of originals have the modes of those, but in a folder that nobody else may enter. */
function readsOfOthers(text: string): readonly string[] {
  return text
    .split('\n')
    .slice(3)
    .filter(line => line === '' || /\/1\/(?:old|new)-\d+$/.test(line))
}

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { JsonObject } from '../../modules/lib/ansible/json.ts'
import { textToBytes } from '../../modules/lib/host/text.ts'
import { fileText } from '../unit/hostile/_arbitraries.ts'
import { goodBond } from '../unit/hostile/_bond-args.ts'
import { hostileIfcfg } from '../unit/hostile/_ifcfg-texts.ts'
import { type LoadedModule, loadModule } from '../unit/hostile/_modules.ts'
import type { World } from '../unit/hostile/_world.ts'
import { writableValue } from '../unit/ifcfg/shell-fragments.ts'
import { deviceOf, type NormalBond, understoodBond } from './understanding.ts'
import { useDaemon } from './use-daemon.ts'

const { skipReason, daemon } = useDaemon()
const scripts = '/etc/sysconfig/network-scripts'
const long = process.env.FUZZ_RUNS !== undefined
const seed = Number(process.env.FUZZ_SEED ?? 1)

/** How many devices NetworkManager gets at a time. */
const BATCH = 100

/** Takes samples in batches; each batch becomes the files of one host. */
async function inBatches<T>(
  source: fc.Arbitrary<T>,
  count: number,
  judge: (batch: readonly T[]) => void
): Promise<void> {
  for (let done = 0; done < count; done += BATCH) {
    judge(fc.sample(source, { numRuns: BATCH, seed: seed + done }))
    await new Promise(resolve => setImmediate(resolve))
  }
}

function runIn(module: LoadedModule, world: World, args: JsonObject): JsonObject {
  const { result } = module.run({ root: '/hostile', ...args }, world)
  return result
}

/** Has NetworkManager load the files of a world. */
function withRoot<T>(world: World, ask: (root: string) => T): T {
  const root = mkdtempSync(join(tmpdir(), `nic-bonding-nm-${process.pid}-hostile-`))
  try {
    mkdirSync(join(root, scripts), { recursive: true })
    for (const [path, text] of world) if (path.startsWith(scripts)) writeFileSync(join(root, path), textToBytes(text))
    return ask(root)
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
}

/** It has the mode and the ports, and no option otherwise; options that this release does not know it leaves out. */
function expectUnderstood(seen: NormalBond | undefined, bond: NormalBond): void {
  const { mode, options, ports } = bond
  expect([bond.name, seen?.mode, seen?.ports]).toEqual([bond.name, mode, [...ports].sort()])
  for (const [option, value] of Object.entries(seen?.options ?? {}))
    expect([option, options[option]]).toEqual([option, value])
}

test('a bond is read as it is meant, whatever its options', { timeout: 3_600_000 }, async ({ skip }) => {
  skip(skipReason !== undefined, skipReason)
  const module = await loadModule('bond')
  const count = { asked: 0, written: 0 }
  await inBatches(goodBond(['bond0'], ['eth0', 'eth1', 'eth2']), long ? 5000 : 200, batch => {
    const world: World = new Map([[`${scripts}/ifcfg-lo`, 'DEVICE=lo\n']])
    const bonds = batch.flatMap((drawn, index): readonly NormalBond[] => {
      const named = JSON.stringify({ ...drawn, state: 'present', ifcfg: {}, port_ifcfg: {} })
      const args = JSON.parse(named.replaceAll('bond0', `b${index}`).replace(/eth(\d)/g, `p${index}x$1`))
      // What each of these comes to for NetworkManager, golden cases and tests of the rules say.
      for (const option of ['dns', 'domain', 'defroute', 'peerdns', 'gateway', 'zone', 'nm_controlled'])
        delete args[option]
      const { bonds: written, failed, warnings } = runIn(module, world, args)
      // What a warning says of NetworkManager, tests of the rules hold against it.
      return failed === true || /NetworkManager/.test(String(warnings)) ? [] : (written as NormalBond[])
    })
    withRoot(world, root => {
      const reading = daemon().load(root)
      for (const bond of bonds) expectUnderstood(understoodBond(reading.profiles, bond.name), bond)
    })
    count.asked += batch.length
    count.written += bonds.length
  })
  console.log(`NetworkManager: ${count.asked} bonds drawn, ${count.written} written and read as meant`)
  expect(count.written).toBeGreaterThan(count.asked / 2)
})

test('a text of any kind is read back, whatever else stands in the file', { timeout: 3_600_000 }, async ({ skip }) => {
  skip(skipReason !== undefined, skipReason)
  const module = await loadModule('ifcfg')
  const count = { asked: 0, written: 0, read: 0 }
  const source = fc.record({
    old: fc.option(hostileIfcfg('# own')),
    value: writableValue.filter(text => text.trim() !== '')
  })
  await inBatches(source, long ? 20_000 : 400, batch => {
    const world: World = new Map()
    const values = new Map<string, string>()
    batch.forEach(({ old, value }, index) => {
      const name = `d${index}`
      const path = `${scripts}/ifcfg-${name}`
      const own: World = new Map([[`${scripts}/ifcfg-lo`, 'DEVICE=lo\n']])
      // Two profiles of one UUID are one; what is broken in another key is no matter of this test.
      if (old !== null) own.set(path, fileText(old).replace(/UUID=/g, 'NOTE='))
      const { failed } = runIn(module, own, { name, settings: { DEVICE: name, NAME: value, TYPE: 'Ethernet' } })
      const text = own.get(path)
      if (failed === true || text === undefined) return
      world.set(path, text)
      values.set(name, value)
    })
    const { profiles } = withRoot(world, root => daemon().load(root))
    for (const profile of profiles) {
      const device = deviceOf(profile)
      expect([world.get(`${scripts}/ifcfg-${device}`), profile.get('connection.id')]).toEqual([
        world.get(`${scripts}/ifcfg-${device}`),
        values.get(device)
      ])
    }
    count.asked += batch.length
    count.written += values.size
    count.read += profiles.length
  })
  console.log(
    `NetworkManager: ${count.asked} files drawn, ${count.written} written, ${count.read} read, each NAME as it was given`
  )
  expect(count.read).toBeGreaterThan(count.asked / 2)
})

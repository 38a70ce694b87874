import fc from 'fast-check'
import type { JsonObject } from '../../../modules/lib/ansible/json.ts'
import { type BondingOption, bondingOptions } from '../../../modules/lib/bonding/options.ts'
import { oneIn } from './_arbitraries.ts'

/** A mode by its number, and some options that may or may not go with it. */
export function opts() {
  const picked = Object.fromEntries(bondingOptions.map(option => [option.name, oneIn(5, optionValue(option))]))
  return fc.record({ mode: fc.integer({ min: 0, max: 6 }), picked: fc.record(picked) })
}

/** An integer here is a count of steps: some options are multiples of another. */
export function optionValue({ kind }: Pick<BondingOption, 'kind'>): fc.Arbitrary<unknown> {
  switch (kind.type) {
    case 'int':
      return fc.constantFrom(
        kind.min,
        kind.max,
        Math.max(kind.min, 1),
        Math.min(kind.max, kind.min + 2),
        Math.min(kind.max, 5)
      )
    case 'named':
      return fc.constantFrom(...kind.values.flatMap(({ name, id }) => [name, id, String(id)]))
    case 'ipv4-list':
      return fc.uniqueArray(
        fc.integer({ min: 1, max: 250 }).map(host => `10.0.0.${host}`),
        { minLength: 1, maxLength: kind.max }
      )
    case 'device':
      return fc.constant('')
    case 'mac':
      return fc.constantFrom('02:00:00:00:00:01', '0A:bb:cc:DD:ee:ff')
  }
}

/** The picked options that the driver takes together in a mode, with the monitors that they need. */
export function repair(id: number, picked: Readonly<Record<string, unknown>>, ports: readonly string[]): JsonObject {
  const byArp =
    id <= 3 && picked.arp_ip_target !== undefined && picked.updelay === undefined && picked.downdelay === undefined
  const monitor: JsonObject = byArp ? { arp_interval: 500, arp_ip_target: picked.arp_ip_target } : { miimon: 100 }
  const mode =
    bondingOptions[0]?.kind.type === 'named' && picked.miimon !== undefined
      ? bondingOptions[0].kind.values[id]?.name
      : String(id)
  const given: Record<string, unknown> = { mode, ...monitor }
  for (const option of bondingOptions) {
    const { name, kind, effective, needs, excludes } = option
    if (name in given || picked[name] === undefined || !effective.includes(id)) continue
    if (
      excludes.some(other => other in given) ||
      bondingOptions.some(other => other.name in given && other.excludes.includes(name))
    )
      continue
    if (needs.some(need => !(need.option in given))) continue
    const unit = needs.some(({ multiple }) => multiple === true) ? 100 : 1
    given[name] =
      kind.type === 'device'
        ? ports[0]
        : kind.type === 'int' && unit > 1
          ? unit * (Number(picked[name]) % 10)
          : picked[name]
  }
  return given
}

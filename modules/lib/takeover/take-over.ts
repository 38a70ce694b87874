// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import { type BondArguments, type BondOptions, spec, validate } from '#generated/bond'
import type { JsonObject } from '../ansible/json.ts'
import { resolveArguments } from '../ansible/resolve-arguments.ts'
import { bondsOf, checkBonds } from '../bonding/check-bonds.ts'
import { type Inventory, readInventory, scriptsFolder } from '../bonding/inventory.ts'
import { draftBonds } from '../bonding/plan/plan-bonds.ts'
import type { ReadHost } from '../host/host.ts'
import { type ModprobeSource, readModprobeSources } from '../modprobe/read-sources.ts'
import { bondArguments } from './bond-arguments.ts'
import { fileOptions, noOptions } from './file-options.ts'
import { type HostBond, hostBonds } from './host-bonds.ts'
import { type BondVars, hostVarsText } from './host-vars-text.ts'
import { locate, type Obstacle } from './obstacle.ts'
import { plannedChanges } from './planned-changes.ts'
import { routingOptions } from './routing-options.ts'

/** The bonds of a host as variables of the role, and those that must be mended by hand before. */
export interface TakeOver {
  /** The options of each bond that repeat what its files say: given to nic.bonding.bond, they change nothing. */
  readonly bonds: readonly Partial<BondOptions>[]
  /** The same as YAML for host_vars. */
  readonly text: string
  /** Every reason why a bond is not among `bonds`. */
  readonly cannotTakeOver: readonly (Obstacle & { readonly bond: string })[]
}

/**
 * Takes over the bonds that the files of a host describe: an option for each key that has one, everything else is left to the
 * files. Each bond is held against the module's own rules and plan. That is done one by one, which is the stricter: where
 * two bonds claim something, the plan for either takes it from the other, so both are listed. `names`: of these bonds only.
 */
export function takeOver(host: ReadHost, names?: readonly string[]): TakeOver {
  const inventory = readInventory(host)
  const sources = readModprobeSources(host)
  const wanted = hostBonds(inventory, host).filter(({ name }) => names === undefined || names.includes(name))
  const attempts = wanted.map(bond => ({
    name: bond.name,
    ...attempt({ host, inventory, sources, bond })
  }))
  const bonds: TakeOver['bonds'] = attempts.flatMap(({ options, obstacles }) =>
    obstacles.length === 0 ? [options] : []
  )
  return {
    bonds,
    text: hostVarsText(bonds as readonly BondVars[]),
    cannotTakeOver: attempts.flatMap(({ name, obstacles }) => obstacles.map(obstacle => ({ bond: name, ...obstacle })))
  }
}

interface Scene {
  readonly host: ReadHost
  readonly inventory: Inventory
  readonly sources: readonly ModprobeSource[]
  readonly bond: HostBond
}

interface Attempt {
  readonly options: Partial<BondOptions>
  readonly obstacles: readonly Obstacle[]
}

/** Reads, validates and plans a bond, and stops at the first of these that has something to say. */
function attempt({ host, inventory, sources, bond }: Scene): Attempt {
  const { found } = bond
  const said = found.state === 'found' ? fileOptions(found.entry) : noOptions
  const places = { bond, lines: said.lines, paths: pathsOf(inventory, sources) }
  const refused = (problems: readonly string[]): Attempt => ({
    options: {},
    obstacles: problems.map(problem => locate(problem, places))
  })
  if (found.state === 'refused') return refused([found.problem])
  if (said.obstacles.length > 0) return { options: {}, obstacles: said.obstacles }
  const options = new Map([...said.options, ...routingOptions(inventory, host, bond.name)])
  const raw = bondArguments(bond, options, sources)
  const resolved = resolveArguments({ spec, validate }, raw)
  const values = resolved.values as Partial<BondArguments>
  const problems = [...resolved.problems, ...checkBonds(values, resolved.invalid)]
  if (problems.length > 0) return refused(problems)
  const draft = draftBonds(bondsOf(values), host, inventory)
  if (draft.problems.length > 0) return refused(draft.problems)
  return { options: givenOf(resolved.values, raw), obstacles: plannedChanges(draft.plan.files, bond.name) }
}

/** The options that were given, in their types and in the order of the documentation, without the defaults. */
function givenOf(values: JsonObject, raw: JsonObject): Partial<BondOptions> {
  const given: { [option: string]: unknown } = {}
  for (const [option, value] of Object.entries(values)) if (option in raw) given[option] = value
  return given
}

/** Every file of which a message can speak. */
function pathsOf({ entries, keyfiles, routing }: Inventory, sources: readonly ModprobeSource[]): readonly string[] {
  return [
    ...[...entries, ...keyfiles, ...sources].map(({ path }) => path),
    ...routing.map(name => `${scriptsFolder}/${name}`)
  ]
}

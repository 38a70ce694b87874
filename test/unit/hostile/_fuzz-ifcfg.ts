import type fc from 'fast-check'
import { type Carried, fuzz } from './_fuzz.ts'
import { expectAsked, expectSourced, type WrittenIfcfg } from './_ifcfg-laws.ts'
import type { Trial } from './_laws.ts'
import type { LoadedModule } from './_modules.ts'

export interface IfcfgFuzz {
  readonly module: LoadedModule
  readonly trials: fc.Arbitrary<Trial>
  readonly runs: number
  /** The ifcfg files of a trial, each with what was asked of it. */
  readonly writtenBy: (carried: Carried) => readonly WrittenIfcfg[]
}

/** Holds the laws of ifcfg files against a module's trials, and has bash source all that it wrote. */
export async function fuzzIfcfg({ module, trials, runs, writtenBy }: IfcfgFuzz): Promise<void> {
  let sourced = 0
  const figures = await fuzz({
    module,
    trials,
    runs,
    each: carried => writtenBy(carried).forEach(expectAsked),
    batch: all => {
      sourced += expectSourced(all.flatMap(writtenBy))
    }
  })
  figures.close(module.name, `${sourced} different texts sourced by bash`)
}

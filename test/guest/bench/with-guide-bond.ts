import { expect } from 'vitest'
import { untilUp } from './bond-state.ts'
import type { Case } from './case.ts'
import { guideBond } from './guide.ts'
import { type ModulesOn, modulesOn } from './modules-on.ts'

/** Puts the modules onto a host, and has them bring up the guide's bond and keep it. */
export async function withGuideBond(host: Case): Promise<ModulesOn> {
  const modules = await modulesOn(host)
  await modules.run('bond', guideBond)
  const done = await modules.run('network_apply', { rollback_timeout: 0 })
  expect(done).toMatchObject({ state: 'confirmed' })
  await untilUp(host)
  return modules
}

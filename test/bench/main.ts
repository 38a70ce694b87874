import path from 'node:path'
import { parseArgs } from 'node:util'
import { checkout } from '../../tools/setup/shell.mjs'
import type { Part } from './figures.ts'
import { measureFleet } from './fleet/measure-fleet.ts'
import { measureHost } from './host/measure-host.ts'
import { measureLink } from './link/measure-link.ts'
import { machineText } from './machine.ts'
import { type PartName, partNames, putPart } from './page.ts'
import { partText, summary } from './tables.ts'
import { measureTask } from './task/measure-task.ts'

/** Each part, given how many times its usual number of runs is wanted. */
const measurements: Readonly<Record<PartName, (share: number) => Promise<Part>>> = {
  host: measureHost,
  task: measureTask,
  fleet: measureFleet,
  link: measureLink
}

/**
 * Measures, prints tables and writes them to docs/benchmarks.md, or to the page named. It fails for no figure, but when
 * something cannot be measured.
 */
async function main(): Promise<void> {
  const options = { share: { type: 'string' }, page: { type: 'string' } } as const
  const { values, positionals } = parseArgs({ options, allowPositionals: true })
  const share = Number(values.share ?? 1)
  const chosen = partNames.filter(name => positionals.length === 0 || positionals.includes(name))
  if (chosen.length < positionals.length || !(share > 0)) throw new Error(usage)
  const page = path.resolve(values.page ?? path.join(checkout, 'docs/benchmarks.md'))
  const parts: Part[] = []
  console.log(machineText())
  for (const name of chosen) {
    const part = await measurements[name](share)
    parts.push(part)
    console.log(`\n${partText(part)}`)
    putPart(page, name, `${partText(part)}\n\n${machineText()}`)
  }
  console.log(`\n${summary(parts).join('\n')}`)
}

const usage = `usage: npm run bench [-- [--share 0.1] [--page FILE] ${partNames.join('|')} ...]`

try {
  await main()
} catch (error) {
  console.error(`bench: ${error instanceof Error ? error.message : error}`)
  process.exitCode = 1
}

import fs from 'node:fs'
import path from 'node:path'
import { injureAll } from './injure.ts'
import { scenarios } from './scenarios.ts'

// Run inside host.sh: injure-one.ts FOLDER SCENARIO STEP. Prints the tally as JSON.
const [folder = '', name = '', step = ''] = process.argv.slice(2)
const scenario = scenarios.find(candidate => candidate.name === name)
if (scenario === undefined) throw new Error(`no scenario ${name}`)
const root = scenario.onHost ? '/' : path.join(folder, 'root')
fs.mkdirSync(root, { recursive: true })
process.stdout.write(JSON.stringify(injureAll(scenario, root, folder, Number(step))))

import fs from 'node:fs'
import path from 'node:path'
import { injureAll } from './injure.ts'
import { judgeApply } from './judge-apply.ts'
import { judgeWrite } from './judge-write.ts'
import { applying, writing } from './scenarios.ts'

// Run inside host.sh: injure-one.ts FOLDER SCENARIO STEP. Prints the tally as JSON.
const [folder = '', name = '', step = ''] = process.argv.slice(2)
const scenario = [...writing, ...applying].find(candidate => candidate.name === name)
if (scenario === undefined) throw new Error(`no scenario ${name}`)
const root = scenario.onHost ? '/' : path.join(folder, 'root')
fs.mkdirSync(root, { recursive: true })
const judge = writing.includes(scenario) ? judgeWrite : judgeApply
process.stdout.write(JSON.stringify(injureAll({ scenario, root, folder }, judge, Number(step))))

import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { ansibleVersion, ensureAnsible } from './setup/ansible.mjs'
import { checkout } from './setup/shell.mjs'

/** @typedef {import('./setup/ansible.mjs').AnsibleVersion} AnsibleVersion */
/** @typedef {{ passed: number, failed: number, skipped: number }} Tally */

/** @type {readonly AnsibleVersion[]} */
const cores = ['2.14', '2.16', '2.18', '2.19', 'newest']

/** What is run for each: the guide's bond in every way in which Ansible is used, every module on a host that has nothing, and every way to the program. */
const plays = [
  'test/integration/guide.test.ts',
  'test/integration/bare/every-module.test.ts',
  'test/integration/program/ways.test.ts',
  'test/integration/program/login.test.ts',
  'test/integration/program/refusals.test.ts'
]

/**
 * Runs the integration plays on every ansible-core of the matrix and puts what was run into the README. Fails when a test
 * fails, was not run, or an ansible-core cannot be had.
 */
function main() {
  if (process.argv.length > 2) throw new Error('usage: npm run test:matrix')
  const missing = cores.map(ensureAnsible).filter(reason => reason !== undefined)
  for (const reason of missing) console.error(`matrix: ${reason}`)
  const found = runVitest('integration', plays)
  const rows = cores.map(core => row(`ansible-core ${ansibleVersion(core) ?? core}`, found, `ansible-core ${core}`))
  const lines = rows.map(([, text]) => text)
  putTable(lines)
  for (const line of lines) console.log(line)
  if (missing.length > 0 || rows.some(([whole]) => !whole)) process.exitCode = 1
}

/**
 * The tests of some files, by the title of the outermost group that they are in.
 * @param {string} project
 * @param {readonly string[]} files
 * @returns {ReadonlyMap<string, Tally>}
 */
function runVitest(project, files) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'nic-bonding-matrix-'))
  try {
    const report = path.join(folder, 'report.json')
    const args = [
      'run',
      '--project',
      project,
      ...files,
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`
    ]
    const env = { ...process.env, NIC_BONDING_MATRIX: 'all' }
    spawnSync(path.join(checkout, 'node_modules/.bin/vitest'), args, {
      cwd: checkout,
      env,
      stdio: ['ignore', 'inherit', 'inherit']
    })
    if (!fs.existsSync(report)) throw new Error(`vitest ended without a report of ${files.join(' ')}`)
    return tallies(JSON.parse(fs.readFileSync(report, 'utf8')))
  } finally {
    fs.rmSync(folder, { recursive: true, force: true })
  }
}

/**
 * @param {{ testResults: { assertionResults: { ancestorTitles: string[], status: string }[] }[] }} report
 * @returns {ReadonlyMap<string, Tally>}
 */
function tallies(report) {
  /** @type {Map<string, Tally>} */
  const found = new Map()
  for (const { ancestorTitles, status } of report.testResults.flatMap(file => file.assertionResults)) {
    const tally = found.get(ancestorTitles[0] ?? '') ?? { passed: 0, failed: 0, skipped: 0 }
    tally[status === 'passed' || status === 'failed' ? status : 'skipped'] += 1
    found.set(ancestorTitles[0] ?? '', tally)
  }
  return found
}

/**
 * @param {string} label
 * @param {ReadonlyMap<string, Tally>} found
 * @param {string} group
 * @returns {readonly [whole: boolean, text: string]}
 */
function row(label, found, group) {
  const { passed, failed, skipped } = found.get(group) ?? { passed: 0, failed: 0, skipped: 0 }
  return [passed > 0 && failed + skipped === 0, `| ${label} | ${passed} | ${failed} | ${skipped} |`]
}

/**
 * Replaces the table between its marks in the README.
 * @param {readonly string[]} rows
 */
function putTable(rows) {
  const file = path.join(checkout, 'README.md')
  const table = [
    `| ${new Date().toISOString().slice(0, 10)} | passed | failed | not run |`,
    '|---|---|---|---|',
    ...rows
  ].join('\n')
  const text = fs.readFileSync(file, 'utf8')
  const marks = /(<!-- matrix of ansible .*-->\n)[\s\S]*?(<!-- end -->)/
  fs.writeFileSync(
    file,
    text.replace(marks, (_, begin, end) => `${begin}${table}\n${end}`)
  )
}

main()

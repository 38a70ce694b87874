import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { ansibleBin, ansibleVersion } from './setup/ansible.mjs'
import { networkManager, startBuild, waitForBuild } from './setup/networkmanager.mjs'
import { checkout } from './setup/shell.mjs'
import { runLint } from './test/lint.mjs'
import { startSanity } from './test/sanity.mjs'
import { checkBuild, runStaticChecks } from './test/static.mjs'

/** The layers that vitest runs, each a project of vitest.config.ts, or several whose names begin with it. The late ones need NetworkManager, which takes minutes to build. */
const earlyLayers = ['unit', 'golden', 'bundle', 'program', 'integration', 'faults']
const lateLayers = ['networkmanager', 'guest']

/** @typedef {import('./test/reporter.mjs').Tally} Tally */

/**
 * Runs every layer, or the one named, and ends with the one line that says what came of all of them.
 * The build comes first and counts as a test: the layers test what it made.
 */
async function main() {
  const layers = chosenLayers(process.argv.slice(2))
  const chosen = (/** @type {readonly string[]} */ group) => group.filter(layer => layers.includes(layer))
  const manager = chosen(lateLayers).length > 0 ? startBuild() : undefined
  /** @type {import('./test/sanity.mjs').Sanity | undefined} */
  let sanity
  try {
    const built = checkBuild()
    /** @type {Tally[]} */
    const tallies = [{ passed: built ? 1 : 0, failed: built ? 0 : 1, skipped: [] }]
    if (layers.includes('static')) tallies.push({ ...runStaticChecks(), skipped: [] })
    if (built && layers.includes('lint')) sanity = startSanity()
    if (built && layers.includes('lint')) tallies.push(runLint())
    const vitestLayers = chosen([...earlyLayers, ...lateLayers])
    if (!built) console.log(`not run, since the build failed: ${vitestLayers.join(' ')}`)
    if (built && chosen(earlyLayers).length > 0) tallies.push(runVitest(chosen(earlyLayers), {}))
    if (built && manager !== undefined)
      tallies.push(runVitest(chosen(lateLayers), managerFolder(await waitForBuild(manager))))
    if (sanity !== undefined) tallies.push(await sanity.finished)
    close(tallies)
  } finally {
    sanity?.stop()
    manager?.stop()
  }
}

/**
 * @param {readonly string[]} args
 * @returns {readonly string[]}
 */
function chosenLayers(args) {
  const all = ['static', 'lint', ...earlyLayers, ...lateLayers]
  if (args.length === 0) return all
  const [flag, names] = args
  const layers = names?.split(',') ?? []
  if (args.length === 2 && flag === '--layer' && layers.every(layer => all.includes(layer))) return layers
  console.error(`usage: node tools/test.mjs [--layer LAYER[,LAYER...]], of ${all.join(' ')}`)
  process.exit(2)
}

/**
 * @param {readonly string[]} projects
 * @param {Readonly<Record<string, string>>} places what the tests find by the environment, besides each ansible-core
 * @returns {Tally}
 */
function runVitest(projects, places) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'nic-bonding-test-'))
  try {
    console.log(`ansible-core: ${ansibleVersion('2.14') ?? 'no 2.14'}, newest ${ansibleVersion('newest') ?? 'none'}`)
    const tallyFile = path.join(folder, 'tally.json')
    const reporters = ['--reporter=default', `--reporter=${path.join(checkout, 'tools/test/reporter.mjs')}`]
    const args = ['run', ...projects.flatMap(name => ['--project', name, '--project', `${name}-*`]), ...reporters]
    const env = { ...process.env, ...ansibleFolders(), ...places, NIC_BONDING_TALLY: tallyFile }
    const vitest = path.join(checkout, 'node_modules', '.bin', 'vitest')
    const done = spawnSync(vitest, args, { cwd: checkout, env, stdio: ['ignore', 'inherit', 'inherit'] })
    return judge(readTally(tallyFile), done.status === 0)
  } finally {
    fs.rmSync(folder, { recursive: true, force: true })
  }
}

/**
 * A run that left no tally, ran no test, or failed without a failed test is a failure of its own.
 * @param {Tally | undefined} tally
 * @param {boolean} succeeded
 * @returns {Tally}
 */
function judge(tally, succeeded) {
  const fault =
    tally === undefined
      ? 'vitest ended without a report'
      : tally.passed + tally.failed === 0
        ? 'vitest ran no test'
        : !succeeded && tally.failed === 0
          ? 'vitest failed, though no test did'
          : undefined
  if (fault === undefined && tally !== undefined) return tally
  console.log(`FAILED: ${fault}`)
  return { passed: 0, skipped: [], ...tally, failed: (tally?.failed ?? 0) + 1 }
}

/**
 * @param {string} file
 * @returns {Tally | undefined}
 */
function readTally(file) {
  return fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, 'utf8')) : undefined
}

/** Where the tests find each ansible-core; a version that is not installed is not named. */
function ansibleFolders() {
  const oldest = ansibleBin('2.14')
  const newest = ansibleBin('newest')
  return {
    ...(oldest !== undefined && { NIC_BONDING_ANSIBLE_2_14: oldest }),
    ...(newest !== undefined && { NIC_BONDING_ANSIBLE_NEWEST: newest })
  }
}

/**
 * Where the tests find NetworkManager, or why they do not.
 * @param {string | undefined} reason
 * @returns {Readonly<Record<string, string>>}
 */
function managerFolder(reason) {
  const folder = networkManager()
  return folder === undefined
    ? { NIC_BONDING_NETWORKMANAGER_MISSING: reason ?? 'NetworkManager was built but does not start' }
    : { NIC_BONDING_NETWORKMANAGER: folder }
}

/**
 * Says once more which tests of vitest failed, and what was skipped and why, then the sum. In CI a skipped test is a
 * failure: the whole set must have run.
 * @param {readonly Tally[]} tallies
 */
function close(tallies) {
  for (const { name, reason } of tallies.flatMap(tally => tally.failures ?? []))
    console.log(`FAILED: ${name}\n  ${reason.replaceAll('\n', '\n  ')}`)
  const skipped = tallies.flatMap(tally => tally.skipped)
  for (const { name, reason } of skipped) console.log(`skipped: ${name} (${reason})`)
  const ciFault = process.env.CI === 'true' && skipped.length > 0
  if (ciFault) console.log('FAILED: with CI=true nothing may be skipped')
  const passed = tallies.reduce((sum, tally) => sum + tally.passed, 0)
  const failed = tallies.reduce((sum, tally) => sum + tally.failed, ciFault ? 1 : 0)
  if (failed > 0 || passed === 0) process.exitCode = 1
  console.log(`${passed} passed, ${failed} failed, ${skipped.length} skipped`)
}

await main()

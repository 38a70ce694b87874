import { spawnSync } from 'node:child_process'
import path from 'node:path'
import { checkout } from '../setup/shell.mjs'

const bin = (/** @type {string} */ name) => path.join(checkout, 'node_modules', '.bin', name)

/** The checks that run no code of ours, each of them a test: a name, a command and its arguments. */
const checks = [
  ['types of the modules', bin('tsc'), '-p', 'modules/tsconfig.json'],
  ['types of tools and tests', bin('tsc'), '-p', 'tsconfig.json'],
  ['format and lint', bin('biome'), 'ci', '--colors=off'],
  ['dead code', bin('knip'), '--no-progress']
]

/**
 * Builds the collection, without which no layer can run. Returns whether it passed.
 */
export function checkBuild() {
  return check(['build', 'npm', 'run', '--silent', 'build'])
}

/**
 * Runs the static checks and says how each ended.
 * @returns {{ passed: number, failed: number }}
 */
export function runStaticChecks() {
  const passed = checks.filter(row => check(row)).length
  return { passed, failed: checks.length - passed }
}

/**
 * Runs one check, a name, a command and its arguments; says how it ended, and all that it printed if it failed.
 * @param {readonly string[]} row
 * @param {import('node:child_process').SpawnSyncOptions} [options]
 */
export function check([name = '', command = '', ...args], options = {}) {
  const start = performance.now()
  const done = spawnSync(command, args, { cwd: checkout, stdio: ['ignore', 'pipe', 'pipe'], ...options })
  const passed = done.error === undefined && done.status === 0
  console.log(`${passed ? 'ok' : 'FAILED'}: ${name} (${((performance.now() - start) / 1000).toFixed(1)} s)`)
  if (!passed) console.log(`${done.error?.message ?? ''}${done.stdout ?? ''}${done.stderr ?? ''}`.trimEnd())
  return passed
}

import fs from 'node:fs'

/**
 * What a run of vitest came to; `failed` counts failed tests, files that did not load and errors outside any test.
 * @typedef {{ passed: number, failed: number, skipped: { name: string, reason: string }[] }} Tally
 */

/**
 * A vitest reporter that writes the tally as JSON to the file NIC_BONDING_TALLY names.
 * vitest's own JSON report leaves out why a test was skipped.
 */
// biome-ignore lint/style/noDefaultExport: vitest loads a reporter from a file by its default export
export default class TallyReporter {
  /**
   * @param {readonly import('vitest/node').TestModule[]} modules
   * @param {readonly unknown[]} unhandled
   */
  onTestRunEnd(modules, unhandled) {
    const file = process.env.NIC_BONDING_TALLY
    if (file !== undefined) fs.writeFileSync(file, JSON.stringify(tally(modules, unhandled.length)))
  }
}

/**
 * @param {readonly import('vitest/node').TestModule[]} modules
 * @param {number} unhandled
 * @returns {Tally}
 */
function tally(modules, unhandled) {
  const tests = modules.flatMap(module => [...module.children.allTests()])
  const suites = modules.flatMap(module => [module, ...module.children.allSuites()])
  const inState = (/** @type {string} */ state) => tests.filter(test => test.result().state === state)
  const unfinished = inState('pending').length
  const broken = suites.filter(suite => suite.errors().length > 0).length
  return {
    passed: inState('passed').length,
    failed: inState('failed').length + unfinished + broken + unhandled,
    skipped: inState('skipped').map(test => ({ name: nameOf(test), reason: reasonOf(test) }))
  }
}

/** @param {import('vitest/node').TestCase} test */
function nameOf(test) {
  return `${test.module.relativeModuleId}: ${test.fullName}`
}

/** @param {import('vitest/node').TestCase} test */
function reasonOf(test) {
  const result = test.result()
  return (result.state === 'skipped' ? result.note : undefined) ?? 'no reason given'
}

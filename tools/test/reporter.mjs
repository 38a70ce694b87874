import fs from 'node:fs'

/**
 * What a run of tests came to; `failed` counts failed tests, files that did not load and errors outside any test, and
 * `failures` says of each what went wrong.
 * @typedef {{ name: string, reason: string }} Reason
 * @typedef {{ passed: number, failed: number, failures?: Reason[], skipped: Reason[] }} Tally
 */

/**
 * A vitest reporter that writes the tally as JSON to the file NIC_BONDING_TALLY names.
 * vitest's own JSON report leaves out why a test was skipped.
 */
// biome-ignore lint/style/noDefaultExport: vitest loads a reporter from a file by its default export
export default class TallyReporter {
  /**
   * @param {readonly import('vitest/node').TestModule[]} modules
   * @param {readonly import('vitest').SerializedError[]} unhandled
   */
  onTestRunEnd(modules, unhandled) {
    const file = process.env.NIC_BONDING_TALLY
    if (file !== undefined) fs.writeFileSync(file, JSON.stringify(tally(modules, unhandled)))
  }
}

/**
 * @param {readonly import('vitest/node').TestModule[]} modules
 * @param {readonly import('vitest').SerializedError[]} unhandled
 * @returns {Tally}
 */
function tally(modules, unhandled) {
  const tests = modules.flatMap(module => [...module.children.allTests()])
  const suites = modules.flatMap(module => [module, ...module.children.allSuites()])
  const inState = (/** @type {string} */ state) => tests.filter(test => test.result().state === state)
  const failures = [
    ...inState('failed').map(test => ({ name: nameOf(test), reason: messageOf(test.result().errors) })),
    ...inState('pending').map(test => ({ name: nameOf(test), reason: 'did not end' })),
    ...suites
      .filter(suite => suite.errors().length > 0)
      .map(suite => ({ name: nameOf(suite), reason: messageOf(suite.errors()) })),
    ...unhandled.map(error => ({ name: 'outside any test', reason: messageOf([error]) }))
  ]
  return {
    passed: inState('passed').length,
    failed: failures.length,
    failures,
    skipped: inState('skipped').map(test => ({ name: nameOf(test), reason: reasonOf(test) }))
  }
}

/** @param {import('vitest/node').TestCase | import('vitest/node').TestSuite | import('vitest/node').TestModule} node */
function nameOf(node) {
  return node.type === 'module' ? node.relativeModuleId : `${node.module.relativeModuleId}: ${node.fullName}`
}

/**
 * The beginning of what a test failed with.
 * @param {readonly import('vitest').SerializedError[] | undefined} errors
 */
function messageOf(errors) {
  return (errors?.[0]?.message ?? 'no message').slice(0, 2_000)
}

/** @param {import('vitest/node').TestCase} test */
function reasonOf(test) {
  const result = test.result()
  return (result.state === 'skipped' ? result.note : undefined) ?? 'no reason given'
}

import path from 'node:path'
import { pythonTool } from '../setup/python-tools.mjs'
import { checkout } from '../setup/shell.mjs'
import { check } from './static.mjs'

/** @typedef {import('./reporter.mjs').Tally} Tally */

/**
 * What is checked by tools of the ecosystem, from a folder of the checkout: a name, the folder, the command, its arguments.
 * @type {readonly (readonly [string, string, ...string[]])[]}
 */
const checks = [
  ['yamllint', '.', 'yamllint', '--strict', 'collection', 'roles', 'examples'],
  [
    'ansible-lint, profile production',
    '.',
    'ansible-lint',
    '-q',
    '--nocolor',
    'roles',
    'collection/playbooks',
    'collection/meta',
    'examples'
  ],
  ['antsibull-changelog lint', 'build/ansible_collections/nic/bonding', 'antsibull-changelog', 'lint'],
  ['documentation site, without a warning or a broken link', '.', 'npx', '--no-install', 'tsx', 'tools/docs.ts']
]

/**
 * Runs the linters of Ansible's ecosystem and says how each ended.
 * @returns {Tally}
 */
export function runLint() {
  const bin = pythonTool('')
  if (bin === undefined) {
    const reason = 'its tools are not installed'
    return { passed: 0, failed: 0, skipped: checks.map(([name]) => ({ name, reason })) }
  }
  const env = {
    ...process.env,
    PATH: `${bin}:${process.env.PATH}`,
    ANSIBLE_COLLECTIONS_PATH: path.join(checkout, 'build')
  }
  const passed = checks.filter(([name, folder, ...command]) =>
    check([name, ...command], { env, cwd: path.join(checkout, folder) })
  ).length
  return { passed, failed: checks.length - passed, skipped: [] }
}

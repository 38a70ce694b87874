import fs from 'node:fs'
import { fileURLToPath } from 'node:url'
import { ensureAnsible } from './setup/ansible.mjs'
import {
  ensureBrowser,
  ensureGuestPackages,
  ensureNamespacePackages,
  ensureReleasePackages,
  ensureTestPackages
} from './setup/debian.mjs'
import { ensureFapolicyd } from './setup/fapolicyd.mjs'
import { ensureBuildPackages } from './setup/networkmanager.mjs'
import { ensureNodeModules } from './setup/node-modules.mjs'
import { ensureProgramTools } from './setup/program-tools.mjs'
import { ensurePythonTools } from './setup/python-tools.mjs'

/**
 * What each extent needs besides node_modules: `node` nothing, `build` what builds the program, `demo` the newest
 * ansible-core too, `bench` also an sshd and namespaces, `guest` the guest, `docs` what makes the documentation site, `package`
 * what builds everything that is published, `release` what makes a release, `all` what every test needs.
 */
const extents = {
  node: () => [],
  build: () => [ensureProgramTools()],
  demo: () => [ensureProgramTools(), ensureAnsible('newest')],
  bench: () => [ensureProgramTools(), ensureTestPackages(), ensureNamespacePackages(), ensureAnsible('newest')],
  guest: () => [
    ensureProgramTools(),
    ensureTestPackages(),
    ensureGuestPackages(),
    ensureBuildPackages(),
    ensureAnsible('newest')
  ],
  docs: () => [ensureProgramTools(), ensurePythonTools()],
  package: () => [ensureProgramTools(), ensureReleasePackages(), ensureAnsible('newest')],
  release: () => [ensureProgramTools(), ensureReleasePackages(), ensureAnsible('newest'), ensurePythonTools()],
  all: () => [
    ensureProgramTools(),
    ensureTestPackages(),
    ensureReleasePackages(),
    ensureGuestPackages(),
    ensureBuildPackages(),
    ensureBrowser(),
    ensureFapolicyd(),
    ensureAnsible('2.14'),
    ensureAnsible('newest'),
    ensurePythonTools()
  ]
}

/**
 * Installs what the project's commands need and is missing: plain Node, so that it runs in a fresh clone.
 * What cannot be had here is named, and fails but for `all`: the tests say themselves what they skip for the want of it.
 */
function main() {
  const args = process.argv.slice(2)
  const extent = args.length === 0 ? 'all' : args[0] === '--only' && args.length === 2 ? args[1] : undefined
  if (extent === undefined || !isExtent(extent)) {
    throw new Error(`usage: node tools/setup.mjs [--only ${Object.keys(extents).join('|')}]`)
  }
  ensureNodeModules()
  const missing = extents[extent]().filter(reason => reason !== undefined)
  for (const reason of missing) console.error(`setup: ${reason}`)
  if (extent !== 'all' && missing.length > 0) process.exitCode = 1
}

/**
 * @param {string} name
 * @returns {name is keyof typeof extents}
 */
function isExtent(name) {
  return Object.keys(extents).includes(name)
}

if (process.argv[1] !== undefined && fs.realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  try {
    main()
  } catch (error) {
    console.error(`setup: ${error instanceof Error ? error.message : error}`)
    process.exitCode = 1
  }
}

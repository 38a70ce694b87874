import fs from 'node:fs'
import path from 'node:path'
import { findPython } from './python.mjs'
import { cacheFolder, run, step } from './shell.mjs'

/** @typedef {'2.14' | '2.16' | '2.18' | '2.19' | 'newest'} AnsibleVersion a line of ansible-core from the oldest supported on, or the newest that installs here */

/** What each version takes: the Pythons it runs on (ansible-core's release notes) and pip's requirement. */
const requirements = {
  2.14: { least: 9, most: 11, requirement: 'ansible-core~=2.14.0' },
  2.16: { least: 10, most: 12, requirement: 'ansible-core~=2.16.0' },
  2.18: { least: 11, most: 13, requirement: 'ansible-core~=2.18.0' },
  2.19: { least: 11, most: 13, requirement: 'ansible-core~=2.19.0' },
  newest: { least: 9, most: 99, requirement: 'ansible-core' }
}

/** The file that is written last, so that a broken installation has none; it holds ansible-core's full version. */
const stamp = 'installed-version'

/**
 * The folder of a version's commands (`ansible-playbook` and the like), `undefined` when it is not installed.
 * @param {AnsibleVersion} version
 * @returns {string | undefined}
 */
export function ansibleBin(version) {
  const folder = installed(version)
  return folder === undefined ? undefined : path.join(folder, 'bin')
}

/**
 * The full version that `ansibleBin` leads to, `undefined` when it is not installed.
 * @param {AnsibleVersion} version
 * @returns {string | undefined}
 */
export function ansibleVersion(version) {
  const folder = installed(version)
  return folder === undefined ? undefined : fs.readFileSync(path.join(folder, stamp), 'utf8').trim()
}

/**
 * Installs a version into a virtual environment of its own in the cache, unless one is there.
 * Returns why it cannot, `undefined` when all is well. To have the newest looked up anew, delete its folder.
 * @param {AnsibleVersion} version
 * @returns {string | undefined}
 */
export function ensureAnsible(version) {
  if (installed(version) !== undefined) return undefined
  const { least, most, requirement } = requirements[version]
  const python = findPython({ least, most })
  if (python === undefined) return `ansible-core ${version}: there is no Python 3.${least} to 3.${most} with venv here`
  const folder = path.join(cacheFolder, `${folderPrefix(version)}${python.minor}`)
  step(`${requirement} on Python 3.${python.minor}`, () => install(folder, python.path, requirement))
  return undefined
}

/**
 * @param {string} folder
 * @param {string} python
 * @param {string} requirement
 */
function install(folder, python, requirement) {
  fs.rmSync(folder, { recursive: true, force: true })
  fs.mkdirSync(path.dirname(folder), { recursive: true })
  run(python, ['-m', 'venv', folder])
  const venvPython = path.join(folder, 'bin', 'python3')
  run(venvPython, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', requirement])
  const version = run(venvPython, ['-c', 'from ansible.release import __version__; print(__version__)'])
  fs.writeFileSync(path.join(folder, stamp), version)
}

/**
 * @param {AnsibleVersion} version
 * @returns {string | undefined}
 */
function installed(version) {
  if (!fs.existsSync(cacheFolder)) return undefined
  const prefix = folderPrefix(version)
  const folders = fs.readdirSync(cacheFolder).filter(name => name.startsWith(prefix))
  const whole = folders.map(name => path.join(cacheFolder, name)).filter(isWhole)
  return whole.sort((a, b) => minorOf(b) - minorOf(a))[0]
}

/** @param {AnsibleVersion} version */
function folderPrefix(version) {
  return `ansible-${version}-py3.`
}

/** @param {string} folder */
function minorOf(folder) {
  return Number(folder.slice(folder.lastIndexOf('.') + 1))
}

/**
 * Whether an environment was installed to the end and the Python under it still exists.
 * @param {string} folder
 */
function isWhole(folder) {
  return fs.existsSync(path.join(folder, stamp)) && fs.existsSync(path.join(folder, 'bin', 'python3'))
}

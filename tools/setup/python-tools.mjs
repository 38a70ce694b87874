import crypto from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { findPython } from './python.mjs'
import { cacheFolder, run, step } from './shell.mjs'

/** What is installed, each with its version. */
const requirements = path.join(import.meta.dirname, 'python-tools.txt')

/** Written last, so that a broken installation has none. */
const stamp = 'installed'

/**
 * The path of a command of the tools that lint and document the collection (`yamllint`, `sphinx-build`), `undefined`
 * when they are not installed as `python-tools.txt` wants them.
 * @param {string} name
 * @returns {string | undefined}
 */
export function pythonTool(name) {
  return fs.existsSync(path.join(folder(), stamp)) ? path.join(folder(), 'bin', name) : undefined
}

/**
 * Installs these tools into a virtual environment of their own in the cache, unless they are there.
 * Returns why it cannot, `undefined` when all is well.
 * @returns {string | undefined}
 */
export function ensurePythonTools() {
  if (pythonTool('python3') !== undefined) return undefined
  const python = findPython({ least: 11, most: 99 })
  if (python === undefined) return 'linters and documentation: there is no Python 3.11 or newer with venv here'
  step(`linters and documentation on Python 3.${python.minor}`, () => install(python.path))
  return undefined
}

/** @param {string} python */
function install(python) {
  fs.rmSync(folder(), { recursive: true, force: true })
  fs.mkdirSync(path.dirname(folder()), { recursive: true })
  run(python, ['-m', 'venv', folder()])
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--requirement', requirements]
  run(path.join(folder(), 'bin', 'python3'), pip)
  fs.writeFileSync(path.join(folder(), stamp), '')
}

/** Another list of requirements is another installation. */
function folder() {
  const hash = crypto.createHash('sha256').update(fs.readFileSync(requirements)).digest('hex').slice(0, 12)
  return path.join(cacheFolder, `python-tools-${hash}`)
}

import crypto from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { findPython } from './python.mjs'
import { cacheFolder, checkout, run, step } from './shell.mjs'

/** What the program is made of, by version and hash. */
const inputs = path.join(checkout, 'program', 'inputs.txt')

/** Written last, so that a broken installation has none. */
const stamp = 'installed'

/**
 * @typedef {object} ProgramTools what builds the program
 * @property {string} zig the folder of the package ziglang, with the compiler `zig` and the C library's sources
 * @property {string} engine the folder of QuickJS-ng's sources
 * @property {string} cache where the compiler keeps what it has built of the C library
 */

/**
 * The compiler and the sources of the engine, `undefined` when they are not installed.
 * @returns {ProgramTools | undefined}
 */
export function programTools() {
  const folder = toolsFolder()
  if (!fs.existsSync(path.join(folder, stamp))) return undefined
  const inside = (/** @type {string} */ name) => path.join(folder, name)
  const { version, sha256 } = programInput('ziglang')
  const cache = path.join(cacheFolder, `zig-${version}-${sha256.slice(0, 12)}`)
  return { zig: inside('python/ziglang'), engine: inside('quickjs'), cache }
}

/**
 * The version of one of the inputs, and the SHA-256 of its first archive.
 * @param {string} name
 */
export function programInput(name) {
  const [, version, sha256] = new RegExp(`^${name}==(\\S+)[^#]*?--hash=sha256:(\\S+)`, 'm').exec(listed(name)) ?? []
  if (version === undefined || sha256 === undefined) throw new Error(`program/inputs.txt does not pin ${name}`)
  return { version, sha256 }
}

/**
 * Installs them into a folder of the cache, unless they are there. pip refuses what has another SHA-256 than program/inputs.txt
 * names. Returns why it cannot, `undefined` when all is well.
 * @returns {string | undefined}
 */
export function ensureProgramTools() {
  if (programTools() !== undefined) return undefined
  const python = findPython({ least: 10, most: 99 })
  if (python === undefined) return 'compiler of the program: there is no Python 3.10 or newer with venv here'
  step('compiler and engine of the program', () => install(python.path))
  return undefined
}

/**
 * Several may do so at once: each installs into a folder of its own, and the first gives the name to it.
 * @param {string} python
 */
function install(python) {
  fs.mkdirSync(cacheFolder, { recursive: true })
  const folder = fs.mkdtempSync(path.join(cacheFolder, 'program-tools.'))
  try {
    const inside = (/** @type {string} */ name) => path.join(folder, name)
    run(python, ['-m', 'venv', inside('venv')])
    const pip = (/** @type {string} */ name, /** @type {readonly string[]} */ words) => {
      fs.writeFileSync(inside('list'), listed(name))
      const options = ['--quiet', '--disable-pip-version-check', '--no-deps', '--require-hashes', '--requirement']
      run(inside('venv/bin/python3'), ['-m', 'pip', ...words, ...options, inside('list')])
    }
    pip('setuptools', ['install'])
    pip('ziglang', ['install', '--target', inside('python')])
    pip('quickjs-ng', ['download', '--no-binary=:all:', '--no-build-isolation', '--dest', inside('source')])
    unpack(folder)
    for (const name of ['venv', 'source', 'list']) fs.rmSync(inside(name), { recursive: true })
    fs.writeFileSync(inside(stamp), '')
    rename(folder)
  } finally {
    fs.rmSync(folder, { recursive: true, force: true })
  }
}

/**
 * The requirement of one package, with its hashes.
 * @param {string} name
 */
function listed(name) {
  const found = new RegExp(`^${name}==(?:.*\\\\\\n)*.*\\n`, 'm').exec(fs.readFileSync(inputs, 'utf8'))
  return found?.[0] ?? ''
}

/** @param {string} folder */
function unpack(folder) {
  const source = path.join(folder, 'source')
  const [archive = ''] = fs.readdirSync(source)
  run('tar', ['--extract', '--no-same-owner', '--file', path.join(source, archive), '--directory', source])
  fs.renameSync(path.join(source, archive.replace(/\.tar\.gz$/, ''), 'upstream-quickjs'), path.join(folder, 'quickjs'))
}

/** @param {string} folder */
function rename(folder) {
  try {
    fs.renameSync(folder, toolsFolder())
  } catch (error) {
    if (programTools() === undefined) throw error
  }
}

/** Other inputs are another installation. */
function toolsFolder() {
  const hash = crypto.createHash('sha256').update(fs.readFileSync(inputs)).digest('hex')
  return path.join(cacheFolder, `program-tools-${hash.slice(0, 12)}`)
}

import crypto from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { cacheFolder, run, step } from './shell.mjs'

/** The list of checksums beside the programs, as nodejs.org has one beside its files (sha256sum(1)); the role node reads it. */
const sumsName = 'SHASUMS256.txt'

/** What npm has a package of the official program for: `node-<platform>`. */
const platforms = ['linux-x64', 'linux-arm64']

/** Where fetched programs lie unless another folder is named, and from where they are copied into one that is. */
const nodesFolder = path.join(cacheFolder, 'nodes')

/**
 * The path of a fetched program, `undefined` when it is not there whole: its checksum is noted last.
 * @param {string} platform
 * @param {string} version
 * @param {string} [folder]
 * @returns {string | undefined}
 */
export function fetchedNode(platform, version, folder = nodesFolder) {
  const name = nameOf(platform, version)
  return name in readSums(folder) && fs.existsSync(path.join(folder, name)) ? path.join(folder, name) : undefined
}

/**
 * Fetches the official program of one version from npm's package for a platform into a folder, unless it is there, and
 * notes its checksum beside it. npm verifies what it fetches. Nothing is installed: a `node` in node_modules would come
 * before the machine's in the PATH of every npm script. Throws with the versions that there are when this is none of them.
 * @param {string} platform
 * @param {string} version
 * @param {string} [folder]
 * @returns {string} its path
 */
export function fetchNode(platform, version, folder = nodesFolder) {
  checkNames(platform, version)
  const present = fetchedNode(platform, version, folder)
  if (present !== undefined) return present
  if (folder === nodesFolder) fetchToCache(platform, version)
  else putInto(folder, nameOf(platform, version), fetchNode(platform, version))
  return path.join(folder, nameOf(platform, version))
}

/**
 * SHA-256 of a file as hexadecimal digits.
 * @param {string} file
 */
export function sha256Of(file) {
  return crypto.createHash('sha256').update(fs.readFileSync(file)).digest('hex')
}

/**
 * @param {string} platform
 * @param {string} version
 */
function fetchToCache(platform, version) {
  const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'nic-bonding-node-'))
  try {
    step(`Node.js ${version} for ${platform}`, () => {
      const tarball = pack(platform, version, scratch)
      run('tar', ['-xzf', tarball, 'package/bin/node'], { cwd: scratch })
      putInto(nodesFolder, nameOf(platform, version), path.join(scratch, 'package/bin/node'))
    })
  } finally {
    fs.rmSync(scratch, { recursive: true, force: true })
  }
}

/**
 * @param {string} platform
 * @param {string} version
 */
function nameOf(platform, version) {
  return `node-v${version}-${platform}`
}

/**
 * @param {string} platform
 * @param {string} version
 */
function checkNames(platform, version) {
  if (!platforms.includes(platform)) throw new Error(`${platform}: npm has Node.js for ${platforms.join(' and ')} only`)
  if (!/^\d+\.\d+\.\d+$/.test(version)) throw new Error(`${version}: a version has three numbers, as in 10.24.1`)
}

/**
 * @param {string} platform
 * @param {string} version
 * @param {string} scratch
 */
function pack(platform, version, scratch) {
  try {
    return run('npm', ['pack', '--silent', `node-${platform}@${version}`], { cwd: scratch }).trim()
  } catch (error) {
    const versions = versionsOf(platform, scratch)
    if (versions.includes(version)) throw error
    throw new Error(`npm has no Node.js ${version} for ${platform}; it has ${alternatives(versions, version)}`)
  }
}

/**
 * @param {string} platform
 * @param {string} cwd
 * @returns {readonly string[]}
 */
function versionsOf(platform, cwd) {
  return JSON.parse(run('npm', ['view', `node-${platform}`, 'versions', '--json', '--loglevel=error'], { cwd }))
}

/**
 * The versions with the same first number, or, where there is none, the last of each from 10 on.
 * @param {readonly string[]} versions in npm's order, the newest last
 * @param {string} version
 */
function alternatives(versions, version) {
  const major = (/** @type {string} */ one) => Number(one.split('.')[0])
  const same = versions.filter(one => major(one) === major(version))
  const last = versions.filter((one, index) => major(one) >= 10 && major(versions[index + 1] ?? '') !== major(one))
  return (same.length > 0 ? same : last).join(', ')
}

/**
 * Puts a program and the line of its checksum into a folder; who reads there sees each whole or not at all.
 * @param {string} folder
 * @param {string} name
 * @param {string} source
 */
function putInto(folder, name, source) {
  fs.mkdirSync(folder, { recursive: true })
  const made = fs.mkdtempSync(path.join(folder, '.new-'))
  try {
    fs.copyFileSync(source, path.join(made, name))
    fs.chmodSync(path.join(made, name), 0o755)
    const sums = { ...readSums(folder), [name]: sha256Of(path.join(made, name)) }
    const lines = Object.entries(sums).map(([file, sum]) => `${sum}  ${file}\n`)
    fs.writeFileSync(path.join(made, sumsName), lines.sort().join(''))
    fs.renameSync(path.join(made, name), path.join(folder, name))
    fs.renameSync(path.join(made, sumsName), path.join(folder, sumsName))
  } finally {
    fs.rmSync(made, { recursive: true, force: true })
  }
}

/**
 * @param {string} folder
 * @returns {Readonly<Record<string, string>>}
 */
function readSums(folder) {
  const file = path.join(folder, sumsName)
  if (!fs.existsSync(file)) return {}
  const rows = fs.readFileSync(file, 'utf8').split('\n')
  return Object.fromEntries(rows.flatMap(row => (/^\S+ [ *]\S+$/.test(row) ? [[row.slice(66), row.slice(0, 64)]] : [])))
}

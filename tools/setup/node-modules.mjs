import fs from 'node:fs'
import path from 'node:path'
import { checkout, run, step } from './shell.mjs'

/**
 * Installs node_modules by `npm ci` unless it holds what package-lock.json names.
 * npm writes `node_modules/.package-lock.json` last, so a broken installation has none.
 */
export function ensureNodeModules() {
  const wanted = readPackages(path.join(checkout, 'package-lock.json'))
  const present = readPackages(path.join(checkout, 'node_modules', '.package-lock.json'))
  if (isInstalled(wanted, present)) return
  step('npm ci', () => run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: checkout }))
}

/**
 * @typedef {{ version?: string, optional?: boolean }} LockedPackage
 * @typedef {Record<string, LockedPackage>} LockedPackages
 */

/**
 * @param {LockedPackages} wanted
 * @param {LockedPackages} present
 */
function isInstalled(wanted, present) {
  const missing = Object.entries(wanted).filter(
    ([name, { version, optional }]) => name !== '' && !optional && present[name]?.version !== version
  )
  const foreign = Object.entries(present).filter(([name, { version }]) => wanted[name]?.version !== version)
  return missing.length === 0 && foreign.length === 0
}

/**
 * @param {string} file
 * @returns {LockedPackages}
 */
function readPackages(file) {
  if (!fs.existsSync(file)) return {}
  return JSON.parse(fs.readFileSync(file, 'utf8')).packages
}

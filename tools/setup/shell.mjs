import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'

/** The checkout this file belongs to. */
export const checkout = path.resolve(import.meta.dirname, '..', '..')

/** Where things live that outlast a checkout: one folder per user. */
export const cacheFolder = path.join(process.env.XDG_CACHE_HOME || path.join(os.homedir(), '.cache'), 'nic-bonding')

/**
 * Runs a command without a word and returns its standard output; when it fails, throws with all that it printed.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnSyncOptions} [options]
 * @returns {string}
 */
export function run(command, args, options = {}) {
  const done = spawnSync(command, args, { stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 2 ** 26, ...options })
  if (done.error === undefined && done.status === 0) return String(done.stdout)
  const why = done.error?.message ?? `ended with ${done.signal ?? done.status}`
  throw new Error(`${command} ${args.join(' ')}: ${why}\n${done.stdout ?? ''}${done.stderr ?? ''}`.trimEnd())
}

/**
 * Does one thing that takes a while and says so in one line, with its duration.
 * @template T
 * @param {string} label
 * @param {() => T} action
 * @returns {T}
 */
export function step(label, action) {
  const start = performance.now()
  process.stdout.write(`setup: ${label} ... `)
  try {
    const value = action()
    process.stdout.write(`${((performance.now() - start) / 1000).toFixed(1)} s\n`)
    return value
  } catch (error) {
    process.stdout.write('failed\n')
    throw error
  }
}

/**
 * The path of a command in PATH or in the folders of system commands, which PATH of an ordinary user may lack.
 * @param {string} name
 * @returns {string | undefined}
 */
export function findCommand(name) {
  const folders = [...(process.env.PATH ?? '').split(path.delimiter), '/usr/sbin', '/sbin']
  return folders.map(folder => path.join(folder, name)).find(isExecutable)
}

/** Whether this process may install Debian packages. */
export function canInstallPackages() {
  return process.getuid?.() === 0 && findCommand('apt-get') !== undefined
}

/**
 * Installs Debian packages without asking anything.
 * @param {readonly string[]} packages
 */
export function installPackages(packages) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  step('apt-get update', () => run('apt-get', ['update', '-q'], { env }))
  const install = ['install', '-q', '-y', '-o', 'DPkg::Lock::Timeout=300', '--no-install-recommends', ...packages]
  step(`apt-get install ${packages.join(' ')}`, () => run('apt-get', install, { env }))
}

/** @param {string} file */
function isExecutable(file) {
  try {
    fs.accessSync(file, fs.constants.X_OK)
    return fs.statSync(file).isFile()
  } catch {
    return false
  }
}

import { spawn, spawnSync } from 'node:child_process'
import crypto from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { cacheFolder, canInstallPackages, findCommand, installPackages } from './shell.mjs'

/** @typedef {{ finished: Promise<string | undefined>, stop: () => void }} Build what is building; `finished` gives why it failed */

const script = path.join(import.meta.dirname, 'build-networkmanager.sh')

/** What the last build said. Two at once both append to it. */
const log = path.join(cacheFolder, 'networkmanager-build.log')

/** The Debian packages that the script needs. */
const packages = (
  'dpkg-dev gcc libc6-dev pkg-config meson ninja-build gettext xsltproc uuid-dev libglib2.0-dev libndp-dev libudev-dev ' +
  'libsystemd-dev libreadline-dev libgnutls28-dev libjansson-dev libdbus-1-dev'
).split(' ')

/** How long the tests wait for a build that has begun with them, in minutes. */
const patience = 20

/**
 * The folder of NetworkManager with its reader of ifcfg files (sbin/NetworkManager, bin/nmcli), as the build script of this
 * checkout makes it; `undefined` when it is not there or does not start. To have a newer version built, delete the folder.
 * @returns {string | undefined}
 */
export function networkManager() {
  if (!fs.existsSync(cacheFolder)) return undefined
  const suffix = `-${scriptHash()}`
  const names = fs.readdirSync(cacheFolder).filter(name => name.startsWith('networkmanager-') && name.endsWith(suffix))
  return names
    .sort()
    .map(name => path.join(cacheFolder, name))
    .find(isWhole)
}

/**
 * Installs the Debian packages that the build needs and that are missing, when there is no build yet and this process may.
 * Returns why it cannot, naming the packages, `undefined` when all is well.
 * @returns {string | undefined}
 */
export function ensureBuildPackages() {
  if (networkManager() !== undefined) return undefined
  const missing = missingPackages()
  if (missing.length === 0) return undefined
  if (!canInstallPackages()) return reasonFor(missing)
  installPackages(missing)
  return undefined
}

/**
 * Starts the build without waiting for it; it ends with this process at the latest.
 * The caller waits by `waitForBuild` and calls `stop` in every ending.
 * @returns {Build}
 */
export function startBuild() {
  if (networkManager() !== undefined) return { finished: Promise.resolve(undefined), stop: () => {} }
  const missing = missingPackages()
  if (missing.length > 0) return { finished: Promise.resolve(reasonFor(missing)), stop: () => {} }
  fs.mkdirSync(cacheFolder, { recursive: true })
  fs.writeFileSync(log, '')
  const output = fs.openSync(log, 'a')
  const args = ['--pdeathsig', 'TERM', 'bash', script, cacheFolder, scriptHash()]
  const child = spawn('setpriv', args, { stdio: ['ignore', output, output] })
  fs.closeSync(output)
  const finished = new Promise(resolve => {
    child.once('error', error => resolve(error.message))
    child.once('exit', (status, signal) => resolve(ending(signal ?? status)))
  })
  return { finished, stop: () => void child.kill('SIGTERM') }
}

/**
 * Waits until a build is done, for a limited time, and says so when it is not done yet.
 * Returns why there is none, `undefined` when all is well.
 * @param {Build} build
 * @returns {Promise<string | undefined>}
 */
export async function waitForBuild({ finished, stop }) {
  const start = performance.now()
  const quick = await Promise.race([finished.then(reason => ({ reason })), sleep(100)])
  if (quick !== undefined) return quick.reason
  console.log(`waiting for the build of NetworkManager, ${patience} minutes at most`)
  const limit = new AbortController()
  const late = sleep(patience * 60_000, `not built within ${patience} minutes`, { signal: limit.signal })
  const reason = await Promise.race([finished, late.catch(() => undefined)])
  limit.abort()
  stop()
  if (reason === undefined) console.log(`built; waited ${((performance.now() - start) / 1000).toFixed(0)} s`)
  return reason
}

/** @param {string | number | null} status */
function ending(status) {
  if (status === 0) return undefined
  const tail = fs.readFileSync(log, 'utf8').trimEnd().split('\n').slice(-40)
  console.error(`${tail.join('\n')}\nthe build of NetworkManager ended with ${status}; its log is ${log}`)
  return `its build ended with ${status}, see ${log}`
}

function missingPackages() {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: these are placeholders of dpkg-query
  const done = spawnSync('dpkg-query', ['-W', '-f', '${db:Status-Status} ${Package}\n', ...packages], {
    encoding: 'utf8'
  })
  const installed = new Set(done.error === undefined ? done.stdout.split('\n') : [])
  const absent = packages.filter(name => !installed.has(`installed ${name}`))
  return findCommand('setpriv') === undefined ? [...absent, 'util-linux'] : absent
}

/** @param {readonly string[]} missing */
function reasonFor(missing) {
  return `NetworkManager cannot be built without Debian packages that only root can install: ${missing.join(' ')}`
}

function scriptHash() {
  return crypto.createHash('sha256').update(fs.readFileSync(script)).digest('hex').slice(0, 12)
}

/**
 * Whether a build went to the end and still starts: the libraries under it may have gone.
 * @param {string} folder
 */
function isWhole(folder) {
  if (!fs.existsSync(path.join(folder, 'installed-version'))) return false
  const done = spawnSync(path.join(folder, 'sbin', 'NetworkManager'), ['--version'], { encoding: 'utf8' })
  return done.status === 0 && done.stdout !== ''
}

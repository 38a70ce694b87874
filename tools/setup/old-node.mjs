import { spawnSync } from 'node:child_process'
import { fetchedNode, fetchNode } from './npm-node.mjs'

/** One Node.js of each line of which a host may have one, the oldest first: 10.24.1 is the newest for EL6 (glibc 2.12). */
export const matrix = [
  '10.24.1',
  '12.22.12',
  '14.21.3',
  '16.20.2',
  '18.20.8',
  '20.20.2',
  '22.23.3',
  '24.21.0',
  '26.10.0'
]

/** The ends and the middle of it, which every run of the tests has. */
export const endsAndMiddle = ['10.24.1', '18.20.8', '26.10.0']

const platform = 'linux-x64'

/**
 * The oldest supported Node.js, `undefined` when it is not there.
 * @returns {string | undefined}
 */
export function oldNode() {
  return matrixNode('10.24.1')
}

/**
 * The Node.js of one version, `undefined` when it is not there or does not start here.
 * @param {string} version
 * @returns {string | undefined}
 */
export function matrixNode(version) {
  const file = fetchedNode(platform, version)
  return file === undefined || whyNot(file) !== undefined ? undefined : file
}

/**
 * Fetches those of some versions. Returns what cannot be had, `undefined` when all is well.
 * @param {readonly string[]} versions
 * @returns {string | undefined}
 */
export function ensureNodes(versions) {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    return 'other versions of Node.js: they run on linux-x64 only'
  const reasons = versions.flatMap(version => {
    const reason = whyNot(fetchNode(platform, version))
    return reason === undefined ? [] : [`Node.js ${version}: ${reason}`]
  })
  return reasons.length === 0 ? undefined : reasons.join('; ')
}

/**
 * Why a program does not start, as 26 does not without libatomic.
 * @param {string} file
 * @returns {string | undefined}
 */
function whyNot(file) {
  const done = spawnSync(file, ['--version'], { encoding: 'utf8' })
  return done.status === 0 ? undefined : (done.error?.message ?? done.stderr.trim())
}

import { fetchedNode, fetchNode } from './npm-node.mjs'

/** The oldest Node.js that the modules run on, and the newest for EL6 (glibc 2.12). */
const version = '10.24.1'
const platform = 'linux-x64'

/**
 * The oldest supported Node.js, `undefined` when it is not there.
 * @returns {string | undefined}
 */
export function oldNode() {
  return fetchedNode(platform, version)
}

/**
 * Fetches it. Returns why it cannot be had, `undefined` when all is well.
 * @returns {string | undefined}
 */
export function ensureOldNode() {
  if (process.platform !== 'linux' || process.arch !== 'x64') return `Node.js ${version}: it runs on linux-x64 only`
  fetchNode(platform, version)
  return undefined
}

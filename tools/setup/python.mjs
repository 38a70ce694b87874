import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { canInstallPackages, findCommand, installPackages } from './shell.mjs'

/** @typedef {{ path: string, minor: number }} Python a Python 3 that can make virtual environments */

/**
 * The newest Python 3 whose minor version lies in a range; installs Debian's own when there is none at all and it may.
 * @param {{ least: number, most: number }} range
 * @returns {Python | undefined}
 */
export function findPython({ least, most }) {
  const fits = (/** @type {Python} */ { minor }) => minor >= least && minor <= most
  const pythons = allPythons()
  if (pythons.length > 0 || !canInstallPackages()) return newest(pythons.filter(fits))
  installPackages(['python3', 'python3-venv'])
  return newest(allPythons().filter(fits))
}

/** @param {readonly Python[]} pythons */
function newest(pythons) {
  return pythons.reduce((best, python) => (best && best.minor >= python.minor ? best : python), pythons[0])
}

/** Every Python 3 in PATH, at Debian's place and of pyenv that has the modules for a virtual environment. */
function allPythons() {
  const names = ['python3', ...Array.from({ length: 7 }, (_, index) => `python3.${index + 9}`)]
  const versions = path.join(process.env.PYENV_ROOT ?? path.join(os.homedir(), '.pyenv'), 'versions')
  const pyenv = fs.existsSync(versions)
    ? fs.readdirSync(versions).map(version => path.join(versions, version, 'bin', 'python3'))
    : []
  const candidates = [...names.map(findCommand), '/usr/bin/python3', ...pyenv]
  return [...new Set(candidates)].flatMap(candidate => (candidate === undefined ? [] : probe(candidate)))
}

/**
 * @param {string} file
 * @returns {Python[]}
 */
function probe(file) {
  const script = 'import sys, venv, ensurepip; print(*sys.version_info[:2])'
  const done = spawnSync(file, ['-c', script], { encoding: 'utf8' })
  const [major, minor] = done.status === 0 ? done.stdout.trim().split(' ').map(Number) : []
  return major === 3 && minor !== undefined ? [{ path: file, minor }] : []
}

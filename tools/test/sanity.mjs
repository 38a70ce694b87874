import { spawn } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { ansibleBin, ansibleVersion } from '../setup/ansible.mjs'
import { pythonTool } from '../setup/python-tools.mjs'
import { cacheFolder, checkout } from '../setup/shell.mjs'

/** @typedef {import('./reporter.mjs').Tally} Tally */
/** @typedef {{ finished: Promise<Tally>, stop: () => void }} Sanity what is running */

/** The oldest ansible-core and the newest. */
const versions = /** @type {const} */ (['2.14', 'newest'])

/** What needs PowerShell, which no file here is. */
const withoutUse = ['pslint']

/**
 * Starts `ansible-test sanity` of the staged collection by each ansible-core, beside whatever else runs: most of its
 * time it waits for pip, since it installs each test's own pinned requirements, once.
 * @returns {Sanity}
 */
export function startSanity() {
  const runs = versions.map(startOne)
  const finished = Promise.all(runs.map(run => run.finished)).then(tallies => ({
    passed: tallies.reduce((sum, tally) => sum + tally.passed, 0),
    failed: tallies.reduce((sum, tally) => sum + tally.failed, 0),
    skipped: tallies.flatMap(tally => tally.skipped)
  }))
  return { finished, stop: () => runs.forEach(run => void run.stop()) }
}

/**
 * @param {(typeof versions)[number]} version
 * @returns {Sanity}
 */
function startOne(version) {
  const name = `ansible-test sanity, ansible-core ${ansibleVersion(version) ?? version}`
  const bin = ansibleBin(version)
  const shellcheck = pythonTool('shellcheck')
  if (bin === undefined || shellcheck === undefined) {
    const reason = bin === undefined ? `ansible-core ${version} is not installed` : 'shellcheck is not installed'
    return { finished: Promise.resolve({ passed: 0, failed: 0, skipped: [{ name, reason }] }), stop: () => {} }
  }
  const { home, collection } = prepare(version, bin, shellcheck)
  const start = performance.now()
  const child = spawn(path.join(bin, 'ansible-test'), ['sanity', ...sanityArguments(bin)], {
    cwd: collection,
    env: { ...process.env, HOME: home, PATH: `${bin}:${home}/bin:/usr/bin:/bin` },
    stdio: ['ignore', 'pipe', 'pipe']
  })
  /** @type {string[]} */
  const said = []
  for (const stream of [child.stdout, child.stderr]) stream.on('data', data => said.push(String(data)))
  const finished = new Promise(resolve => {
    child.once('error', error => resolve(error.message))
    child.once('close', (code, signal) => resolve(code === 0 ? undefined : `ended with ${signal ?? code}`))
  }).then(fault => {
    const seconds = ((performance.now() - start) / 1000).toFixed(1)
    const ran = [...said.join('').matchAll(/^Running sanity test "(.*?)"/gm)].map(match => match[1])
    console.log(`${fault === undefined ? 'ok' : 'FAILED'}: ${name}: ${ran.join(' ')} (${seconds} s)`)
    if (fault !== undefined) console.log(`${said.join('').trimEnd()}\n${fault}`)
    return { passed: fault === undefined ? 1 : 0, failed: fault === undefined ? 0 : 1, skipped: [] }
  })
  return { finished, stop: () => void child.kill('SIGTERM') }
}

/** @param {string} bin */
function sanityArguments(bin) {
  const python = fs.readdirSync(path.join(bin, '../lib')).find(name => name.startsWith('python3')) ?? 'python'
  const skipped = withoutUse.flatMap(name => ['--skip-test', name])
  return ['--python', python.slice('python'.length), '--color', 'no', '--requirements', ...skipped]
}

/**
 * A home of its own for each version, which keeps the environments that it makes, and in it a copy of the collection,
 * since ansible-test writes there what it found.
 * @param {string} version
 * @param {string} bin
 * @param {string} shellcheck
 */
function prepare(version, bin, shellcheck) {
  const home = path.join(cacheFolder, `ansible-test-${version}`)
  const collection = path.join(home, 'ansible_collections/nic/bonding')
  fs.rmSync(path.join(home, 'ansible_collections'), { recursive: true, force: true })
  fs.cpSync(path.join(checkout, 'build/ansible_collections/nic/bonding'), collection, { recursive: true })
  const scripts = path.join(home, '.ansible/test/cache')
  fs.mkdirSync(scripts, { recursive: true })
  for (const pip of pipVersions(bin))
    fs.copyFileSync(path.join(checkout, 'tools/setup/get-pip.py'), path.join(scripts, `get_pip_${pip}.py`))
  fs.mkdirSync(path.join(home, 'bin'), { recursive: true })
  fs.copyFileSync(shellcheck, path.join(home, 'bin/shellcheck'))
  return { home, collection }
}

/**
 * The versions of pip that this ansible-test may ask for, as in the names of the scripts that it would fetch.
 * @param {string} bin
 */
function pipVersions(bin) {
  const [python = ''] = fs.readdirSync(path.join(bin, '../lib')).filter(name => name.startsWith('python3'))
  const source = path.join(bin, '../lib', python, 'site-packages/ansible_test/_internal/python_requirements.py')
  return [...fs.readFileSync(source, 'utf8').matchAll(/pip='([\d.]+)'/g)].map(match => match[1]?.replaceAll('.', '_'))
}

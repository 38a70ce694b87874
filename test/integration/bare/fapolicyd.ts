import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { fapolicyd } from '../../../tools/setup/fapolicyd.mjs'
import type { BareHost } from './bare-host.ts'

const cli = fapolicyd()

/**
 * What forbids to execute untrusted programs below a mount point of a host, by the same means as fapolicyd; it has begun when
 * this returns.
 */
export async function startDaemon(host: BareHost, mount = ''): Promise<ChildProcess> {
  const script = path.join(import.meta.dirname, 'fapolicyd-stand-in.py')
  const child = spawn('python3', [script, host.at(''), host.at(mount)], { stdio: ['ignore', 'pipe', 'inherit'] })
  await new Promise<void>((resolve, reject) => {
    child.stdout.once('data', () => resolve())
    child.once('exit', code => reject(new Error(`the stand-in for fapolicyd ended with ${code}`)))
  })
  return child
}

/** Debian's fapolicyd-cli with its libraries and an empty configuration. */
export function installFapolicyd(host: BareHost): void {
  const program = `${cli}/usr/sbin/fapolicyd-cli`
  const libraries = fs.readdirSync(`${cli}/usr/lib`).filter(name => name.endsWith('-linux-gnu'))
  const env = { ...process.env, LD_LIBRARY_PATH: libraries.map(name => `${cli}/usr/lib/${name}`).join(':') }
  const linked = execFileSync('ldd', [program], { env, encoding: 'utf8' }).match(/\/\S+(?= \(0x)/g) ?? []
  // Those of the sshd are there already, and in use.
  for (const library of linked.map(String)) {
    const inside = library.startsWith(`${cli}`) ? path.join('/usr/lib', path.basename(library)) : library
    fs.mkdirSync(host.at(path.dirname(inside)), { recursive: true })
    if (!fs.existsSync(host.at(inside))) fs.copyFileSync(library, host.at(inside))
  }
  fs.copyFileSync(program, host.at('/usr/sbin/fapolicyd-cli'))
  host.run('mkdir -p /etc/fapolicyd/trust.d; : >/etc/fapolicyd/fapolicyd.trust')
}

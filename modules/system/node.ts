// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
import fs from 'fs'
import os from 'os'
import type {
  Answer,
  CommandEnd,
  DeviceAddress,
  Environment,
  Limit,
  Resource,
  Stats,
  System,
  SystemError
} from './system.ts'

/**
 * Node.js 20 or newer. It keeps its limits: words of its own command line and values of the environment that are not UTF-8 come
 * with U+FFFD in them, SIGHUP is handled instead of ignored, and ICMP echo takes ping(8).
 */
export const system: System = {
  constants: fs.constants,
  decode,
  encode,
  sha256: bytes => crypto().createHash('sha256').update(bytes).digest('hex'),
  random: count => crypto().randomBytes(count),

  open: (path, flags, mode) => fs.openSync(raw(path), flags, mode),
  close: fd => fs.closeSync(fd),
  read: (fd, bytes, at, length, position) => fs.readSync(fd, bytes, at, length, position ?? null),
  write: (fd, bytes, at, length) => fs.writeSync(fd, bytes, at, length),
  fstat: fd => statsOf(fs.fstatSync(fd)),
  fsync: fd => fs.fsyncSync(fd),
  fchmod: (fd, mode) => fs.fchmodSync(fd, mode),
  fchown: (fd, uid, gid) => fs.fchownSync(fd, uid, gid),
  ftruncate: (fd, size) => fs.ftruncateSync(fd, size),
  stat: path => statsOf(fs.statSync(raw(path))),
  lstat: path => statsOf(fs.lstatSync(raw(path))),
  chmod: (path, mode) => fs.chmodSync(raw(path), mode),
  mkdir: (path, mode) => fs.mkdirSync(raw(path), mode),
  rmdir: path => fs.rmdirSync(raw(path)),
  unlink: path => fs.unlinkSync(raw(path)),
  rename: (from, to) => fs.renameSync(raw(from), raw(to)),
  link: (from, to) => fs.linkSync(raw(from), raw(to)),
  symlink: (target, path) => fs.symlinkSync(raw(target), raw(path)),
  readlink: path => checked(fs.readlinkSync(raw(path)), () => fs.readlinkSync(raw(path), 'buffer')),
  readdir(path) {
    const names = fs.readdirSync(raw(path))
    return names.some(isDoubtful) ? fs.readdirSync(raw(path), 'buffer').map(decode) : names
  },
  realpath: path =>
    checked(fs.realpathSync.native(raw(path)), () => fs.realpathSync.native(raw(path), { encoding: 'buffer' })),
  access(path, permission) {
    const { W_OK, X_OK } = fs.constants
    fs.accessSync(raw(path), permission === 'write' ? W_OK : W_OK | X_OK)
  },
  statvfs(path) {
    const { bavail, bsize, files, ffree } = fs.statfsSync(raw(path))
    return { bytes: bavail * bsize, files: files === 0 ? undefined : ffree }
  },
  isTerminal(fd) {
    const { isatty }: typeof import('tty') = require('tty')
    return isatty(fd)
  },

  args: process.argv.slice(2),
  programPath: () => undefined,
  carriedArguments: isBundle() ? commentIn(String(ansibleModuleArguments)) : undefined,
  get env() {
    return environment()
  },
  pid: process.pid,
  ppid: process.ppid,
  get euid() {
    return process.geteuid?.() ?? 0
  },
  homeFolder() {
    try {
      return os.userInfo().homedir || undefined
    } catch {
      return undefined
    }
  },
  setExitStatus(status) {
    process.exitCode = status
  },
  ignoreHangUp() {
    process.on('SIGHUP', () => undefined)
  },
  kill(pid, signal) {
    process.kill(pid, signal)
  },
  run,
  start(argv, { env, cwd, output }) {
    const [command, ...words] = spawnable(argv)
    const to = output ?? ('ignore' as const)
    const stdio: import('child_process').StdioOptions = ['ignore', to, to]
    const child = childProcess().spawn(command, words, { cwd, env, detached: true, stdio })
    // What it says a moment later is thrown here already; without a listener it would end the process.
    child.on('error', () => undefined)
    child.unref()
    if (child.pid === undefined) throw systemError(isFound(command, env) ? 'EACCES' : 'ENOENT', 'spawn', command)
    return child.pid
  },
  limit,
  setLimit,
  monotonic: () => Number(process.hrtime.bigint()) / 1e6,
  sleep(milliseconds) {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds)
  },

  byteOrder: os.endianness(),
  deviceAddresses,
  tcpConnect,
  icmpEcho
}

/** Is in the banner of every bundle, with a comment as its body that Ansible replaces by the arguments. */
declare function ansibleModuleArguments(): void

function isBundle(): boolean {
  return typeof ansibleModuleArguments === 'function'
}

// Warnings of Node.js itself would be output of the module.
if (isBundle()) process.removeAllListeners('warning')

/** The text after the first `//`; `undefined` where it is still the marker. */
export function commentIn(source: string): string | undefined {
  const text = source.slice(source.indexOf('//') + 2, source.lastIndexOf('\n'))
  return text.startsWith('<<') ? undefined : text
}

function environment(): Environment {
  const env: { [name: string]: string } = {}
  for (const [name, value] of Object.entries(process.env)) if (value !== undefined) env[name] = value
  return env
}

// Loading these costs milliseconds, which a run that changes nothing need not spend.
function crypto(): typeof import('crypto') {
  return require('crypto')
}

function childProcess(): typeof import('child_process') {
  return require('child_process')
}

function systemError(code: string, syscall: string, what: string): SystemError {
  return Object.assign(new Error(`${code}: ${syscall} ${what}`), { code, syscall })
}

const loneSurrogate = /\p{Surrogate}/u

/** A path as Node.js takes it: bytes where the text stands for some that are not UTF-8. */
function raw(path: string): string | Buffer {
  return loneSurrogate.test(path) ? encode(path) : path
}

function decode(bytes: Uint8Array): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  const text = buffer.toString('utf8')
  return isDoubtful(text) && !Buffer.from(text, 'utf8').equals(buffer) ? escapeBytes(buffer) : text
}

function encode(text: string): Buffer {
  if (!loneSurrogate.test(text)) return Buffer.from(text, 'utf8')
  return Buffer.concat(text.split(/(\p{Surrogate})/u).map(encodePart))
}

function encodePart(part: string): Buffer {
  if (!loneSurrogate.test(part)) return Buffer.from(part, 'utf8')
  const code = part.charCodeAt(0)
  if (code >= 0xdc80 && code <= 0xdcff) return Buffer.from([code - 0xdc00])
  throw new RangeError(`the lone surrogate U+${code.toString(16).toUpperCase()} stands for no byte`)
}

/** Whether a text may be what is left of bytes that are not UTF-8. */
function isDoubtful(text: string): boolean {
  return text.includes('\ufffd')
}

function checked(text: string, bytes: () => Buffer): string {
  return isDoubtful(text) ? decode(bytes()) : text
}

function escapeBytes(bytes: Buffer): string {
  const parts: string[] = []
  for (let at = 0; at < bytes.length; ) {
    const length = sequenceLength(bytes, at)
    parts.push(length === 0 ? String.fromCharCode(0xdc00 + byteAt(bytes, at)) : bytes.toString('utf8', at, at + length))
    at += Math.max(length, 1)
  }
  return parts.join('')
}

/** The length of the well-formed sequence that begins here (Unicode, table 3-7), 0 where there is none. */
function sequenceLength(bytes: Buffer, at: number): number {
  const first = byteAt(bytes, at)
  if (first < 0x80) return 1
  const length = first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0
  const [low, high] = secondBytes[first] ?? [0x80, 0xbf]
  const second = byteAt(bytes, at + 1)
  if (second < low || second > high) return 0
  for (let index = at + 2; index < at + length; index += 1) {
    if (byteAt(bytes, index) >> 6 !== 2) return 0
  }
  return length
}

/** Lead bytes whose second byte is narrower than 80..BF: no overlong forms, no surrogates, nothing above U+10FFFF. */
const secondBytes: Readonly<Record<number, readonly [number, number]>> = {
  224: [0xa0, 0xbf],
  237: [0x80, 0x9f],
  240: [0x90, 0xbf],
  244: [0x80, 0x8f]
}

function byteAt(bytes: Buffer, at: number): number {
  return bytes[at] ?? 0
}

function statsOf(stats: fs.Stats): Stats {
  return {
    type: typeOf(stats),
    mode: stats.mode & 0o7777,
    uid: stats.uid,
    gid: stats.gid,
    nlink: stats.nlink,
    size: stats.size,
    mtime: stats.mtimeMs
  }
}

function typeOf(stats: fs.Stats): Stats['type'] {
  if (stats.isFile()) return 'file'
  if (stats.isDirectory()) return 'folder'
  if (stats.isSymbolicLink()) return 'link'
  if (stats.isFIFO()) return 'fifo'
  return stats.isSocket() ? 'socket' : 'device'
}

/** The output goes to files, not pipes: a daemon that the command leaves behind would keep a pipe open for ever. */
function run(argv: readonly string[], { env, timeout, kept }: Parameters<System['run']>[1]): CommandEnd {
  const folder = fs.mkdtempSync(`${os.tmpdir()}/nic-bonding-`)
  const paths = [`${folder}/out`, `${folder}/err`]
  const [out, err] = paths.map(path => fs.openSync(path, 'wx+', 0o600))
  try {
    for (const path of paths) fs.unlinkSync(path)
    fs.rmdirSync(folder)
    const [command, ...words] = spawnable(argv)
    // The types do not know `detached` here; libuv does (setsid(2)).
    const session = { detached: true }
    const stdio: import('child_process').StdioOptions = ['ignore', out, err]
    const ended = childProcess().spawnSync(command, words, { ...session, env, timeout, killSignal: 'SIGKILL', stdio })
    const code = codeOf(ended.error)
    if (code === 'ETIMEDOUT') killGroup(ended.pid)
    const said = { stdout: tailOf(out, kept), stderr: tailOf(err, kept) }
    if (code !== undefined) return { error: code, ...said }
    return ended.signal === null ? { status: ended.status ?? 1, ...said } : { signal: ended.signal, ...said }
  } finally {
    for (const fd of [out, err]) if (fd !== undefined) fs.closeSync(fd)
  }
}

/** Node.js takes words as UTF-8 only: those that are not are written by a shell. */
function spawnable(argv: readonly string[]): readonly [string, ...string[]] {
  const [command = '', ...words] = argv
  if (!argv.some(word => loneSurrogate.test(word))) return [command, ...words]
  // A command substitution drops line ends at its end, so each word has a dot behind it meanwhile.
  const octal = (word: string): string =>
    Array.from(encode(word), byte => `\\${byte.toString(8).padStart(3, '0')}`).join('')
  const set = argv.map((word, index) => `w${index}=$(printf '${octal(word)}.')`)
  const use = argv.map((_, index) => `"\${w${index}%.}"`)
  return ['/bin/sh', '-c', `${set.join('; ')}; exec ${use.join(' ')}`]
}

function tailOf(fd: number | undefined, kept: number): Uint8Array {
  if (fd === undefined) return new Uint8Array()
  const { size } = fs.fstatSync(fd)
  const bytes = new Uint8Array(Math.min(size, kept))
  let count = 0
  for (let more = -1; more !== 0 && count < bytes.length; count += more)
    more = fs.readSync(fd, bytes, count, bytes.length - count, size - bytes.length + count)
  return bytes.subarray(0, count)
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL')
  } catch (error) {
    if (codeOf(error) !== 'ESRCH') throw error
  }
}

function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined
  return typeof error.code === 'string' ? error.code : undefined
}

/** Whether a command is in a folder of PATH, or there by its path. */
function isFound(command: string, env: Environment): boolean {
  const folders = command.includes('/') ? [''] : (env.PATH ?? '').split(':').map(folder => `${folder}/`)
  return folders.some(folder => fs.existsSync(`${folder}${command}`))
}

/** The lines of /proc/self/limits, and what prlimit(1) calls them. */
const resources: Readonly<Record<Resource, string>> = {
  core: 'Max core file size',
  fsize: 'Max file size',
  nofile: 'Max open files'
}

function limit(resource: Resource): Limit {
  const lines = fs.readFileSync('/proc/self/limits', 'latin1').split('\n')
  const line = lines.find(text => text.startsWith(resources[resource])) ?? ''
  const [soft = '', hard = ''] = line.slice(resources[resource].length).trim().split(/ +/)
  const toNumber = (word: string): number | undefined => (word === 'unlimited' ? undefined : Number(word))
  return { soft: toNumber(soft), hard: toNumber(hard) }
}

function setLimit(resource: Resource, { soft, hard }: Limit): void {
  const value = [soft, hard].map(one => one ?? 'unlimited').join(':')
  const words = ['--pid', String(process.pid), `--${resource}=${value}`]
  const ended = run(['prlimit', ...words], { env: commandEnvironment(), timeout: 10_000, kept: 1000 })
  if (ended.status === 0) return
  const code = decode(ended.stderr).includes('Operation not permitted') ? 'EPERM' : 'EINVAL'
  throw systemError(ended.error ?? code, 'setrlimit', resource)
}

function commandEnvironment(): Environment {
  return { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C' }
}

/** libuv groups them by device; IPv4 comes before IPv6, as getifaddrs(3) gives them. */
function deviceAddresses(): readonly DeviceAddress[] {
  const all = Object.entries(os.networkInterfaces()).flatMap(([device, infos]) =>
    (infos ?? []).map(({ address, family, cidr }) => ({ family, device, address, prefix: prefixOf(cidr, family) }))
  )
  const of = (wanted: string): readonly DeviceAddress[] =>
    all.filter(({ family }) => family === wanted).map(({ device, address, prefix }) => ({ device, address, prefix }))
  return [...of('IPv4'), ...of('IPv6')]
}

function prefixOf(cidr: string | null, family: string): number {
  return Number(cidr?.split('/')[1] ?? (family === 'IPv4' ? 32 : 128))
}

/** Sockets of Node.js need an event loop that turns: another process has one. */
const connecting = `const [host, port, timeout] = process.argv.slice(1)
const start = process.hrtime.bigint()
const end = answer => { console.log(JSON.stringify(answer)); process.exit() }
setTimeout(end, timeout, { error: 'ETIMEDOUT' })
require('net').connect({ host, port })
  .on('connect', () => end({ milliseconds: Number(process.hrtime.bigint() - start) / 1e6 }))
  .on('error', ({ code }) => end({ error: /^(?:ENOTFOUND|EAI_)/.test(code) ? 'ENOENT' : code }))`

function tcpConnect(host: string, port: number, timeout: number): Answer {
  // What its start takes is not the host's fault.
  const options = { env: commandEnvironment(), timeout: timeout + 10_000, kept: 1000 }
  const words = ['-e', connecting, '--', host, String(port), String(timeout)]
  const ended = run([process.execPath, ...words], options)
  return ended.status === 0 ? JSON.parse(decode(ended.stdout)) : { error: ended.error ?? 'EIO' }
}

/** What ping(8) says, and the errno that it has found (iputils, ping_common.c). */
const pingErrors: readonly (readonly [RegExp, string])[] = [
  [/unknown host|not known|No address associated|name resolution/, 'ENOENT'],
  [/Network is unreachable/, 'ENETUNREACH'],
  [/Host Unreachable|No route to host|Address unreachable/, 'EHOSTUNREACH'],
  [/Operation not permitted|Permission denied/, 'EPERM'],
  [/Invalid argument/, 'EINVAL']
]

function icmpEcho(host: string, timeout: number): Answer {
  const words = ['-n', '-c', '1', '-W', String(Math.ceil(timeout / 1000)), '--', host]
  const ask = (program: string): CommandEnd =>
    run([program, ...words], { env: commandEnvironment(), timeout, kept: 65536 })
  // iputils before 20150815 has a program of its own for IPv6.
  const first = ask(host.includes(':') ? 'ping6' : 'ping')
  const ended = first.error === 'ENOENT' && host.includes(':') ? ask('ping') : first
  // Without ping(8) this engine has no such call.
  if (ended.error !== undefined) return { error: ended.error === 'ENOENT' ? 'ENOSYS' : ended.error }
  const text = `${decode(ended.stdout)}\n${decode(ended.stderr)}`
  const [, time] = ended.status === 0 ? (/ time[=<]([0-9.]+) ms/.exec(text) ?? []) : []
  if (time !== undefined) return { milliseconds: Number(time) }
  return { error: pingErrors.find(([pattern]) => pattern.test(text))?.[1] ?? 'ETIMEDOUT' }
}

import type { CommandOptions, Stats, System } from '../../../modules/system/system.ts'

/** What the judge has laid ready for the cases; they run on any engine, so nothing here knows one. */
export interface Place {
  /** An empty folder that is the cases' own. */
  readonly folder: string
  /** A TCP port of 127.0.0.1 and ::1 where somebody listens. */
  readonly open: number
  /** One where nobody does. */
  readonly closed: number
  /** One that answers nothing: the queue of its listener is full. */
  readonly full: number
  /** Bytes in hexadecimal digits, and texts, that come and go. */
  readonly bytes: readonly string[]
  readonly texts: readonly string[]
  /** The case that is left out, because where the engine runs it cannot end. */
  readonly except?: string | undefined
}

/** Each does something with a system and tells as JSON what came of it. */
export const cases: { readonly [name: string]: (system: System, place: Place) => unknown } = {
  'bytes as text and back': (system, { bytes }) =>
    bytes.map(hex => {
      const text = system.decode(fromHex(hex))
      return { units: unitsOf(text), back: toHex(system.encode(text)) }
    }),
  'a part of a buffer as text': system => system.decode(fromHex('c3a9ff41').subarray(1, 3)).length,
  'text as bytes': (system, { texts }) => texts.map(text => toHex(system.encode(text))),
  'surrogates that stand for no byte': system =>
    ['\ud800', 'a\udbffb', '\udc7f', '\udd00', '\ud83d \ude00'].map(text => {
      try {
        return toHex(system.encode(text))
      } catch (error) {
        return error instanceof RangeError ? 'RangeError' : String(error)
      }
    }),
  'SHA-256': (system, { bytes }) => bytes.map(hex => system.sha256(fromHex(hex))),
  'SHA-256 of a million bytes': system => system.sha256(new Uint8Array(1_000_000).fill(97)),
  random(system) {
    const [one, other] = [system.random(32), system.random(32)]
    return { lengths: [one.length, other.length, system.random(0).length], differ: toHex(one) !== toHex(other) }
  },

  'a file is written, read and read again from a position'(system, { folder }) {
    const path = `${folder}/written`
    write(system, path, 'hello, world')
    const fd = system.open(path, system.constants.O_RDONLY)
    const bytes = new Uint8Array(8)
    const first = system.read(fd, bytes, 1, 5)
    const then = system.read(fd, bytes, 6, 2)
    const at = new Uint8Array(16)
    const placed = system.read(fd, at, 0, 16, 7)
    const next = system.read(fd, at, 15, 1)
    const end = system.read(fd, at, 0, 16, 100)
    system.close(fd)
    const texts = [
      system.decode(bytes.subarray(1)),
      system.decode(at.subarray(0, placed)),
      system.decode(at.subarray(15))
    ]
    return { counts: [first, then, placed, next, end], texts }
  },
  'a part of a buffer is written'(system, { folder }) {
    const { O_WRONLY, O_CREAT, O_EXCL } = system.constants
    const fd = system.open(`${folder}/part`, O_WRONLY | O_CREAT | O_EXCL, 0o600)
    const count = system.write(fd, system.encode('0123456789'), 2, 3)
    system.fsync(fd)
    system.close(fd)
    return { count, text: read(system, `${folder}/part`) }
  },
  'flags of open'(system, { folder }) {
    const { O_RDONLY, O_RDWR, O_CREAT, O_EXCL, O_TRUNC, O_NOFOLLOW, O_DIRECTORY, O_NONBLOCK, O_WRONLY } =
      system.constants
    const path = `${folder}/flags`
    const tried = (flags: number, name = path): string => outcome(() => system.close(system.open(name, flags, 0o600)))
    const absent = tried(O_RDONLY)
    write(system, path, 'text')
    system.symlink('flags', `${folder}/flags-link`)
    const results = {
      absent,
      exclusive: tried(O_RDWR | O_CREAT | O_EXCL),
      followed: tried(O_RDONLY, `${folder}/flags-link`),
      link: tried(O_RDONLY | O_NOFOLLOW, `${folder}/flags-link`),
      folder: tried(O_RDONLY | O_DIRECTORY, folder),
      noFolder: tried(O_RDONLY | O_DIRECTORY),
      written: tried(O_WRONLY, folder),
      nonblock: tried(O_RDONLY | O_NONBLOCK),
      truncated: tried(O_WRONLY | O_TRUNC)
    }
    return { ...results, size: system.stat(path).size }
  },
  'what stat tells'(system, { folder }) {
    const path = `${folder}/stat`
    write(system, path, '12345')
    system.chmod(path, 0o4751)
    system.link(path, `${path}-hard`)
    system.symlink('stat', `${path}-link`)
    const fd = system.open(path, system.constants.O_RDONLY)
    const opened = system.fstat(fd)
    system.close(fd)
    const stats = system.stat(`${path}-link`)
    return {
      stats: shown(stats),
      same: JSON.stringify(stats) === JSON.stringify(opened),
      own: stats.uid === system.euid,
      recent: Math.abs(Date.now() - stats.mtime) < 60_000,
      types: [path, `${path}-link`, folder, '/dev/null'].map(each => system.lstat(each).type),
      followed: system.stat('/proc/self').type
    }
  },
  'a file by its descriptor'(system, { folder }) {
    const { O_RDWR, O_CREAT } = system.constants
    const fd = system.open(`${folder}/descriptor`, O_RDWR | O_CREAT, 0o666)
    system.write(fd, system.encode('123456'), 0, 6)
    system.ftruncate(fd, 3)
    system.fchmod(fd, 0o640)
    const { uid, gid } = system.fstat(fd)
    system.fchown(fd, uid, gid)
    system.fsync(fd)
    const { mode, size } = system.fstat(fd)
    system.close(fd)
    return { mode, size, closed: outcome(() => system.fstat(fd)) }
  },
  'folders and names'(system, { folder }) {
    const base = `${folder}/names`
    system.mkdir(base, 0o700)
    write(system, `${base}/a`, 'a')
    write(system, `${base}/.b`, 'b')
    system.rename(`${base}/a`, `${base}/c`)
    system.symlink('../names/c', `${base}/link`)
    const listed = [...system.readdir(base)].sort()
    const target = system.readlink(`${base}/link`)
    const real = system.realpath(`${base}/link`).slice(system.realpath(folder).length)
    const full = outcome(() => system.rmdir(base))
    for (const name of listed) system.unlink(`${base}/${name}`)
    system.rmdir(base)
    return { listed, target, real, full, mode: outcome(() => system.stat(base)) }
  },
  'names that are not UTF-8'(system, { folder }) {
    const base = `${folder}/odd \udce9`
    const name = 'caf\udce9-\udcff-é-💩'
    system.mkdir(base, 0o755)
    write(system, `${base}/${name}`, 'odd')
    system.symlink(name, `${base}/\udc80`)
    system.rename(`${base}/${name}`, `${base}/${name}2`)
    system.rename(`${base}/${name}2`, `${base}/${name}`)
    return {
      listed: system.readdir(base).map(unitsOf).sort(),
      text: read(system, `${base}/\udc80`),
      target: unitsOf(system.readlink(`${base}/\udc80`)),
      real: unitsOf(system.realpath(`${base}/\udc80`).slice(system.realpath(folder).length)),
      shown: system.decode(run(system, ['cat', `${base}/${name}`]).stdout),
      word: toHex(run(system, ['printf', '%s', 'a\udcff\n\n']).stdout)
    }
  },
  'errors have the name of errno and of the call'(system, { folder }) {
    const none = `${folder}/none`
    write(system, `${folder}/file`, '')
    system.symlink('loop', `${folder}/loop`)
    system.mkdir(`${folder}/full`, 0o700)
    write(system, `${folder}/full/x`, '')
    const { O_RDONLY, O_WRONLY } = system.constants
    const badFd = 987
    return {
      open: outcome(() => system.open(none, O_RDONLY)),
      openFolder: outcome(() => system.open(folder, O_WRONLY)),
      close: outcome(() => system.close(badFd)),
      read: outcome(() => system.read(badFd, new Uint8Array(1), 0, 1)),
      readFolder: outcome(() => readFolder(system, folder)),
      write: outcome(() => system.write(badFd, new Uint8Array(1), 0, 1)),
      fstat: outcome(() => system.fstat(badFd)),
      fsync: outcome(() => system.fsync(badFd)),
      fchmod: outcome(() => system.fchmod(badFd, 0)),
      fchown: outcome(() => system.fchown(badFd, 0, 0)),
      ftruncate: outcome(() => system.ftruncate(badFd, 0)),
      stat: outcome(() => system.stat(none)),
      notFolder: outcome(() => system.stat(`${folder}/file/x`)),
      loop: outcome(() => system.stat(`${folder}/loop`)),
      long: outcome(() => system.stat(`${folder}/${'x'.repeat(256)}`)),
      lstat: outcome(() => system.lstat(none)),
      chmod: outcome(() => system.chmod(none, 0)),
      mkdir: outcome(() => system.mkdir(folder, 0o700)),
      rmdir: outcome(() => system.rmdir(none)),
      rmdirFull: outcome(() => system.rmdir(`${folder}/full`)),
      rmdirFile: outcome(() => system.rmdir(`${folder}/file`)),
      unlink: outcome(() => system.unlink(none)),
      unlinkFolder: outcome(() => system.unlink(`${folder}/full`)),
      rename: outcome(() => system.rename(none, `${none}2`)),
      link: outcome(() => system.link(`${folder}/file`, `${folder}/file`)),
      symlink: outcome(() => system.symlink('x', `${folder}/file`)),
      readlink: outcome(() => system.readlink(`${folder}/file`)),
      readdir: outcome(() => system.readdir(none)),
      readdirFile: outcome(() => system.readdir(`${folder}/file`)),
      realpath: outcome(() => system.realpath(none)),
      access: outcome(() => system.access(none, 'write')),
      statvfs: outcome(() => system.statvfs(none)),
      kill: outcome(() => system.kill(2 ** 22 + 1, 'SIGTERM')),
      device: outcome(() => system.chmod('/proc/self/stat', 0o777)),
      cross: outcome(() => system.link('/proc/self/status', `${folder}/cross`)),
      message: messageOf(() => system.stat(none)).includes('ENOENT')
    }
  },
  access(system, { folder }) {
    write(system, `${folder}/access`, '')
    return [
      outcome(() => system.access(folder, 'write and search')),
      outcome(() => system.access(`${folder}/access`, 'write'))
    ]
  },
  'room in a file system'(system, { folder }) {
    const [own, proc] = [system.statvfs(folder), system.statvfs('/proc')]
    return { bytes: own.bytes, files: own.files ?? null, proc }
  },
  'a terminal': (system, { folder }) => {
    write(system, `${folder}/no-terminal`, '')
    const fd = system.open(`${folder}/no-terminal`, system.constants.O_RDONLY)
    const is = system.isTerminal(fd)
    system.close(fd)
    return is
  },

  'the process'(system) {
    const stat = read(system, '/proc/self/stat').split(' ')
    const { pid, ppid, euid, byteOrder, carriedArguments } = system
    return {
      ids: [pid === Number(stat[0]), ppid === Number(stat[3])],
      euid,
      home: system.homeFolder() ?? null,
      env: system.env.CONFORMANCE ?? null,
      byteOrder,
      carried: carriedArguments ?? null,
      program: system.programPath() ?? null
    }
  },
  'a command that succeeds, fails, or is ended by a signal': system => [
    said(system, run(system, ['sh', '-c', 'echo out; echo err >&2'])),
    said(system, run(system, ['sh', '-c', 'exit 3'])),
    said(system, run(system, ['sh', '-c', 'kill -9 $$'])),
    said(system, run(system, ['printf', '%s|', 'a b', '', "'", '$x', 'ä']))
  ],
  'a command that cannot be started'(system, { folder }) {
    write(system, `${folder}/not-executable`, '#!/bin/sh\n')
    system.chmod(`${folder}/not-executable`, 0o644)
    const names = ['no-such-command-anywhere', `${folder}/no-such-file`, `${folder}/not-executable`]
    return names.map(name => said(system, run(system, [name])))
  },
  'the environment, standard input and session of a command': system => [
    said(system, run(system, ['env'], { env: { PATH: '/usr/bin:/bin', A: 'ä b', B: '' } })),
    said(system, run(system, ['sh', '-c', 'cat; [ "$(cut -d" " -f6 /proc/$$/stat)" = $$ ] && echo leads'])),
    said(system, run(system, ['no-such-command-anywhere'], { env: {} }))
  ],
  'descriptors are closed at exec'(system, { folder }) {
    const { O_WRONLY, O_CREAT } = system.constants
    const fd = system.open(`${folder}/inherited`, O_WRONLY | O_CREAT, 0o600)
    const { stdout } = run(system, ['sh', '-c', 'ls -l /proc/self/fd'])
    system.close(fd)
    return system.decode(stdout).includes('inherited')
  },
  'a command that takes too long is killed with all that it started'(system) {
    const start = system.monotonic()
    const script = '(sleep 31.4159; :) & sleep 30.2718; :'
    const ended = said(system, run(system, ['sh', '-c', `echo began; ${script}`], { timeout: 300 }))
    const took = system.monotonic() - start
    system.sleep(100)
    const left = run(system, [
      'sh',
      '-c',
      "cat /proc/[0-9]*/cmdline | tr '\\0' ' ' | grep -cE 'sleep (31[.]4159|30[.]2718)' || :"
    ])
    return { ended, inTime: took > 290 && took < 5000, left: system.decode(left.stdout) }
  },
  'a daemon that is left behind is not waited for'(system) {
    const start = system.monotonic()
    const ended = said(system, run(system, ['sh', '-c', 'sleep 3 & echo left']))
    return { ended, inTime: system.monotonic() - start < 2500 }
  },
  'much output, of which the end is kept'(system) {
    const script = 'i=0; while [ $i -lt 20000 ]; do echo 0123456789; i=$((i+1)); done; echo end; echo ERR >&2'
    const { status, stdout, stderr } = run(system, ['sh', '-c', script], { kept: 10 })
    const all = run(system, ['sh', '-c', script], { kept: 1_000_000 })
    return [status, system.decode(stdout), system.decode(stderr), all.stdout.length]
  },
  'a command that goes on by itself'(system, { folder }) {
    const { O_RDWR, O_CREAT, O_EXCL, O_RDONLY } = system.constants
    const output = system.open(`${folder}/said`, O_RDWR | O_CREAT | O_EXCL, 0o600)
    const script = 'echo out; echo err >&2; pwd; readlink /proc/self/fd/0; echo $A; exec sleep 20'
    const options = { env: { PATH: '/usr/bin:/bin', A: 'é' }, cwd: '/' }
    const pid = system.start(['sh', '-c', script], { ...options, output })
    system.close(output)
    const fd = system.open(`${folder}/said`, O_RDONLY)
    const bytes = new Uint8Array(1000)
    let size = 0
    for (let waited = 0; waited < 5000 && !system.decode(bytes.subarray(0, size)).includes('é'); waited += 20) {
      system.sleep(20)
      size += system.read(fd, bytes, size, 1000 - size, size)
    }
    system.close(fd)
    const session = read(system, `/proc/${pid}/stat`).split(' ')[5]
    system.kill(pid, 'SIGKILL')
    const none = outcome(() => system.start(['no-such-command-anywhere'], options))
    const denied = outcome(() => system.start(['/etc/passwd'], options))
    return { text: system.decode(bytes.subarray(0, size)), leads: Number(session) === pid, none, denied }
  },
  limits(system) {
    const before = system.limit('nofile')
    system.setLimit('core', { soft: 0, hard: system.limit('core').hard })
    system.setLimit('nofile', { soft: 200, hard: before.hard })
    const { stdout } = run(system, ['sh', '-c', 'ulimit -n'])
    const refused = outcome(() => system.setLimit('nofile', { soft: 300, hard: 200 }))
    const [core, nofile] = [system.limit('core').soft, system.limit('nofile').soft]
    return { given: before.soft !== undefined && before.soft > 0, core, nofile, heir: system.decode(stdout), refused }
  },
  'clock and sleep'(system) {
    const start = system.monotonic()
    system.sleep(120)
    const slept = system.monotonic() - start
    return slept >= 119 && slept < 2000
  },
  'the end of the terminal, which cuts no sleep short'(system) {
    system.ignoreHangUp()
    const env = { PATH: '/usr/bin:/bin' }
    system.start(['sh', '-c', `sleep 0.1; kill -HUP ${system.pid}`], { env, cwd: '/' })
    const { status } = run(system, ['sh', '-c', `kill -HUP ${system.pid}`])
    const start = system.monotonic()
    system.sleep(300)
    return [status, system.monotonic() - start >= 299]
  },

  'addresses of devices': system =>
    system.deviceAddresses().filter(({ device }) => device === 'lo' || device.startsWith('lo:')),
  'a TCP connection'(system, { open, closed, full }) {
    const start = system.monotonic()
    const silent = system.tcpConnect('127.0.0.1', full, 400)
    const waited = system.monotonic() - start
    const answers = [
      system.tcpConnect('127.0.0.1', open, 5000),
      system.tcpConnect('localhost', open, 5000),
      system.tcpConnect('::1', open, 5000),
      system.tcpConnect('127.0.0.1', closed, 5000),
      system.tcpConnect(unknown, open, 5000),
      silent
    ]
    return { answers: answers.map(kindOf), inTime: waited >= 390 && waited < 10_000 }
  },
  'an ICMP echo': system =>
    [
      system.icmpEcho('127.0.0.1', 2000),
      system.icmpEcho('::1', 2000),
      system.icmpEcho('localhost', 2000),
      system.icmpEcho(unknown, 2000)
    ].map(kindOf)
}

/** No resolver has to be asked: a label has 63 characters at most. */
const unknown = `${'x'.repeat(64)}.invalid`

function run(system: System, argv: readonly string[], more: Partial<CommandOptions> = {}): ReturnType<System['run']> {
  return system.run(argv, { env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' }, timeout: 10_000, kept: 65536, ...more })
}

function said(system: System, { stdout, stderr, ...end }: ReturnType<System['run']>): unknown {
  return { ...end, stdout: system.decode(stdout), stderr: system.decode(stderr) }
}

function kindOf(answer: ReturnType<System['tcpConnect']>): string {
  if ('error' in answer) return answer.error
  return answer.milliseconds >= 0 && answer.milliseconds < 5000 ? 'answered' : `after ${answer.milliseconds} ms`
}

function write(system: System, path: string, text: string): void {
  const { O_WRONLY, O_CREAT, O_TRUNC } = system.constants
  const fd = system.open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
  const bytes = system.encode(text)
  if (bytes.length > 0) system.write(fd, bytes, 0, bytes.length)
  system.close(fd)
}

function read(system: System, path: string): string {
  const fd = system.open(path, system.constants.O_RDONLY)
  const bytes = new Uint8Array(65536)
  const count = system.read(fd, bytes, 0, bytes.length)
  system.close(fd)
  return system.decode(bytes.subarray(0, count))
}

function readFolder(system: System, folder: string): void {
  const fd = system.open(folder, system.constants.O_RDONLY)
  try {
    system.read(fd, new Uint8Array(1), 0, 1)
  } finally {
    system.close(fd)
  }
}

/** `done`, or the error as its errno and whether it names a call. */
function outcome(act: () => unknown): string {
  try {
    act()
    return 'done'
  } catch (error) {
    const { code, syscall }: { code?: unknown; syscall?: unknown } = Object(error)
    const isWhole = error instanceof Error && typeof syscall === 'string' && syscall !== ''
    return isWhole ? `${code} by a call` : `${code} by no call: ${error}`
  }
}

function messageOf(act: () => unknown): string {
  try {
    act()
    return ''
  } catch (error) {
    return error instanceof Error ? error.message : ''
  }
}

function shown({ type, mode, nlink, size }: Stats): unknown {
  return { type, mode, nlink, size }
}

function unitsOf(text: string): string {
  return text.replace(/[^ -~]/g, unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

function fromHex(hex: string): Uint8Array {
  return Uint8Array.from(hex.match(/../g) ?? [], pair => Number.parseInt(pair, 16))
}

function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('')
}

import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { endianness, tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cases, type Place } from './cases.ts'

/** What every engine tells of every case but those that are judged one by one, below. */
const told: { readonly [name: string]: unknown } = {
  'a part of a buffer as text': 2,
  'surrogates that stand for no byte': Array(5).fill('RangeError'),
  'SHA-256 of a million bytes': 'cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0',
  random: { lengths: [32, 32, 0], differ: true },
  'a file is written, read and read again from a position': {
    counts: [5, 2, 5, 1, 0],
    texts: ['hello, ', 'world', 'w']
  },
  'a part of a buffer is written': { count: 3, text: '234' },
  'flags of open': {
    absent: 'ENOENT by a call',
    exclusive: 'EEXIST by a call',
    followed: 'done',
    link: 'ELOOP by a call',
    folder: 'done',
    noFolder: 'ENOTDIR by a call',
    written: 'EISDIR by a call',
    nonblock: 'done',
    truncated: 'done',
    size: 0
  },
  'what stat tells': {
    stats: { type: 'file', mode: 0o4751, nlink: 2, size: 5 },
    same: true,
    own: true,
    recent: true,
    types: ['file', 'link', 'folder', 'device'],
    followed: 'folder'
  },
  'a file by its descriptor': { mode: 0o640, size: 3, closed: 'EBADF by a call' },
  'folders and names': {
    listed: ['.b', 'c', 'link'],
    target: '../names/c',
    real: '/names/c',
    full: 'ENOTEMPTY by a call',
    mode: 'ENOENT by a call'
  },
  'names that are not UTF-8': {
    listed: ['\\udc80', 'caf\\udce9-\\udcff-\\u00e9-\\ud83d\\udca9'],
    text: 'odd',
    target: 'caf\\udce9-\\udcff-\\u00e9-\\ud83d\\udca9',
    real: '/odd \\udce9/caf\\udce9-\\udcff-\\u00e9-\\ud83d\\udca9',
    shown: 'odd',
    word: '61ff0a0a'
  },
  'errors have the name of errno and of the call': {
    open: 'ENOENT by a call',
    openFolder: 'EISDIR by a call',
    close: 'EBADF by a call',
    read: 'EBADF by a call',
    readFolder: 'EISDIR by a call',
    write: 'EBADF by a call',
    fstat: 'EBADF by a call',
    fsync: 'EBADF by a call',
    fchmod: 'EBADF by a call',
    fchown: 'EBADF by a call',
    ftruncate: 'EBADF by a call',
    stat: 'ENOENT by a call',
    notFolder: 'ENOTDIR by a call',
    loop: 'ELOOP by a call',
    long: 'ENAMETOOLONG by a call',
    lstat: 'ENOENT by a call',
    chmod: 'ENOENT by a call',
    mkdir: 'EEXIST by a call',
    rmdir: 'ENOENT by a call',
    rmdirFull: 'ENOTEMPTY by a call',
    rmdirFile: 'ENOTDIR by a call',
    unlink: 'ENOENT by a call',
    unlinkFolder: 'EISDIR by a call',
    rename: 'ENOENT by a call',
    link: 'EEXIST by a call',
    symlink: 'EEXIST by a call',
    readlink: 'EINVAL by a call',
    readdir: 'ENOENT by a call',
    readdirFile: 'ENOTDIR by a call',
    realpath: 'ENOENT by a call',
    access: 'ENOENT by a call',
    statvfs: 'ENOENT by a call',
    kill: 'ESRCH by a call',
    device: 'EPERM by a call',
    cross: 'EXDEV by a call',
    message: true
  },
  access: ['done', 'done'],
  'a terminal': false,
  'a command that succeeds, fails, or is ended by a signal': [
    { status: 0, stdout: 'out\n', stderr: 'err\n' },
    { status: 3, stdout: '', stderr: '' },
    { signal: 'SIGKILL', stdout: '', stderr: '' },
    { status: 0, stdout: "a b||'|$x|ä|", stderr: '' }
  ],
  'a command that cannot be started': [
    { error: 'ENOENT', stdout: '', stderr: '' },
    { error: 'ENOENT', stdout: '', stderr: '' },
    { error: 'EACCES', stdout: '', stderr: '' }
  ],
  'the environment, standard input and session of a command': [
    { status: 0, stdout: 'PATH=/usr/bin:/bin\nA=ä b\nB=\n', stderr: '' },
    { status: 0, stdout: 'leads\n', stderr: '' },
    { error: 'ENOENT', stdout: '', stderr: '' }
  ],
  'descriptors are closed at exec': false,
  'a command that takes too long is killed with all that it started': {
    ended: { error: 'ETIMEDOUT', stdout: 'began\n', stderr: '' },
    inTime: true,
    left: '0\n'
  },
  'a daemon that is left behind is not waited for': {
    ended: { status: 0, stdout: 'left\n', stderr: '' },
    inTime: true
  },
  'much output, of which the end is kept': [0, '56789\nend\n', 'ERR\n', 220_004],
  'a command that goes on by itself': {
    text: 'out\nerr\n/\n/dev/null\né\n',
    leads: true,
    none: 'ENOENT by a call',
    denied: 'EACCES by a call'
  },
  limits: { given: true, core: 0, nofile: 200, heir: '200\n', refused: 'EINVAL by a call' },
  'clock and sleep': true,
  'the end of the terminal, which cuts no sleep short': [0, true],
  'a TCP connection': {
    answers: ['answered', 'answered', 'answered', 'ECONNREFUSED', 'ENOENT', 'ETIMEDOUT'],
    inTime: true
  },
  'an ICMP echo': ['answered', 'answered', 'answered', 'ENOENT']
}

/** Bytes in hexadecimal digits, each a way to be no UTF-8, or to look like none (Unicode, table 3-7). */
const vectors: readonly string[] = [
  ...['', '410d0a00', 'c3a9e282acf09f92a9', 'efbbbf41', 'efbfbd', 'efbfbdff', '636166e90a', '8041', 'e282', 'e28241'],
  ...['c0af', 'e09fbf', 'f08fbfbf', 'edb280', 'eda080edb080', 'ed9fbfff', 'f48fbfbfff', 'f4908080', 'f5feff', 'f09f92']
]

/** This machine's order of bytes. */
const own = endianness()

/** In what the engine's machine is another than this one. */
interface Differences {
  readonly byteOrder?: 'LE' | 'BE'
  /** The case that is left out, because there it cannot end. */
  readonly except?: string | undefined
}

/**
 * Holds an engine against the contract of `System`: `command` runs `probe.ts` on it, given a file with the place as one more word.
 * Python decodes the bytes, the kernel and this Node.js say the rest.
 */
export function conformance(
  engine: string,
  command: () => Promise<readonly string[]> | readonly string[],
  { byteOrder = own, except }: Differences = {}
): void {
  describe(`the system by ${engine}`, () => {
    const scratch = mkdtempSync(join(tmpdir(), 'nic-bonding-system-'))
    const opened: { close(): void }[] = []
    const dense = fc.array(
      fc.constantFrom(0x41, 0x80, 0xbf, 0xc3, 0xe0, 0xed, 0xa0, 0xef, 0xbb, 0xf0, 0xf4, 0x90, 0xff)
    )
    const random = fc.sample(fc.oneof(dense, fc.array(fc.integer({ min: 0, max: 255 }))), 400)
    const bytes = [...vectors, ...random.map(list => Buffer.from(list).toString('hex'))]
    const texts = fc.sample(fc.string({ unit: 'binary', maxLength: 20 }), 200)
    let answers: { readonly [name: string]: unknown } = {}

    beforeAll(async () => {
      const place = await makePlace(opened, { folder: join(scratch, 'place'), bytes, texts, except })
      mkdirSync(place.folder)
      writeFileSync(join(scratch, 'place.json'), JSON.stringify(place))
      const [program = '', ...words] = await command()
      const done = spawnSync(program, [...words, join(scratch, 'place.json')], {
        encoding: 'utf8',
        env: { PATH: process.env.PATH, CONFORMANCE: 'given ä' },
        maxBuffer: 1 << 26,
        timeout: 120_000
      })
      expect([done.error, done.stderr, done.status]).toEqual([undefined, '', 7])
      answers = JSON.parse(done.stdout)
    }, 180_000)

    afterAll(() => {
      for (const each of opened) each.close()
      rmSync(scratch, { recursive: true, force: true })
    })

    test.each(Object.keys(told).filter(name => name !== except))('%s', name => {
      expect(answers[name]).toEqual(told[name])
    })

    test('bytes as text and back', () => {
      const units = byPython(bytes)
      expect(answers['bytes as text and back']).toEqual(bytes.map((hex, index) => ({ units: units[index], back: hex })))
    })

    test('text as bytes', () => {
      expect(answers['text as bytes']).toEqual(texts.map(text => Buffer.from(text, 'utf8').toString('hex')))
    })

    test('SHA-256', () => {
      const sums = bytes.map(hex => createHash('sha256').update(Buffer.from(hex, 'hex')).digest('hex'))
      expect(answers['SHA-256']).toEqual(sums)
    })

    test('room in a file system', () => {
      const { bavail, bsize, ffree } = statfsSync(scratch)
      const room = answers['room in a file system'] as { bytes: number; files: number | null; proc: object }
      expect(Math.abs(room.bytes - bavail * bsize)).toBeLessThan(bavail * bsize * 0.1)
      if (room.files !== null) expect(Math.abs(room.files - ffree)).toBeLessThan(ffree * 0.1)
      expect(room.proc).toEqual({ bytes: 0 })
    })

    test('the process', () => {
      const entry = spawnSync('sh', ['-c', 'getent passwd "$(id -u)"'], { encoding: 'utf8' }).stdout
      expect(answers['the process']).toEqual({
        ids: [true, true],
        euid: process.geteuid?.(),
        home: entry.split(':')[5],
        env: 'given ä',
        byteOrder,
        carried: null,
        program: engine === 'Node.js' ? null : expect.stringMatching(/^\/.*\/(?:nic-bonding-[^/]*|driver)$/)
      })
    })

    const addresses = () => {
      const printed = spawnSync('ip', ['-o', 'addr', 'show', 'dev', 'lo'], { encoding: 'utf8' }).stdout
      const found = [...printed.matchAll(/ inet6? ([0-9a-f.:]+)\/(\d+)/g)].map(([, address, prefix]) => ({
        device: 'lo',
        address,
        prefix: Number(prefix)
      }))
      expect(found.length).toBeGreaterThan(0)
      expect(answers['addresses of devices']).toEqual(found)
    }
    if (except !== 'addresses of devices') test('addresses of devices', addresses)

    test('no case is left unjudged', () => {
      const judged = ['bytes as text and back', 'text as bytes', 'SHA-256', 'room in a file system', 'the process']
      expect(Object.keys(cases).sort()).toEqual([...Object.keys(told), ...judged, 'addresses of devices'].sort())
    })
  })
}

/** Listeners that answer, and one whose queue is full: its process is stopped, and what connects to it waits there. */
async function makePlace(opened: { close(): void }[], given: Omit<Place, 'open' | 'closed' | 'full'>): Promise<Place> {
  const [server, gone] = [await listen(), await listen()]
  const closed = portOf(gone)
  gone.close()
  const code = `require('net').createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 }, function () {
    console.log(this.address().port) })`
  const deaf = spawn(process.execPath, ['-e', code], { stdio: ['ignore', 'pipe', 'inherit'] })
  const full = Number(await new Promise<Buffer>(resolve => deaf.stdout.once('data', resolve)))
  deaf.kill('SIGSTOP')
  const waiting = Array.from({ length: 6 }, (): Socket => connect(full, '127.0.0.1').on('error', () => undefined))
  await new Promise(resolve => setTimeout(resolve, 300))
  opened.push(
    server,
    { close: () => void deaf.kill('SIGKILL') },
    ...waiting.map(each => ({ close: () => each.destroy() }))
  )
  return { ...given, open: portOf(server), closed, full }
}

function listen(): Promise<Server> {
  return new Promise(resolve => {
    const server = createServer().listen({ port: 0, host: '::', backlog: 20 }, () => resolve(server))
  })
}

function portOf(server: Server): number {
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

/** The UTF-16 of each, what is not printable ASCII as `\uXXXX`, by PEP 383's own. */
function byPython(bytes: readonly string[]): readonly string[] {
  const code = `import json, sys
def units(text):
    raw = text.encode('utf-16-be', 'surrogatepass')
    codes = [raw[i] * 256 + raw[i + 1] for i in range(0, len(raw), 2)]
    return ''.join(chr(c) if 32 <= c < 127 else '\\\\u%04x' % c for c in codes)
print(json.dumps([units(bytes.fromhex(each).decode('utf-8', 'surrogateescape')) for each in json.load(sys.stdin)]))`
  return JSON.parse(spawnSync('python3', ['-c', code], { input: JSON.stringify(bytes), encoding: 'utf8' }).stdout)
}

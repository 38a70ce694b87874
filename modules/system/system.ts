// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

/**
 * What an engine must offer to run the modules. `node.ts` and `quickjs.ts` implement it; nothing else in `modules/` knows an
 * engine. `#system` is the one of the build.
 *
 * Paths, names, words of commands and the environment are texts in which a byte that is not UTF-8 is the lone surrogate
 * U+DC00 + byte (PEP 383), so that every name survives. Contents of files are bytes.
 * Calls that fail throw a `SystemError`.
 */
export interface System extends Files, Processes, Network {
  readonly constants: OpenFlags
  /** Bytes as text, see above; `encode` gives the same bytes back. */
  decode(bytes: Uint8Array): string
  /** Text as bytes. Throws RangeError for a lone surrogate that stands for no byte. */
  encode(text: string): Uint8Array
  /** The SHA-256 of bytes, in hexadecimal digits. */
  sha256(bytes: Uint8Array): string
  /** So many bytes from the kernel's random number generator, with or without /dev. */
  random(count: number): Uint8Array
}

/** A system call that failed. */
export interface SystemError extends Error {
  /** The name of errno, such as `ENOENT` (errno(3)). */
  readonly code: string
  readonly syscall: string
}

/** The flags of open(2); their numbers differ from one architecture to another. */
export interface OpenFlags {
  readonly O_RDONLY: number
  readonly O_WRONLY: number
  readonly O_RDWR: number
  readonly O_CREAT: number
  readonly O_EXCL: number
  readonly O_TRUNC: number
  readonly O_NOFOLLOW: number
  readonly O_NONBLOCK: number
  readonly O_DIRECTORY: number
}

/** What stat(2) tells of a file. */
export interface Stats {
  readonly type: 'file' | 'folder' | 'link' | 'fifo' | 'socket' | 'device'
  /** The permissions with set-user-ID, set-group-ID and the sticky bit: 0 to 0o7777. */
  readonly mode: number
  readonly uid: number
  readonly gid: number
  readonly nlink: number
  /** In bytes. */
  readonly size: number
  /** The last change of the content, in milliseconds since the epoch. */
  readonly mtime: number
}

/** What statvfs(3) tells of a file system. */
export interface Room {
  /** Bytes that this process may still write. */
  readonly bytes: number
  /** Files that it may still make; `undefined` where the file system sets no limit. */
  readonly files: number | undefined
}

/** What access(2) may be asked. */
export type Permission = 'write' | 'write and search'

/** The system calls of their names, each interrupted one (EINTR) begun again. A descriptor is closed at exec. */
export interface Files {
  open(path: string, flags: number, mode?: number): number
  close(fd: number): void
  /** Reads into `bytes` from index `at` on, at most `length`; from `position` in the file, or from where it is. Returns the count, 0 at the end. */
  read(fd: number, bytes: Uint8Array, at: number, length: number, position?: number): number
  /** Writes from index `at` on, at most `length`. Returns the count, which may be less. */
  write(fd: number, bytes: Uint8Array, at: number, length: number): number
  fstat(fd: number): Stats
  fsync(fd: number): void
  fchmod(fd: number, mode: number): void
  fchown(fd: number, uid: number, gid: number): void
  ftruncate(fd: number, size: number): void
  stat(path: string): Stats
  lstat(path: string): Stats
  chmod(path: string, mode: number): void
  mkdir(path: string, mode: number): void
  rmdir(path: string): void
  unlink(path: string): void
  rename(from: string, to: string): void
  link(from: string, to: string): void
  symlink(target: string, path: string): void
  readlink(path: string): string
  /** The names in a folder without `.` and `..`, in no order. */
  readdir(path: string): readonly string[]
  realpath(path: string): string
  access(path: string, permission: Permission): void
  statvfs(path: string): Room
  /** Whether a descriptor is a terminal. */
  isTerminal(fd: number): boolean
}

/** How a command ended; exactly one of `error`, `status` and `signal` is there. */
export interface CommandEnd {
  /** The name of errno when it could not be started, `ETIMEDOUT` when its time was over. */
  readonly error?: string
  readonly status?: number
  readonly signal?: string
  /** The last bytes that it wrote. */
  readonly stdout: Uint8Array
  readonly stderr: Uint8Array
}

export interface CommandOptions {
  readonly env: Environment
  /** Milliseconds after which it is killed with all that it started in its session. */
  readonly timeout: number
  /** How many of the last bytes of each stream are kept. */
  readonly kept: number
}

export interface StartOptions {
  readonly env: Environment
  readonly cwd: string
  /** Where standard output and standard error go; to /dev/null when it is absent. */
  readonly output?: number
}

export type Environment = { readonly [name: string]: string }

/** The resources of getrlimit(2) that are named here. */
export type Resource = 'core' | 'fsize' | 'nofile'

/** A soft and a hard limit; `undefined` is none. */
export interface Limit {
  readonly soft: number | undefined
  readonly hard: number | undefined
}

export interface Processes {
  /** The words behind the module's name. */
  readonly args: readonly string[]
  /** The arguments that the text of the module carries, as JSON; `undefined` where they come from a file or standard input. */
  readonly carriedArguments: string | undefined
  /** The path of the program that runs; `undefined` where that is Node.js, or /proc does not tell. */
  programPath(): string | undefined
  readonly env: Environment
  readonly pid: number
  readonly ppid: number
  readonly euid: number
  /** The home of the effective user by the passwd database; `undefined` where that does not name one. */
  homeFolder(): string | undefined
  /** The status with which the process ends. */
  setExitStatus(status: number): void
  /** The end of the terminal (SIGHUP) no longer ends this process, nor what it starts. */
  ignoreHangUp(): void
  /** Sends a signal to a process, to a group when `pid` is negative. */
  kill(pid: number, signal: 'SIGTERM' | 'SIGKILL'): void
  /**
   * Runs a command to its end, in a session of its own, its standard input empty. A daemon that it leaves behind is not waited
   * for. Never throws for the command's faults.
   */
  run(argv: readonly string[], options: CommandOptions): CommandEnd
  /** Starts a command that goes on by itself, in a session of its own, its standard input empty. Returns its process id. */
  start(argv: readonly string[], options: StartOptions): number
  limit(resource: Resource): Limit
  setLimit(resource: Resource, limit: Limit): void
  /** Milliseconds by a clock that nobody sets; only differences mean something. */
  monotonic(): number
  sleep(milliseconds: number): void
}

/** An address that a device has. */
export interface DeviceAddress {
  /** With the label of an alias, such as `eth0:1`. */
  readonly device: string
  readonly address: string
  /** The length of the prefix. */
  readonly prefix: number
}

/** What came of asking another host. `error` is the name of errno, `ETIMEDOUT` for no answer, `ENOENT` for an unknown name. */
export type Answer = { readonly milliseconds: number } | { readonly error: string }

export interface Network {
  /** The order of bytes in which the kernel prints addresses in /proc/net. */
  readonly byteOrder: 'LE' | 'BE'
  /** The addresses of all devices that are up and running (IFF_RUNNING), IPv4 before IPv6. */
  deviceAddresses(): readonly DeviceAddress[]
  /** Opens a TCP connection to a host, by name or by address of either family, and closes it. `timeout` in milliseconds. */
  tcpConnect(host: string, port: number, timeout: number): Answer
  /** Sends one ICMP echo request to a host, by name or by address of either family, and waits for the reply. */
  icmpEcho(host: string, timeout: number): Answer
}

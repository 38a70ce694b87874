/** One system call of a trace: the how manieth of its name it is, and whether it changes files. */
export interface Call {
  readonly name: string
  readonly when: number
  readonly text: string
}

/** The calls that change files, or may: what a trace is made of. */
export const traced = [
  ...[
    'open',
    'openat',
    'creat',
    'write',
    'pwrite64',
    'writev',
    'pwritev',
    'fsync',
    'fdatasync',
    'ftruncate',
    'truncate'
  ],
  ...['rename', 'renameat', 'renameat2', 'link', 'linkat', 'symlink', 'symlinkat', 'unlink', 'unlinkat'],
  ...['mkdir', 'mkdirat', 'rmdir', 'chmod', 'fchmod', 'fchmodat', 'chown', 'fchown', 'lchown', 'fchownat', 'utimensat'],
  ...['setxattr', 'lsetxattr', 'fsetxattr', 'copy_file_range', 'sendfile', 'fallocate']
]

const opens = ['open', 'openat', 'creat']
const onDescriptor = ['write', 'pwrite64', 'writev', 'pwritev', 'fsync', 'fdatasync', 'ftruncate', 'copy_file_range']

/** The calls in the text of `strace -y` (one thread, no -f) that change files of a file system that has any. */
export function fileChanges(trace: string): readonly Call[] {
  const counts = new Map<string, number>()
  const calls: Call[] = []
  for (const text of trace.split('\n')) {
    const name = /^(\w+)\(/.exec(text)?.[1]
    if (name === undefined) continue
    const when = (counts.get(name) ?? 0) + 1
    counts.set(name, when)
    if (changesFiles(name, text)) calls.push({ name, when, text })
  }
  return calls
}

/** The call that was injured in a trace, `undefined` when the run ended before it. */
export function injured(trace: string): string | undefined {
  const lines = trace.split('\n')
  const marked = lines.find(line => line.includes('(INJECTED)'))
  if (marked !== undefined) return marked
  return trace.includes('+++ killed by SIGKILL') ? lines.findLast(line => /^\w+\(/.test(line)) : undefined
}

/** By the path of the descriptor (-y): pipes, sockets and the like have none; /dev, /proc and /sys hold no files of ours. */
export function changesFiles(name: string, text: string): boolean {
  if (opens.includes(name)) return /O_(CREAT|WRONLY|RDWR|TRUNC)/.test(text) && !/"\/(dev|proc|sys)\//.test(text)
  if (!onDescriptor.includes(name)) return !/[<"]\/(dev|proc|sys)\//.test(text)
  const target = /^\w+\(\d+<(.*?)>/.exec(text)?.[1] ?? ''
  return target.startsWith('/') && !/^\/(dev|proc|sys)\//.test(target)
}

// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

/** Whose fault a failure is; a closed set, and the reason for the wording of the message. */
export type ModuleErrorKind =
  /** The task's arguments are wrong: nothing has been read or written. */
  | 'invalid-argument'
  /** The arguments are fine, the host's present files or links forbid them: nothing has been written. */
  | 'conflict'
  /** This host cannot do it at all (no ifcfg files, no driver): nothing has been written. */
  | 'unsupported'
  /** A file operation or a command failed; the message says what was put back. */
  | 'io'

/**
 * A failure that a user can understand and mend, with every problem found at that stage.
 * Anything else that is thrown is a bug and keeps its stack (see `runModule`).
 */
export class ModuleError extends Error {
  readonly kind: ModuleErrorKind
  readonly problems: readonly string[]

  /** `problems` holds one message each: subject, value, rule, remedy. */
  constructor(kind: ModuleErrorKind, problems: readonly string[]) {
    super(problems.join('\n'))
    this.name = 'ModuleError'
    this.kind = kind
    this.problems = problems
  }
}

/** The errno name of a failed system call, such as `ENOENT`; `undefined` for any other error. */
export function errnoOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('syscall' in error) || !('code' in error)) return undefined
  const { code }: { code?: unknown } = error
  return typeof code === 'string' ? code : undefined
}

import type { TaskResult } from './ansible.ts'

/** A module's own result: without what Ansible adds to it and without the arguments, which say whether it was a dry run. */
export function ownResult({ result }: TaskResult): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(result).filter(([key]) => key !== 'invocation' && !key.startsWith('_ansible'))
  )
}

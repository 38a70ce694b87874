import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

const root = join(import.meta.dirname, '../..')
const fixture = join(root, 'test/unit/host/fixtures/call.ts')

/** A network of its own needs root. */
export const hasNamespaces =
  spawnSync('unshare', ['--net', 'ip', 'link', 'add', 'b0', 'type', 'veth', 'peer', 'name', 'p0']).status === 0
export const withoutNamespaces = hasNamespaces
  ? ''
  : ' (skipped: a network namespace with veth devices needs root and ip)'

/** The command that calls a function of lib/host and prints its result as JSON (fixtures/call.ts), for the shell. */
export function hostCall(name: string, ...args: readonly string[]): string {
  return [process.execPath, '--import', join(root, 'node_modules/tsx/dist/loader.mjs'), fixture, name, ...args].join(
    ' '
  )
}

/** What a script prints to stdout in a network namespace of its own; a command of it that fails makes the test fail. */
export function inNamespace(script: string): string {
  const done = spawnSync('unshare', ['--net', 'sh', '-eu', '-c', script], {
    encoding: 'utf8',
    timeout: 60_000,
    cwd: root
  })
  if (done.status !== 0) throw new Error(`exit code ${done.status}: ${done.stderr}`)
  return done.stdout
}

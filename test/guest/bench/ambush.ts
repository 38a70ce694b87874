import type { Case } from './case.ts'

/** Where guard, script and modules find commands before the host's own. */
const folder = '/usr/local/sbin'

/**
 * Lies in wait for a command: whenever the host is about to run it, these lines of bash run first, which know the change's
 * `state` and have the functions of `helpers`. So something happens at a step, however fast or slow the host is.
 */
export async function ambush(host: Pick<Case, 'run'>, command: string, lines: string): Promise<void> {
  const script = `#!/bin/bash
PATH=/usr/sbin:/usr/bin:/sbin:/bin
${helpers}
${lines}
exec ${command} "$@"
`
  await host.run(`cat >${folder}/${command}; chmod +x ${folder}/${command}`, { input: script })
}

/** Lets commands run as ever. */
export async function lift(host: Pick<Case, 'run'>, ...commands: readonly string[]): Promise<void> {
  await host.run(`cd ${folder}; rm -f ${commands.join(' ')}`)
}

/** What was killed since it was asked last, in order: what, in which state of the change, before which command. */
export async function killed(host: Case): Promise<readonly string[]> {
  return (await host.run('cat /run/killed; rm /run/killed')).trimEnd().split('\n')
}

/** Runs lines of bash with the functions of `helpers` on the host. */
export async function strike(host: Case, lines: string): Promise<void> {
  await host.run(`${helpers}\nat='between steps'\n${lines}`)
}

/**
 * kill_guard: once there is one; kill_keeper: the same, with whoever starts it again; kill_revert: whoever goes back, by the
 * lock of all changes. kill_sessions: those of sshd over which commands run, once there is one.
 */
const helpers = `
last=\${@: -1}
last=\${last##*/}
at="\${0##*/} $last"
cd /var/lib/nic-bonding
read -r state <*/state
note() { echo "$1 ($state, $at)" >>/run/killed; }
has_guard() { { read -r pid rest <*/guard.lock && [ -d /proc/$pid ]; } 2>/dev/null; }
await_guard() { until has_guard; do sleep 0.1; done; }
kill_guard() { await_guard; kill -KILL $pid && note guard; }
kill_keeper() {
  await_guard
  while read -r key value; do [ $key != PPid: ] || keeper=$value; done </proc/$pid/status
  kill -KILL $keeper $pid && note 'keeper and guard'
}
kill_revert() { read -r pid rest <lock && kill -KILL $pid && note revert; }
kill_sessions() {
  local none=1 file title
  while [ $none = 1 ]; do
    for file in /proc/[0-9]*/cmdline; do
      { IFS= read -rd '' title <$file; } 2>/dev/null
      case $title in sshd*@notty) file=\${file#/proc/} && kill -KILL \${file%/*} && none=0 ;; esac
    done
    sleep 0.05
  done
  note session
}
`

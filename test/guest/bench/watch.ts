import type { Case } from './case.ts'

/** When a change came to its states, in seconds of the host's uptime, as somebody at the host would see it. */
export interface Watch {
  /** The states in the order in which they were seen first, each with the time. */
  readonly seen: () => Promise<readonly (readonly [state: string, uptime: number])[]>
}

/** Looks at the state of the newest change ten times a second until the host is closed. No process is started for a look. */
export async function watchStates(host: Case): Promise<Watch> {
  const log = `/run/watch-${Date.now()}`
  const loop = `
    exec >${log} 2>/dev/null </dev/null; mkfifo ${log}.never; exec 3<>${log}.never; last=
    while read -r up rest </proc/uptime; do
      for state in /var/lib/nic-bonding/*/state; do
        read -r word <$state || continue
        case $last in *" $state=$word "*) ;; *) last="$last $state=$word "; echo "$word $up" ;; esac
      done
      read -t 0.1 -u 3
    done`
  await host.run(`rm -f /run/watch-*; setsid bash -c '${loop}' >/dev/null 2>&1 </dev/null &`)
  return {
    seen: async () => {
      const lines = (await host.run(`cat ${log}`)).trimEnd().split('\n')
      return lines.map(line => [line.split(' ')[0] ?? '', Number(line.split(' ')[1])] as const)
    }
  }
}

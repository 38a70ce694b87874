import type { Case } from './case.ts'

/** How a fail-over test of eth0 and eth1 was hit. */
export interface Hit {
  /** The port that was down then, or `none`. */
  readonly down: string
  /** Whether the test still went on. */
  readonly isDuring: boolean
}

/** Waits until a fail-over test on the host has taken a port down, and some seconds more; then it runs lines of bash. */
export async function strikeFailover(host: Case, seconds: number, lines: string): Promise<Hit> {
  const said = await host.run(
    `${functions}
    for ((i = 0; i < 3000; i++)); do ! down >/dev/null || break; sleep 0.02; done
    sleep ${seconds.toFixed(2)}
    echo "$(down || echo none) $(alive && echo during || echo over)"
    ${lines}`,
    { seconds: 120 }
  )
  const [down = '', when] = said.trim().split(' ')
  return { down, isDuring: when === 'during' }
}

/** Waits until nothing is left of a fail-over test, neither module nor guard; returns the ports that are down then. */
export async function downAfterFailover(host: Case): Promise<readonly string[]> {
  const said = await host.run(
    `${functions}
    for ((i = 0; i < 600; i++)); do [ -n "$(ls -A /run/nic-bonding 2>/dev/null)" ] || break; sleep 0.1; done
    ls -A /run/nic-bonding; down || true`,
    { seconds: 120 }
  )
  return said.split('\n').filter(line => line !== '')
}

/** Lines of bash that kill the module, or its guard, by what the test has noted of them. */
export const killModule = 'read -r pid rest </run/nic-bonding/failover-*/owner && kill -KILL $pid'
export const killGuard = 'read -r pid rest </run/nic-bonding/failover-*/guard.pid && kill -KILL $pid'
/** Lines of bash that kill all sessions of sshd on the host: what ends them is the end of their connection. */
export const killSessions = `for file in /proc/[0-9]*/cmdline; do
  { IFS= read -rd '' title <$file; } 2>/dev/null
  case $title in sshd*@notty | sshd*@pts/*) file=\${file#/proc/}; kill -KILL \${file%/*} ;; esac
done`

/** down: a port that is down; alive: whether the module lives. */
const functions = `
down() {
  local port flags
  for port in eth0 eth1; do
    read -r flags </sys/class/net/$port/flags
    (( flags & 1 )) || { echo $port; return 0; }
  done
  return 1
}
alive() { { read -r pid rest </run/nic-bonding/failover-*/owner && [ -d /proc/$pid ]; } 2>/dev/null; }
`

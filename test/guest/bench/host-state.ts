import type { Case } from './case.ts'

/** A host as going back must leave it: its files byte for byte, what the kernel runs in lines that can be compared. */
export interface HostState {
  readonly files: string
  readonly links: string
  readonly addresses: string
  readonly routes: string
  readonly bonds: string
}

/**
 * Reads it. Left out is what counts or passes by itself: numbers of devices, lifetimes, and the metric that the scripts make of
 * such a number for 169.254.0.0/16 (initscripts, ifup-eth), and the queue that a device keeps once it has been up.
 */
export async function readState(host: Case): Promise<HostState> {
  const text = await host.run(`
    cd /etc; find sysconfig/network-scripts modprobe.d ! -name '*~' -printf '%p %y %m %u %g %l\\n' | sort
    find sysconfig/network-scripts modprobe.d -type f ! -name '*~' -exec sha256sum {} + | sort -k 2
    echo ===
    ip -o link show | grep -v mgmt0; echo ===
    ip -o address show | grep -v mgmt0; echo ===
    ip route show table all; ip rule show; echo ===
    cd /sys/class/net; for b in $(cat bonding_masters); do
      for f in mode miimon fail_over_mac primary slaves arp_ip_target updelay; do echo $b $f $(tr ' ' '\\n' <$b/bonding/$f | sort); done
    done`)
  const [files = '', links = '', addresses = '', routes = '', bonds = ''] = text.split('===\n')
  return {
    files,
    links: normalised(links, line => line.replace(/ (qlen|group|qdisc) \S+/g, '').replace(/\\ .*?(link\/)/, ' $1')),
    addresses: normalised(addresses, line => line.replace(/\\.*/, '').replace(/ (tentative|dadfailed)/g, '')),
    routes: normalised(routes, line => line.replace(/(169\.254\.0\.0\/16 .*)metric \d+/, '$1')),
    bonds
  }
}

/** The same once the kernel has seen that no other has its IPv6 addresses, which takes it a second or two: routes to them come then. */
export async function readSettledState(host: Case): Promise<HostState> {
  await host.run('for i in {1..50}; do [ -n "$(ip -6 -o address show tentative)" ] || break; sleep 0.2; done')
  return readState(host)
}

function normalised(text: string, change: (line: string) => string): string {
  const lines = text.split('\n').filter(line => line !== '' && !line.includes('multicast'))
  const plain = lines.map(line =>
    change(line.replace(/^\d+: /, '').replace(/@if\d+/, ''))
      .replace(/ +/g, ' ')
      .trim()
  )
  return plain.sort().join('\n')
}

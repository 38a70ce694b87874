import fs from 'node:fs'
import path from 'node:path'
import { controlFolder } from '../../integration/bench/bench.ts'
import { type Case, quote } from './case.ts'
import { type GuestAddress, sshOptions } from './guest-ssh.ts'

/**
 * The same host, but Ansible reaches it over its bond: from the switch's network namespace, at an address of the bond. The
 * test itself looks at the host without any network of the host's.
 */
export function overBond(guest: GuestAddress, host: Case, address = '10.0.2.12'): Case {
  const script = path.join(guest.folder, `${host.name}-over-bond.sh`)
  const slot = host.name.replace('host', '')
  const relay = `exec ip netns exec sw${slot} /run/bench/guest/bench/relay.sh`
  const words = [...sshOptions(guest), '-o', 'ControlMaster=auto', '-o', 'ControlPersist=600', 'root@198.18.0.2']
  fs.writeFileSync(script, `exec ssh ${words.map(quote).join(' ')} "${relay} $1 $2"\n`)
  const hostVars = {
    ...host.hostVars,
    ansible_host: address,
    // Other hosts of this guest have the same address: a connection that is kept must be this host's.
    ansible_ssh_common_args: `-o ProxyCommand="sh ${script} %h %p" -o ControlPath=${controlFolder(guest.folder)}/${host.name}-%C`
  }
  return { ...host, hostVars }
}

// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

/** One thing to do to the running network; the guard knows no others (shell/guard.sh). */
export type Step =
  /** Put the files of before the change, or those of the change, in place: scripts stop and start what the files say. */
  | { readonly type: 'files'; readonly set: 'old' | 'new' }
  | { readonly type: 'ifdown' | 'ifup'; readonly device: string }
  | { readonly type: 'service'; readonly action: 'stop' | 'start' }
  /** Let NetworkManager read the files again; it does not watch them (nmcli(1), connection reload). */
  | { readonly type: 'reload' }
  /** Activate the profile that NetworkManager has of a file; `wait` in seconds. */
  | { readonly type: 'activate'; readonly path: string; readonly wait: number }
  /** Let NetworkManager set what differs without taking the device down; where it cannot, the profile is activated. */
  | { readonly type: 'reapply'; readonly device: string; readonly path: string }
  /** Let NetworkManager end the connection of a device; it may have noticed by itself that the file is gone. */
  | { readonly type: 'disconnect'; readonly device: string }
  /** Take a port from a bond, or put it in, as bonding.rst says ("Configuring Bonding Manually via Sysfs"). */
  | { readonly type: 'release' | 'enslave'; readonly bond: string; readonly port: string }
  /** Remove a bond from the kernel, which releases its ports and takes its addresses, unless it is gone already. */
  | { readonly type: 'remove-bond'; readonly bond: string }
  /** Write one option of a running bond; an empty value clears it. */
  | { readonly type: 'set'; readonly bond: string; readonly option: string; readonly value: string }
  /** Take the addresses and routes of a device, and leave its links alone. */
  | { readonly type: 'flush'; readonly device: string }
  | { readonly type: 'link'; readonly device: string; readonly to: 'up' | 'down' }

/** A step as a person would type it; `undefined` for what is the guard's own business and no command. */
export function stepText(step: Step): string | undefined {
  switch (step.type) {
    case 'files':
      return undefined
    case 'ifdown':
    case 'ifup':
      return `${step.type} ${step.device}`
    case 'service':
      return `service network ${step.action}`
    case 'reload':
      return 'nmcli connection reload'
    case 'activate':
      return `nmcli connection up <profile of ${step.path}>`
    case 'reapply':
      return `nmcli device reapply ${step.device}`
    case 'disconnect':
      return `nmcli device disconnect ${step.device}`
    case 'release':
      return `echo -${step.port} > /sys/class/net/${step.bond}/bonding/slaves`
    case 'enslave':
      return `echo +${step.port} > /sys/class/net/${step.bond}/bonding/slaves`
    case 'remove-bond':
      return `echo -${step.bond} > /sys/class/net/bonding_masters`
    case 'set':
      return `echo ${step.value} > /sys/class/net/${step.bond}/bonding/${step.option}`
    case 'flush':
      return `ip address flush dev ${step.device} scope global`
    case 'link':
      return `ip link set dev ${step.device} ${step.to}`
  }
}

/** A step as a line of the guard's table: its words, separated by tabs. */
export function stepLine(step: Step): string {
  return wordsOf(step).join('\t')
}

function wordsOf(step: Step): readonly string[] {
  switch (step.type) {
    case 'files':
      return ['files', step.set]
    case 'ifdown':
    case 'ifup':
    case 'disconnect':
    case 'flush':
      return [step.type, step.device]
    case 'service':
      return ['service', step.action]
    case 'reload':
      return ['reload']
    case 'activate':
      return ['activate', String(step.wait), step.path]
    case 'reapply':
      return ['reapply', step.device, step.path]
    case 'release':
    case 'enslave':
      return [step.type, step.bond, step.port]
    case 'remove-bond':
      return ['remove-bond', step.bond]
    case 'set':
      return ['set', step.bond, step.option, step.value]
    case 'link':
      return ['link', step.device, step.to]
  }
}

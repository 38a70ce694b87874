import type { BondOptions } from '#generated/bond'
import { guideBond } from './guide.ts'

/** What the kernel runs, in words: of the bond its options, ports and addresses. */
export interface Running {
  readonly mode: string
  readonly miimon: string
  readonly primary: string
  readonly failOverMac: string
  readonly ports: string
  readonly addresses: string
  readonly defaultRoute: string
}

/** A change of the bond before it, the steps that it takes by whoever reads the files, and all that the kernel runs then. */
export interface Change {
  readonly label: string
  readonly bond: Partial<BondOptions>
  readonly plan: Readonly<Record<'initscripts' | 'networkmanager', readonly string[]>>
  readonly running: Running
}

const sys = '/sys/class/net/bond0/bonding'
const scripts = '/etc/sysconfig/network-scripts'
const reload = 'nmcli connection reload'
const up = (device: string) => `nmcli connection up <profile of ${scripts}/ifcfg-${device}>`
const begin = [up('bond0'), up('eth0'), up('eth1')]
const remove = 'echo -bond0 > /sys/class/net/bonding_masters'
const end = ['nmcli device disconnect bond0', remove]
const restart = {
  initscripts: ['ifdown bond0', 'ifup bond0'],
  networkmanager: [reload, ...end, ...begin]
}
const write = (option: string, value: string) => ({
  initscripts: [`echo ${value} > ${sys}/${option}`],
  networkmanager: [reload, `echo ${value} > ${sys}/${option}`]
})

const started: Running = {
  mode: 'active-backup 1',
  miimon: '100',
  primary: '',
  failOverMac: 'active 1',
  ports: 'eth0 eth1',
  addresses: '10.0.2.12/8',
  defaultRoute: 'default via 10.0.0.138 dev bond0'
}
const slower = { ...started, miimon: '200' }
const preferring = { ...slower, primary: 'eth1' }
const one = { ...slower, mode: 'balance-alb 6', failOverMac: 'none 0' }
const nothing: Running = {
  ...{ mode: '', miimon: '', primary: '', failOverMac: '', ports: '', addresses: '', defaultRoute: '' }
}

const calm = { ...guideBond, miimon: 200 }
const { fail_over_mac: _, ...rest } = calm
const alb = { ...rest, mode: 'balance-alb' }

/** Each is one play, in this order, on a host with three ports. The steps are those of the contract's table. */
export const changes: readonly Change[] = [
  {
    label: 'from nothing: the bond comes up',
    bond: guideBond,
    plan: { initscripts: ['ifup bond0'], networkmanager: [reload, ...begin] },
    running: started
  },
  { label: 'miimon: a live write', bond: calm, plan: write('miimon', '200'), running: slower },
  {
    label: 'primary: a live write',
    bond: { ...calm, primary: 'eth1' },
    plan: write('primary', 'eth1'),
    running: preferring
  },
  {
    label: 'fail_over_mac: the bond down and up',
    bond: { ...calm, primary: 'eth1', fail_over_mac: 'none' },
    plan: restart,
    running: { ...preferring, failOverMac: 'none 0' }
  },
  {
    label: 'mode: the bond down and up',
    bond: alb,
    // initscripts write what the file names, so what it names no more is cleared while the bond is down.
    plan: { ...restart, initscripts: ['ifdown bond0', `echo  > ${sys}/primary`, 'ifup bond0'] },
    running: one
  },
  {
    label: 'a port less: that port only',
    bond: { ...alb, ports: ['eth0'] },
    plan: { initscripts: ['ifdown eth1', 'ifup eth1'], networkmanager: [reload, up('eth1')] },
    running: { ...one, ports: 'eth0' }
  },
  {
    label: 'a port more: that port only',
    bond: { ...alb, ports: ['eth0', 'eth2'] },
    plan: { initscripts: ['ifup eth2'], networkmanager: [reload, up('eth2')] },
    running: { ...one, ports: 'eth0 eth2' }
  },
  {
    label: 'an address: the bond only',
    bond: { ...alb, ports: ['eth0', 'eth2'], ipaddr: '10.0.2.13' },
    plan: {
      initscripts: ['ip address flush dev bond0 scope global', 'ifup bond0'],
      networkmanager: [reload, 'nmcli device reapply bond0']
    },
    running: { ...one, ports: 'eth0 eth2', addresses: '10.0.2.13/8' }
  },
  {
    label: 'the bond deleted: down, ports released, out of the kernel',
    bond: { name: 'bond0', state: 'absent' },
    plan: {
      initscripts: ['ifdown bond0', remove, 'ifup eth0', 'ifup eth2'],
      networkmanager: [reload, ...end, up('eth0'), up('eth2')]
    },
    running: nothing
  }
]

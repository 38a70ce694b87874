import { type Change, type ChangedFile, scripts } from '../../../support/change-folder.ts'

/** A change of a bond with two ports: one file of each kind, steps forth and back. */
export const files: readonly ChangedFile[] = [
  { path: `${scripts}/ifcfg-bond0`, old: 'OLD=bond\n', new: 'NEW=bond\n' },
  { path: `${scripts}/ifcfg-eth0`, old: undefined, new: 'NEW=port\n' },
  { path: `${scripts}/ifcfg-eth1`, old: 'OLD=1\n', new: undefined }
]
export const change: Change = {
  state: 'applying',
  timeout: 60,
  transactions: [{ files }],
  forward: [
    ['files', 'old'],
    ['ifdown', 'bond0'],
    ['files', 'new'],
    ['ifup', 'bond0'],
    ['ifup', 'eth0']
  ],
  back: [
    ['files', 'new'],
    ['ifdown', 'bond0'],
    ['files', 'old'],
    ['ifup', 'bond0']
  ]
}

/** What its steps call, each with the text of the bond's file at that moment. */
export const forwardCalls = ['ifdown bond0 [OLD=bond]', 'ifup bond0 [NEW=bond]', 'ifup eth0 [NEW=bond]']
export const backCalls = ['ifdown bond0 [NEW=bond]', 'ifup bond0 [OLD=bond]']

import type { ReadHost } from '../../../modules/lib/host/host.ts'
import { hostWith } from '../bonding/_files.ts'

/** Files by name; `undefined` for one that is not there. */
export type Files = Readonly<Record<string, string | undefined>>

/** A host with a bond that is as it should be, but for these files. */
export function host(files: Files): ReadHost {
  const there = Object.entries({ ...good, ...files }).filter((file): file is [string, string] => file[1] !== undefined)
  return hostWith(Object.fromEntries(there))
}

export const bond = 'DEVICE=bond0\nONBOOT=yes\nBOOTPROTO=none\nUSERCTL=no\nBONDING_OPTS="mode=1 miimon=100"\n'
export const port = (device: string): string =>
  `DEVICE=${device}\nBOOTPROTO=none\nONBOOT=yes\nMASTER=bond0\nSLAVE=yes\nUSERCTL=no\n`

const good = {
  'ifcfg-bond0': bond,
  'ifcfg-eth0': port('eth0'),
  'ifcfg-eth1': port('eth1'),
  '/etc/modprobe.d/bonding.conf': 'alias bond0 bonding\n'
}

export const inBond = (line: string): Files => ({ 'ifcfg-bond0': `${bond}${line}\n` })
export const withOpts = (opts: string): Files => ({ 'ifcfg-bond0': bond.replace(/"mode.*"/, `"${opts}"`) })
export const inPort = (from: string | RegExp, to: string): Files => ({ 'ifcfg-eth1': port('eth1').replace(from, to) })

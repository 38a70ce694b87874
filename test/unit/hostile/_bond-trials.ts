import fc from 'fast-check'
import { defined, oneIn } from './_arbitraries.ts'
import { bondTask } from './_bond-args.ts'
import { anyIfcfg, hostileIfcfg, plainIfcfg } from './_ifcfg-texts.ts'
import type { Trial } from './_laws.ts'
import { anyModprobeText } from './_modprobe-texts.ts'
import { scripts } from './_names.ts'

const bondHead = (name: string) => `DEVICE=${name}\nBONDING_OPTS="mode=1 miimon=100"`
const portHead = (name: string, bond: string) => `DEVICE=${name}\nMASTER=${bond}\nSLAVE=yes`

const texts = fc.oneof(
  { weight: 4, arbitrary: fc.constant({}) },
  {
    weight: 4,
    arbitrary: fc.record({
      'ifcfg-bond0': oneIn(2, anyIfcfg(bondHead('bond0'))),
      'ifcfg-eth0': oneIn(2, anyIfcfg('DEVICE=eth0')),
      'ifcfg-eth1': oneIn(2, plainIfcfg(portHead('eth1', 'bond0'))),
      'ifcfg-em1': oneIn(2, anyIfcfg('DEVICE=em1'))
    })
  },
  {
    weight: 2,
    arbitrary: fc.record({
      'ifcfg-bond0': oneIn(2, hostileIfcfg(bondHead('bond0'))),
      'ifcfg-bond1': oneIn(2, hostileIfcfg(bondHead('bond1'))),
      'ifcfg-eth0': oneIn(2, hostileIfcfg(portHead('eth0', 'bond1'))),
      'ifcfg-eth1': oneIn(2, hostileIfcfg('HWADDR=08:00:27:00:00:01')),
      'ifcfg-lan': oneIn(3, hostileIfcfg('DEVICE=eth2')),
      'route-eth1': oneIn(8, fc.constant('default via 10.0.0.1\n')),
      'rule-bond0': oneIn(8, fc.constant('from 10.0.0.1 table 5\n')),
      'ifcfg-eth0.100': oneIn(12, fc.constant('DEVICE=eth0.100\nVLAN=yes\n')),
      'ifcfg-eth0.old': oneIn(8, fc.constant('DEVICE=eth0\n'))
    })
  }
)

const elsewhere = fc.record({
  '/etc/modprobe.d/bonding.conf': oneIn(3, anyModprobeText),
  '/etc/modprobe.d/a.conf': oneIn(6, anyModprobeText),
  '/usr/lib/modprobe.d/bonding.conf': oneIn(10, anyModprobeText),
  '/etc/modprobe.conf': oneIn(20, anyModprobeText),
  '/etc/NetworkManager/system-connections/x.nmconnection': oneIn(
    10,
    fc.constantFrom(
      '[connection]\nid=x\ninterface-name=eth3\n',
      '[connection\n=\n[[]]\n\0',
      '[__proto__]\ninterface-name=eth0\n[connection]\n__proto__=1\n',
      '[ethernet]\nmac-address=08:00:27:00:00:01\n[connection]\nid=$(canary)\n'
    )
  )
})

/** A task of the module bond and the files that it finds. */
export const bondTrials: fc.Arbitrary<Trial> = fc
  .record({ args: bondTask, own: texts, more: elsewhere })
  .map(({ args, own, more }) => {
    const ifcfg = Object.fromEntries(
      Object.entries({ 'ifcfg-lo': 'DEVICE=lo\n', ...own }).map(([name, text]) => [`${scripts}/${name}`, text])
    )
    return { args, files: defined({ ...ifcfg, ...more }) as Trial['files'] }
  })

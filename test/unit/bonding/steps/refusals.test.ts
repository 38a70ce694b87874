import { expect, test } from 'vitest'
import { type ApplyRequest, planApply } from '../../../../modules/lib/bonding/steps/plan-apply.ts'
import { Kernel, sysFiles } from './_kernel.ts'
import { memoryHost } from './_memory-host.ts'
import { scripts } from './_scripts.ts'

const bond0 = 'DEVICE=bond0\nBONDING_OPTS="mode=1 miimon=100"\n'
const eth0 = 'DEVICE=eth0\nMASTER=bond0\nSLAVE=yes\n'
const networkManager = { '/proc/7/comm': 'NetworkManager\n' }
const initscripts = { [`${scripts}/ifup-eth`]: '' }

function refusalOf(tree: { readonly [path: string]: string }, request: Partial<ApplyRequest>): string {
  const { files, links } = sysFiles(new Kernel())
  for (const [path, text] of Object.entries(tree)) files.set(path, text)
  const none = { before: new Map(), after: new Map(), activityOf: () => undefined }
  const rest = { ...none, interfaces: undefined, provider: 'auto' } as const
  try {
    planApply({ host: memoryHost({ files, links }), ...rest, ...request })
  } catch (error) {
    return String(error)
  }
  return 'no refusal'
}

test.each([
  ['no provider at all', {}, {}, /auto finds neither a running NetworkManager nor initscripts/],
  ['NetworkManager that does not run', initscripts, { provider: 'networkmanager' }, /networkmanager is not running/],
  ['initscripts that are not there', networkManager, { provider: 'initscripts' }, /initscripts is not installed/],
  [
    'an interface that does not exist',
    initscripts,
    { interfaces: ['eth9'] },
    /eth9 has neither an ifcfg file nor a device/
  ],
  [
    'two files for one device',
    { ...initscripts, [`${scripts}/ifcfg-bond0`]: bond0, [`${scripts}/ifcfg-other`]: bond0 },
    { interfaces: ['bond0'] },
    /bond0: has two ifcfg files, .*ifcfg-bond0 and .*ifcfg-other/
  ],
  [
    'a bond and a port with different providers',
    {
      ...initscripts,
      ...networkManager,
      [`${scripts}/ifcfg-bond0`]: bond0,
      [`${scripts}/ifcfg-eth0`]: `${eth0}NM_CONTROLLED=no\n`
    },
    { interfaces: ['bond0'] },
    /bond0: networkmanager sets it up, but not its port eth0 \(NM_CONTROLLED=no in .*ifcfg-eth0, line 4\)/
  ]
] as const)('refuses %s', (_, tree, request, message) => {
  expect(refusalOf(tree, request)).toMatch(message)
})

test('a provider that the task names leaves no doubt about a bond and its port', () => {
  const files = { [`${scripts}/ifcfg-bond0`]: bond0, [`${scripts}/ifcfg-eth0`]: `${eth0}NM_CONTROLLED=no\n` }
  const request = { interfaces: ['bond0'], provider: 'initscripts' } as const
  expect(refusalOf({ ...initscripts, ...networkManager, ...files }, request)).toBe('no refusal')
})

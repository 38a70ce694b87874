import fc from 'fast-check'
import { expect, test } from 'vitest'
import { anyJson, defined, hostileText, mostly, oneIn } from './_arbitraries.ts'
import { fuzz } from './_fuzz.ts'
import { hostileIfcfg, plainIfcfg } from './_ifcfg-texts.ts'
import type { Trial } from './_laws.ts'
import { loadModule } from './_modules.ts'
import { scripts } from './_names.ts'

const path = '/etc/udev/rules.d/70-persistent-net.rules'
const addresses = ['08:00:27:43:66:17', '08:00:27:08:f3:6a', '52:54:00:AB:CD:EF', '00:1b:21:00:00:01']

/** A line of the file, and what it tells: a comment tells nothing, and another line may be no name of a NIC. */
interface Line {
  readonly text: string
  readonly is: 'comment' | 'rule' | { readonly address: string; readonly name: string }
}

const naming: fc.Arbitrary<Line> = fc
  .record({
    address: fc.constantFrom(...addresses),
    name: fc.constantFrom('eth0', 'eth1', 'eth7', 'lan', '__proto__'),
    key: fc.constantFrom('ATTR', 'ATTRS', 'SYSFS'),
    gap: fc.constantFrom(', ', ',', ', \\\n  ', ' , '),
    sign: fc.constantFrom('=', ':=', ' = '),
    rest: fc.constantFrom('', ' # why', '\r')
  })
  .map(({ address, name, key, gap, sign, rest }) => ({
    text: `SUBSYSTEM=="net"${gap}${key}{address}=="${address}"${gap}KERNEL=="eth*"${gap}NAME${sign}"${name}"${rest}`,
    is: { address, name }
  }))
const other: fc.Arbitrary<Line> = fc.oneof(
  fc.constantFrom<Line>(
    { text: '', is: 'comment' },
    { text: '# PCI device 0x8086:0x100e (e1000)', is: 'comment' },
    { text: '  # SUBSYSTEM=="net", ATTR{address}=="08:00:27:43:66:17", NAME="eth9"', is: 'comment' },
    { text: 'SUBSYSTEM=="net", ATTR{address}=="bogus", NAME="eth6"', is: 'rule' },
    { text: 'SUBSYSTEM=="net", KERNEL=="eth*", RUN+="/bin/sh -c $(canary)"', is: 'rule' }
  ),
  hostileText.map((text): Line => ({ text: `x${text.replace(/[\\\n]/g, '_')}`, is: 'rule' }))
)

interface RulesTrial extends Trial {
  readonly lines: readonly Line[]
}

const trials: fc.Arbitrary<RulesTrial> = fc
  .record({
    lines: fc.array(mostly(3, naming, other), { maxLength: 6 }),
    end: fc.constantFrom('\n', '\n', '', '\n\n'),
    backup: oneIn(3, mostly(4, fc.constantFrom<unknown>(true, false, 'yes'), anyJson)),
    wrong: oneIn(12, fc.dictionary(fc.constantFrom('name', 'state', 'Backup'), anyJson, { minKeys: 1 })),
    isThere: mostly(10, fc.constant(true), fc.constant(false)),
    root: fc.constantFrom('/', '/hostile'),
    eth0: oneIn(2, plainIfcfg('DEVICE=eth0\nHWADDR=08:00:27:43:66:17')),
    eth1: oneIn(2, hostileIfcfg('DEVICE=eth1'))
  })
  .map(({ lines, end, backup, wrong, isThere, root, eth0, eth1 }) => {
    const ifcfg = { 'ifcfg-lo': 'DEVICE=lo\n', 'ifcfg-eth0': eth0, 'ifcfg-eth1': eth1 }
    const files = Object.entries(ifcfg).map(([name, text]) => [`${scripts}/${name}`, text])
    const rules = isThere ? lines.map(({ text }) => text).join('\n') + end : undefined
    const kernel = {
      '/sys/class/net/eth0/address': '08:00:27:43:66:17\n',
      '/sys/class/net/eth0/device/vendor': '0x8086\n'
    }
    const texts = defined({ ...Object.fromEntries(files), [path]: rules, ...(root === '/' ? kernel : {}) })
    return {
      lines: isThere ? lines : [],
      args: { root, ...defined({ backup, ...wrong }) },
      files: texts as Trial['files']
    }
  })

const isRule = ({ is }: Line) => is !== 'comment'

test('persistent_net_rules: whatever the file, it is emptied with all its names told, and no other file is written', async () => {
  const figures = await fuzz({
    module: await loadModule('persistent_net_rules'),
    trials,
    runs: 400,
    each: ({ trial: { lines, args }, ending: { written, run } }) => {
      expect(written.map(file => [file.path, file.after])).toEqual([[path, '']])
      const named = lines.flatMap(({ is }) =>
        typeof is === 'object' ? [[is.address.toUpperCase(), is.name] as const] : []
      )
      const names = (dict: unknown) => Object.entries(dict as object).sort()
      expect(names(run.result.rules)).toEqual([...new Map(named)].sort())
      expect(names(run.result.map)).toEqual(
        args.root === '/' ? [['08:00:27:43:66:17', 'eth0']] : [...new Map(named)].sort()
      )
      expect(run.result.reboot_needed).toBe(true)
      expect(lines.some(isRule)).toBe(true)
    },
    idle: ({ lines }) => expect(lines.some(isRule)).toBe(false),
    batch: () => undefined
  })
  figures.close('persistent_net_rules', 'all names told are held against those that were written')
})

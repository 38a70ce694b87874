import fc from 'fast-check'
import { hostileText, mostly } from './_arbitraries.ts'

/** Lines of modprobe.d that people, installers and vendors write. */
const plain = [
  ...[
    'alias bond0 bonding',
    'alias bond1 bonding',
    'alias bond0 dummy',
    'alias bond* bonding',
    'alias eth0 e1000',
    'alias net-pf-10 off'
  ],
  ...[
    'options bonding max_bonds=0',
    'options bonding mode=1 miimon=100',
    'options bond0 mode=1',
    'blacklist bonding',
    '# alias bond0 bonding',
    ''
  ],
  ...['install bonding /bin/true', 'remove bonding canary', 'softdep bonding pre: ipv6', 'alias netdev-bond0 bonding']
]
const odd = [
  ...[
    'alias  bond0\tbonding',
    '  alias bond0 bonding',
    'alias bond0 bonding extra',
    'alias bond0',
    'alias',
    'alias bond\\',
    '0 bonding',
    'options bonding \\'
  ],
  ...[
    'alias bond-0 bonding',
    'alias bond[0-3] bonding',
    'alias bond[ bonding',
    'ALIAS bond0 bonding',
    'alias bond0 bonding\r',
    'alias bond0 "bonding"'
  ],
  ...[
    'install bond0 $(canary)',
    'alias b\\ond0 bonding',
    '\ufeffalias bond0 bonding',
    'alias bond\0 bonding',
    'alias bond\udcff bonding',
    '\\',
    ' \\',
    '# comment \\'
  ],
  ...[
    `alias ${'x'.repeat(5000)} bonding`,
    'include /etc/modprobe.d',
    'alias bond? bonding',
    'alias * bonding',
    'alias bond0 bonding # why'
  ]
]

/** A file of modprobe.d, plain or not. */
export const modprobeText: fc.Arbitrary<string> = fc
  .tuple(
    fc.array(
      fc.oneof(
        { weight: 4, arbitrary: fc.constantFrom(...plain) },
        { weight: 2, arbitrary: fc.constantFrom(...odd) },
        { weight: 1, arbitrary: hostileText.map(text => text.slice(0, 200)) }
      ),
      { maxLength: 6 }
    ),
    fc.constantFrom('\n', '\n', '\n', '', '\r\n', '\\', ' \\\n')
  )
  .map(([lines, end]) => lines.join('\n') + end)

/** A file without an odd line. */
export const plainModprobeText: fc.Arbitrary<string> = fc
  .subarray(plain.filter(line => !/dummy|install|\*/.test(line)))
  .map(lines => `${lines.join('\n')}\n`)

export const anyModprobeText = mostly(3, plainModprobeText, modprobeText)

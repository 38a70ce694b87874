import fc from 'fast-check'
import { mostly } from './_arbitraries.ts'

/** What others have written into files of routes and of rules; no line of them is a command. */
const found = fc.constantFrom(
  ...['# by hand', '', '  # 192.0.2.0/24 via 10.0.0.1', '192.0.2.0/24 via 10.0.0.1 dev bond0', 'default via 10.0.0.1'],
  ...[
    '198.51.100.7/32  dev bond0 via 10.9.0.1',
    'to 172.16.0.0/12 dev bond0',
    'fd01::/48 via fe80::1',
    '::/0 via 2001:db8::1'
  ],
  ...[
    '10.77.0.0/16 dev eth7',
    'from 10.0.0.12 table 100',
    'prio 5 from all fwmark 16 lookup 100',
    'not from 10.0.0.1 table 5'
  ],
  ...[
    'blackhole 172.16.0.0/12 metric 100',
    '\r',
    'dev bond*',
    '192.0.2.0/24 \\',
    '$(canary)',
    '; canary',
    '\udcff',
    '\0'
  ]
)
const numbered = fc
  .subarray([
    '# c',
    'ADDRESS0=192.0.2.0',
    'NETMASK0=255.255.255.0',
    'GATEWAY0="10.0.0.1"',
    'ADDRESS1=172.16.0.0',
    'NETMASK1=255.240.0.0'
  ])
  .map(lines => lines.map(line => `${line}\n`).join(''))
/** A file of routes or of rules that others have written, in either form. */
export const foundText = mostly(
  4,
  fc
    .tuple(fc.array(found, { maxLength: 4 }), fc.constantFrom('\n', '\n', ''))
    .map(([lines, end]) => lines.join('\n') + end),
  numbered
)

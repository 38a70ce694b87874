/** Lines that people and installers write. */
export const plainLines = [
  ...[
    'ONBOOT=yes',
    'ONBOOT=no',
    'ONBOOT="yes"',
    "ONBOOT='no'",
    'BOOTPROTO=none',
    'BOOTPROTO=dhcp',
    'BOOTPROTO=static',
    'USERCTL=no'
  ],
  ...[
    'IPADDR=10.0.2.12',
    'IPADDR0=10.0.2.13',
    'IPADDR1=10.0.2.14',
    'NETMASK=255.0.0.0',
    'PREFIX=8',
    'PREFIX0=24',
    'GATEWAY=10.0.0.138'
  ],
  ...[
    'DNS1=10.0.0.138',
    'DNS2=8.8.8.8',
    'DOMAIN="a.example b.example"',
    'MTU=9000',
    'PEERDNS=no',
    'DEFROUTE=yes',
    'ZONE=dmz'
  ],
  ...[
    'NM_CONTROLLED=no',
    'UUID=2f0f4b4e-1c3c-4f0a-8a0f-2b1d3c4e5f60',
    'ETHTOOL_OPTS="wol g"',
    'IPV6INIT=no',
    'IPV6ADDR=fd00::1/64'
  ],
  ...[
    '# a comment',
    '#BOOTPROTO=dhcp',
    '',
    'A=1',
    'B="x y"',
    'C=',
    "NAME='System eth0'",
    'NOTE="costs 5 \\$"',
    'MTU=1500 # jumbo later'
  ]
]

/** Lines that are found where somebody tried something, or worse; what they would run does not exist. */
export const hostileLines = [
  ...[
    'export ONBOOT=yes',
    'ONBOOT=yes; BOOTPROTO=none',
    'IPADDR=10.0.2.12 NETMASK=255.0.0.0',
    'A=(a b c)',
    'A[2]=x',
    'declare -r Z=1'
  ],
  ...[
    'A=$(canary)',
    'B=`canary x`',
    'C=\x24{A:-$(canary)}',
    'if canary; then MTU=9000; fi',
    '[ -f /nonexistent ] && B=2',
    'canary arg',
    'f() { A=1; }'
  ],
  ...[
    'cat <<END',
    'END',
    'cat <<-"END"',
    'MTU=90\\',
    '00',
    'A="open',
    'close"',
    "A='open",
    "close'",
    "B=$'\\x41'",
    'B=$"x"',
    'A+=more',
    'unset MTU'
  ],
  ...[
    'MASTER = bond0',
    ' MASTER=bond0',
    'MASTER=bond0 # old',
    'MASTER="bond0"',
    "SLAVE='yes'",
    '# SLAVE=no',
    '# DEVICE=eth9 TYPE=x',
    'DEVICE=eth9'
  ],
  ...[
    'BRIDGE=br0',
    'HWADDR=08:00:27:00:00:01',
    'TYPE=Ethernet',
    'TYPE=Bond',
    'BONDING_OPTS=mode=1',
    "BONDING_OPTS='mode=4 lacp_rate=1'"
  ],
  ...[
    'ONBOOT=yes\r',
    'A=\0b',
    '\ufeffA=1',
    'B=\udcff\udcfe',
    'C="\udcc3"',
    'KÉY=1',
    '9A=1',
    ')',
    '}',
    '&&',
    '. ./ifcfg-eth1',
    'source ifcfg-eth0',
    'return',
    'while false; do A=1; done'
  ],
  ...[
    `LONG=${'x'.repeat(5000)}`,
    `# ${'long comment '.repeat(400)}`,
    `D="${'$A'.repeat(500)}"`,
    'set -- a b',
    'local A=1',
    'readonly B',
    'WPA_PSK=secret$x'
  ]
]

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { waitUntil } from '../../integration/bench/processes.ts'
import { readBond, untilUp } from '../bench/bond-state.ts'
import { type Case, openCase } from '../bench/case.ts'
import { skipReason, theGuest } from '../bench/guest-test.ts'
import { guideBond } from '../bench/guide.ts'
import { kernelLog } from '../bench/kernel-log.ts'
import { ansibleFor } from '../bench/play.ts'
import { type Reader, readers } from '../bench/readers.ts'

/** A line that the guide's "Configuration Test" expects: where it is looked for today, and as what. */
type Line = readonly [guide: string, where: Place, today: RegExp, only?: Reader['reader']]

/** A device's name is for what ifconfig says of it. */
type Place = 'messages' | 'netstat' | 'driver' | 'bond0' | 'eth0' | 'eth1'

interface Step {
  readonly command: string
  readonly lines: readonly Line[]
  /** What must not be shown: a device that is down. */
  readonly absent?: Place
}

/**
 * The guide's lines in its order. Linux prints messages in another form today, "(slave eth0)" for one, and what options are set
 * to at the level of debugging only: that is read from the driver's files instead (/sys/class/net/bond0/bonding).
 */
const steps: readonly Step[] = [
  {
    command: 'service network restart',
    lines: [
      ['bond0: setting mode to active-backup (1).', 'driver', /^mode active-backup 1$/m],
      ['bond0: Setting MII monitoring interval to 100.', 'driver', /^miimon 100$/m],
      ['bond0: Setting fail_over_mac to active (1).', 'driver', /^fail_over_mac active 1$/m],
      ['bond0: Adding slave eth0.', 'driver', /^slaves .*\beth0\b/m],
      ['bond0: making interface eth0 the new active one.', 'driver', /^active_slave eth0$/m],
      ['bond0: first active interface up!', 'driver', /^operstate up$/m],
      ['bond0: enslaving eth0 as an active interface with an up link.', 'messages', enslaving('eth0')],
      ['bond0: Adding slave eth1.', 'driver', /^slaves .*\beth1\b/m],
      ['bond0: enslaving eth1 as a backup interface with an up link.', 'messages', enslaving('eth1')],
      ...bondShown('08:00:27:43:66:17'),
      ...portShown('eth0', '08:00:27:43:66:17'),
      ...portShown('eth1', '08:00:27:08:f3:6a'),
      [
        '0.0.0.0         10.0.0.138      0.0.0.0         UG',
        'netstat',
        /^0\.0\.0\.0 +10\.0\.0\.138 +0\.0\.0\.0 +UG .* bond0$/m
      ],
      [
        '10.0.0.0        0.0.0.0         255.0.0.0       U',
        'netstat',
        /^10\.0\.0\.0 +0\.0\.0\.0 +255\.0\.0\.0 +U .* bond0$/m
      ],
      [
        '169.254.0.0     0.0.0.0         255.255.0.0     U',
        'netstat',
        /^169\.254\.0\.0 +0\.0\.0\.0 +255\.255\.0\.0 +U .* bond0$/m,
        'initscripts'
      ]
    ]
  },
  {
    command: 'ifconfig eth0 down',
    lines: [
      ['bond0: link status definitely down for interface eth0, disabling it', 'messages', linkDown('eth0')],
      ['bond0: making interface eth1 the new active one.', 'messages', newActive('eth1')],
      ...bondShown('08:00:27:08:f3:6a'),
      ...portShown('eth1', '08:00:27:08:f3:6a')
    ],
    absent: 'eth0'
  },
  {
    command: 'ifconfig eth0 up',
    lines: [
      [
        'bond0: link status definitely up for interface eth0, 4294967295 Mbps full duplex.',
        'messages',
        /bond0: \(slave eth0\): link status definitely up, \d+ Mbps full duplex$/m
      ]
    ]
  },
  {
    command: 'ifconfig eth1 down',
    lines: [
      ['bond0: link status definitely down for interface eth1, disabling it', 'messages', linkDown('eth1')],
      ['bond0: making interface eth0 the new active one.', 'messages', newActive('eth0')],
      ...bondShown('08:00:27:43:66:17'),
      ...portShown('eth0', '08:00:27:43:66:17')
    ],
    absent: 'eth1'
  }
]

describe.for(readers)('the guide\'s "Configuration Test", $label', ({ reader, skipReason: readerReason }) => {
  const reason = skipReason ?? readerReason
  let host: Case
  beforeAll(async () => {
    if (reason !== undefined) return
    host = await openCase(theGuest(), { reader })
  }, 60_000)
  afterAll(async () => host?.close())

  describe.for(steps)('$command', ({ command, lines, absent }) => {
    const seen: Record<string, string> = {}
    beforeAll(async () => {
      if (reason !== undefined) return
      const log = await kernelLog(host)
      if (command.startsWith('service')) await bringUp(host)
      else await host.run(command)
      const wanted = lines.filter(([, where]) => where === 'messages').map(([, , today]) => today)
      await waitUntil(`the kernel's messages after ${command}`, 5, async () => {
        seen.messages = await log.since()
        return wanted.every(line => line.test(seen.messages ?? ''))
      }).catch(() => {})
      Object.assign(seen, splitDevices(await host.run('ifconfig')))
      seen.netstat = await host.run('netstat -rn')
      seen.driver = await host.run(
        'cd /sys/class/net/bond0/bonding; for f in mode miimon fail_over_mac slaves active_slave; do echo $f $(cat $f); done; echo operstate $(cat ../operstate)'
      )
    }, 180_000)

    test.for(lines.filter(([, , , only]) => only === undefined || only === reader))(
      '%s',
      ([, where, today], { skip }) => {
        skip(reason !== undefined, reason)
        expect(seen[where]).toMatch(today)
      }
    )

    if (absent === undefined) return
    test('the port that is down is not shown', ({ skip }) => {
      skip(reason !== undefined, reason)
      expect(seen[absent]).toBeUndefined()
    })
  })

  async function bringUp(on: Case): Promise<void> {
    const { rc, stdout, stderr } = await ansibleFor(theGuest(), on)([guideBond])
    expect(rc, `${stdout}${stderr}`).toBe(0)
    await untilUp(on)
    if ((await readBond(on)).activePort === 'eth0') return
    await on.run('echo eth0 > /sys/class/net/bond0/bonding/active_slave')
  }
})

function enslaving(port: string): RegExp {
  return new RegExp(`bond0: \\(slave ${port}\\): Enslaving as an? (active|backup) interface with an up link$`, 'm')
}

function linkDown(port: string): RegExp {
  return new RegExp(`bond0: \\(slave ${port}\\): link status definitely down, disabling slave$`, 'm')
}

function newActive(port: string): RegExp {
  return new RegExp(`bond0: \\(slave ${port}\\): making interface the new active one$`, 'm')
}

/** The lines of `ifconfig` about the bond, whose address is the active port's. */
function bondShown(mac: string): readonly Line[] {
  return [
    [`bond0     Link encap:Ethernet  HWaddr ${mac}`, 'bond0', new RegExp(`^ +ether ${mac} `, 'm')],
    [
      'inet addr:10.0.2.12  Bcast:10.255.255.255  Mask:255.0.0.0',
      'bond0',
      /^ +inet 10\.0\.2\.12 +netmask 255\.0\.0\.0 +broadcast 10\.255\.255\.255$/m
    ],
    ['inet6 addr: fe80::a00:27ff:fe43:6617/64 Scope:Link', 'bond0', /^ +inet6 fe80::[0-9a-f:]+ .*<link>$/m],
    ['bond0     UP BROADCAST RUNNING MASTER MULTICAST  MTU:1500', 'bond0', flagsOf('MASTER')]
  ]
}

function portShown(port: 'eth0' | 'eth1', mac: string): readonly Line[] {
  return [
    [`${port}      Link encap:Ethernet  HWaddr ${mac}`, port, new RegExp(`^ +ether ${mac} `, 'm')],
    [`${port}      UP BROADCAST RUNNING SLAVE MULTICAST  MTU:1500`, port, flagsOf('SLAVE')]
  ]
}

function flagsOf(role: string): RegExp {
  return new RegExp(`^\\w+: flags=\\d+<UP,BROADCAST,RUNNING,${role},MULTICAST> +mtu 1500$`, 'm')
}

/** What ifconfig says of each device that is up; of one that is down it says nothing. */
function splitDevices(text: string): Readonly<Record<string, string>> {
  const blocks = text.split('\n\n').filter(block => block !== '')
  return Object.fromEntries(blocks.map(block => [block.slice(0, block.indexOf(':')), block]))
}

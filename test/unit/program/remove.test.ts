import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { checkout } from '../../../tools/setup/shell.mjs'
import { type Shell, shells } from '../../support/shell-host.ts'

const skipReason = process.getuid?.() === 0 ? undefined : 'folders in the place of /opt and /var/lib need root'
const scripts = path.join(checkout, 'collection/plugins/plugin_utils/shell')
const text = ['trust.sh', 'remove.sh'].map(name => fs.readFileSync(path.join(scripts, name), 'utf8')).join('\n')
const one = '0123456789abcdef'
const two = 'fedcba9876543210'

/** A host on which the collection has been at work; nothing is open. */
const used = `
mkdir -p /opt/nic-bonding/${one} /opt/nic-bonding/${two} /var/lib/nic-bonding/c1 /etc/systemd/system/sysinit.target.wants /etc/fapolicyd/trust.d
touch /opt/nic-bonding/${one}/nic-bonding /opt/nic-bonding/${two}/nic-bonding /opt/nic-bonding/${two}/.new-1-a /var/log/nic-bonding.log
touch /etc/systemd/system/nic-bonding-revert.service /etc/fapolicyd/trust.d/nic-bonding /etc/fapolicyd/trust.d/other
ln -s ../nic-bonding-revert.service /etc/systemd/system/sysinit.target.wants/nic-bonding-revert.service
echo confirmed >/var/lib/nic-bonding/c1/state
`
const all = [
  `removed /opt/nic-bonding/${one}`,
  `removed /opt/nic-bonding/${two}`,
  'removed /opt/nic-bonding',
  'removed /etc/systemd/system/sysinit.target.wants/nic-bonding-revert.service',
  'removed /etc/systemd/system/nic-bonding-revert.service',
  'removed /var/log/nic-bonding.log',
  'removed /etc/fapolicyd/trust.d/nic-bonding',
  'removed /var/lib/nic-bonding',
  'end'
]

describe.skipIf(skipReason !== undefined).for(shells)('remove.sh in $name', shell => {
  test('everything of ours is removed and told, and nothing else', () => {
    const { said, left } = run(shell, used)
    expect(said).toEqual(all)
    expect(left.filter(file => file.includes('nic-bonding'))).toEqual([])
    expect(left).toContain('/etc/fapolicyd/trust.d/other')
  })

  test('check mode tells the same and touches nothing', () => {
    const { said, left, before } = run(shell, used, 'yes')
    expect(said).toEqual(all)
    expect(left).toEqual(before)
  })

  test('a second run finds nothing', () => {
    expect(run(shell, `${used}\n${script('')}`).said.slice(all.length)).toEqual(['end'])
  })

  test.for([
    ['waiting', `echo waiting >/var/lib/nic-bonding/c1/state`, 'open c1 waiting'],
    ['failed', `echo failed >/var/lib/nic-bonding/c1/state`, 'open c1 failed'],
    [
      'written and not applied',
      `cat /proc/sys/kernel/random/boot_id >/var/lib/nic-bonding/c1/boot; echo written >/var/lib/nic-bonding/c1/state`,
      'open c1 written'
    ]
  ] as const)('nothing is removed while a change is %s', ([, state, line]) => {
    for (const check of ['', 'yes']) {
      const { said, left, before } = run(shell, used + state, check)
      expect(said).toEqual([line])
      expect(left).toEqual(before)
    }
  })

  test('a change that was written before the last boot is not open any more', () => {
    const state = 'echo of-another-boot >/var/lib/nic-bonding/c1/boot; echo written >/var/lib/nic-bonding/c1/state'
    expect(run(shell, used + state).said).toEqual(all)
  })

  test('backups, and what somebody else has put beside the programs, stay', () => {
    const more =
      'mkdir /var/lib/nic-bonding/backup; touch /var/lib/nic-bonding/backup/ifcfg-eth0 /opt/nic-bonding/README'
    const { said, left } = run(shell, used + more)
    expect(said).toContain('kept /opt/nic-bonding')
    expect(said).toContain('kept /var/lib/nic-bonding/backup')
    expect(left.filter(file => file.includes('nic-bonding')).sort()).toEqual([
      '/opt/nic-bonding',
      '/opt/nic-bonding/README',
      '/var/lib/nic-bonding',
      '/var/lib/nic-bonding/backup',
      '/var/lib/nic-bonding/backup/ifcfg-eth0'
    ])
  })

  test('a task that is writing now is waited for, and then refused', () => {
    const holder = `sleep 60 & read -r stat <"/proc/$!/stat"; set -- \${stat##*) }; shift 19
read -r boot </proc/sys/kernel/random/boot_id; echo "$! $1 $boot bond" >/var/lib/nic-bonding/lock`
    const { said, left, before } = run(shell, used + holder, 'yes')
    expect(said).toEqual([expect.stringMatching(/^busy \d+$/)])
    expect(left).toEqual(before)
    const ended = `${holder}\n( sleep 1; kill $! ) &`
    expect(run(shell, used + ended).said).toEqual(all)
  })

  test('the lock of a task that was killed does not count', () => {
    expect(run(shell, `${used}echo '1 1 another-boot bond' >/var/lib/nic-bonding/lock`).said).toEqual(all)
  })
})

interface Outcome {
  readonly said: readonly string[]
  readonly before: readonly string[]
  readonly left: readonly string[]
}

/** Runs the script on a host of its own, made by the lines of shell given. */
function run(shell: Shell, prepare: string, check = ''): Outcome {
  const list = 'find /opt /var/lib /var/log /etc/systemd /etc/fapolicyd'
  const lines = [
    'for folder in /opt /var/lib /var/log /etc/systemd; do mount -t tmpfs tmpfs "$folder"; done',
    'mount -t tmpfs tmpfs /mnt && mkdir /mnt/upper /mnt/work',
    'mount -t overlay overlay -o lowerdir=/etc,upperdir=/mnt/upper,workdir=/mnt/work /etc',
    'mount -t tmpfs tmpfs /etc/systemd',
    prepare,
    `echo ==; ${list}; echo ==`,
    script(check),
    `echo ==; ${list}`
  ]
  const args = ['--mount', '--propagation', 'private', '--pid', '--fork', '--kill-child', '--mount-proc']
  const argv = [...args, shell.path, ...(shell.name === 'busybox' ? ['sh'] : []), '-c', lines.join('\n')]
  const done = spawnSync('unshare', argv, { encoding: 'utf8' })
  if (done.status !== 0 || done.stderr !== '') throw new Error(`${done.status}: ${done.stderr}${done.stdout}`)
  const [first = '', before = '', said = '', left = ''] = done.stdout.split('==\n')
  const told = [...(first + said).matchAll(/^nic-bonding-program (.*)$/gm)].map(match => match[1] ?? '')
  return { said: told, before: before.trim().split('\n'), left: left.trim().split('\n') }
}

function script(check: string): string {
  const filled = text
    .replaceAll('@CHECK@', check)
    .replaceAll('@FOLDERS@', `/opt/nic-bonding /var/lib/nic-bonding-program '~'`)
  return `(\n${filled}\n)`
}

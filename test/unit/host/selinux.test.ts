import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import { describe, expect, test } from 'vitest'
import { tempRoot } from './_temp-root.ts'

/**
 * A machine that seems to have SELinux: in a mount namespace of its own it gets the switch file of selinuxfs,
 * and a `stat` and a `chcon` that write down how they were called.
 */
function applyWithSelinux(chcon: string): { readonly root: string; readonly calls: string; readonly said: string } {
  const root = tempRoot({
    '/etc/a': '1',
    '/etc/b': '2',
    '/bin/stat': '#!/bin/sh\necho "stat $*" >> "$CALLS"\necho system_u:object_r:net_conf_t:s0\n',
    '/bin/chcon': `#!/bin/sh\necho "chcon $*" >> "$CALLS"\n${chcon}\n`,
    '/run.ts': `
      import { createHost } from '${process.cwd()}/modules/lib/host/node-host.ts'
      const folder = process.argv[2] + '/etc'
      const files = [
        { path: folder + '/a', before: '1', after: 'x' },
        { path: folder + '/new', before: undefined, after: 'y' },
        { path: folder + '/b', before: '2', after: undefined }
      ]
      try { createHost('/').apply(files, { backup: false }) } catch (error) { console.log(error.message) }`
  })
  fs.chmodSync(`${root}/bin/stat`, 0o755)
  fs.chmodSync(`${root}/bin/chcon`, 0o755)
  const script = `
    sed -i "s#>> .*CALLS.#>> $1/calls#" "$1/bin/stat" "$1/bin/chcon"
    mount -t tmpfs none /sys/fs && mkdir /sys/fs/selinux && touch /sys/fs/selinux/enforce &&
    mount --bind "$1/bin/stat" "$(command -v stat)" && mount --bind "$1/bin/chcon" "$(command -v chcon)" &&
    exec "$2" --import tsx "$1/run.ts" "$1"`
  const { stdout, stderr, status } = spawnSync('unshare', ['-m', 'sh', '-c', script, 'sh', root, process.execPath], {
    encoding: 'utf8'
  })
  if (status !== 0) throw new Error(stderr)
  const calls = fs.readFileSync(`${root}/calls`, 'utf8').split(root).join('')
  return { root, calls: calls.replace(/[0-9a-f]{12}/g, 'RANDOM'), said: stdout.split(root).join('') }
}

const mayMount = spawnSync('unshare', ['-m', 'mount', '-t', 'tmpfs', 'none', '/sys/fs']).status === 0

describe.skipIf(!mayMount)('the SELinux label (needs root, unshare and mount)', () => {
  test('is that of the old file before the new one is put in place; a file that was not there gets that of its folder from the kernel', () => {
    const { root, calls, said } = applyWithSelinux('exit 0')
    expect(said).toBe('')
    expect(calls.split('\n')).toEqual([
      'stat -c %C -- /etc/a',
      'stat -c %C -- /etc/b',
      'chcon -- system_u:object_r:net_conf_t:s0 /etc/.a.RANDOM.tmp',
      ''
    ])
    expect(fs.readdirSync(`${root}/etc`)).toEqual(['a', 'new'])
  })

  test('that cannot be given is a failure which changes nothing', () => {
    const { root, said } = applyWithSelinux('echo "chcon: Permission denied" >&2; exit 1')
    expect(said).toBe(
      'cannot set the SELinux label of /etc/a: chcon: Permission denied; ' +
        'ausearch -m avc shows what SELinux forbids; nothing has been changed\n'
    )
    expect(fs.readdirSync(`${root}/etc`)).toEqual(['a', 'b'])
    expect(fs.readFileSync(`${root}/etc/a`, 'utf8')).toBe('1')
  })
})

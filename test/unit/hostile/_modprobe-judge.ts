import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { textToBytes } from '../../../modules/lib/host/text.ts'
import { system } from '../../../modules/system/node.ts'

const scratch = existsSync('/dev/shm') ? '/dev/shm' : tmpdir()
const loop = `for one in [0-9]*; do modprobe -C "$one" --showconfig 2>/dev/null | sed '/^# End of configuration files/,$d'; printf 'end\\0'; done`

/** What modprobe itself reads in each text alone, line by line; nothing is loaded. */
export function showConfigs(texts: readonly string[]): readonly (readonly string[])[] {
  const folder = mkdtempSync(join(scratch, 'nic-bonding-modprobe-'))
  try {
    texts.forEach((text, index) => {
      mkdirSync(join(folder, String(index + 1e6)))
      writeFileSync(join(folder, String(index + 1e6), 'a.conf'), textToBytes(text))
    })
    const env = { PATH: '/sbin:/usr/sbin:/bin:/usr/bin', LC_ALL: 'C' }
    const done = spawnSync('sh', ['-c', loop], { cwd: folder, env, maxBuffer: 1 << 30 })
    if (done.error !== undefined) throw done.error
    const found = system.decode(done.stdout).split('end\0').slice(0, -1)
    if (texts.length > 0 && found.length !== texts.length)
      throw new Error(`modprobe answered ${found.length} of ${texts.length}`)
    return found.map(lines => lines.split('\n'))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

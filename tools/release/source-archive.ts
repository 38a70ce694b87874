import fs from 'node:fs'
import path from 'node:path'
import { run } from '../setup/shell.mjs'

/**
 * Packs the sources of a checkout, as they are in its work tree, into `nic-bonding-<version>-source.tar.gz` in a folder. Owners,
 * times and the umask do not show in it. Does nothing where the sources are not a checkout but such an archive, unpacked.
 */
export function packSources(checkout: string, version: string, folder: string): void {
  if (!fs.existsSync(path.join(checkout, '.git'))) return
  const listed = run('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: checkout })
  const names = listed.split('\0').filter(name => name !== '' && fs.existsSync(path.join(checkout, name)))
  const list = path.join(folder, '.sources')
  fs.writeFileSync(
    list,
    names
      .sort()
      .map(name => `${name}\0`)
      .join('')
  )
  try {
    const top = `nic-bonding-${version}`
    const plain = ['--format=ustar', '--owner=0', '--group=0', '--numeric-owner', '--mtime=@0', '--mode=u=rwX,go=rX']
    const archive = path.join(folder, `${top}-source.tar`)
    const what = ['--no-recursion', '--null', `--files-from=${list}`, `--transform=s,^,${top}/,`]
    run('tar', ['--create', `--file=${archive}`, `--directory=${checkout}`, ...plain, ...what])
    run('gzip', ['--no-name', '--best', archive])
  } finally {
    fs.rmSync(list)
  }
}

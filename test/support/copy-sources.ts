import fs from 'node:fs'
import path from 'node:path'
import { checkout, run } from '../../tools/setup/shell.mjs'

/** Copies the sources, as they stand in the work tree, and node_modules into a folder. */
export function copySources(folder: string): void {
  for (const file of sourceFiles()) {
    fs.mkdirSync(path.dirname(path.join(folder, file)), { recursive: true })
    fs.copyFileSync(path.join(checkout, file), path.join(folder, file))
  }
  // A link would not do: the bundler writes down where it found each package, and follows links to say so.
  run('cp', ['-a', '--reflink=auto', path.join(checkout, 'node_modules'), folder])
}

/** The files that git knows or would add. */
function sourceFiles(): readonly string[] {
  const names = run('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: checkout })
  return names.split('\0').filter(name => name !== '' && fs.existsSync(path.join(checkout, name)))
}

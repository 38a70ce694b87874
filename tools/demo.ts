import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ansibleBin } from './setup/ansible.mjs'

const checkout = join(import.meta.dirname, '..')

/** Shows the main job on the screen: the role by real ansible-playbook against an empty folder, three times. */
function demo(): number {
  const scratch = mkdtempSync(join(tmpdir(), 'nic-bonding-demo-'))
  try {
    const root = join(scratch, 'host')
    mkdirSync(root)
    writeFileSync(join(scratch, 'ansible.cfg'), '[defaults]\n')
    const steps: readonly (readonly [string, readonly string[]])[] = [
      ['1. Dry run: what would change (--check --diff). The disk stays as it is.', ['--check', '--diff']],
      ['2. The change.', []],
      ['3. The same again: nothing to do.', ['--diff']]
    ]
    for (const [title, options] of steps) {
      heading(title)
      const status = play(scratch, root, options)
      if (status !== 0) return status
    }
    heading('The four files of the guide, as they are now')
    for (const path of filesIn(root, '')) console.log(`# ${path}\n${readFileSync(join(root, path), 'utf8')}`)
    return 0
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

function play(scratch: string, root: string, options: readonly string[]): number {
  // The host is this machine, on which the demonstration leaves nothing.
  const folder = join(scratch, 'program')
  const variables = { bonding_root: root, bonding_become: false, nic_bonding_program_dir: folder }
  const args = ['-i', 'demo-host,', '-c', 'local', '-e', JSON.stringify(variables), ...options, 'examples/guide.yml']
  console.log(`$ ansible-playbook ${options.join(' ')}${options.length > 0 ? ' ' : ''}examples/guide.yml\n`)
  const env = {
    ...process.env,
    ANSIBLE_HOME: join(scratch, 'ansible'),
    ANSIBLE_COLLECTIONS_PATH: join(checkout, 'build'),
    ANSIBLE_NOCOWS: '1',
    ANSIBLE_FORCE_COLOR: process.stdout.isTTY ? '1' : '0',
    ANSIBLE_LOCALHOST_WARNING: 'false',
    ANSIBLE_CONFIG: join(scratch, 'ansible.cfg'),
    LC_ALL: 'C.UTF-8'
  }
  const program = join(ansibleBin('newest') ?? '', 'ansible-playbook')
  return spawnSync(program, args, { cwd: checkout, env, stdio: ['ignore', 'inherit', 'inherit'] }).status ?? 1
}

function heading(title: string): void {
  console.log(`\n== ${title}\n`)
}

function filesIn(root: string, folder: string): readonly string[] {
  return readdirSync(join(root, folder))
    .sort()
    .flatMap(name => {
      const path = `${folder}/${name}`
      return statSync(join(root, path)).isDirectory() ? filesIn(root, path) : [path]
    })
}

process.exitCode = demo()

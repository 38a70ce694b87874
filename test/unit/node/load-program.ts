import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { checkout } from '../../../tools/setup/shell.mjs'

const script = `
import json, sys
from ansible_collections.nic.bonding.plugins.plugin_utils.node_fit import choose
from ansible_collections.nic.bonding.plugins.plugin_utils.node_program import ProgramError, load_program
folder, files, host = sys.argv[1], json.loads(sys.argv[2]), json.loads(sys.argv[3])
try:
    programs = [load_program(file['src'], file.get('sha256'), folder) for file in files]
    print(json.dumps(choose(programs, host) if host else programs[0]))
except ProgramError as error:
    print(json.dumps(dict(refused=str(error))))
`
/** What Python said. */
export interface Program {
  readonly version?: string
  readonly machine?: string
  readonly glibc?: string
  readonly file?: string
  readonly sha256?: string
  readonly refused?: string
}
/** A host as look.sh tells of it. */
export interface Host {
  readonly machine: string
  readonly libc: string
  readonly glibc?: string
}
/** A file as the role has it in node_files. */
export interface File {
  readonly src: string
  readonly sha256?: string
}

/**
 * Runs the controller's Python on files: what it says of the program in the first, or which of them a host gets. Its package
 * is laid out in a scratch folder as Ansible finds it; no Ansible is needed.
 */
export function loadProgram(scratch: string, files: readonly File[], host?: Host): Program {
  const folder = join(scratch, 'cache')
  mkdirSync(folder, { recursive: true })
  const target = join(scratch, 'ansible_collections/nic/bonding/plugins/plugin_utils')
  cpSync(join(checkout, 'collection/plugins/plugin_utils'), target, { recursive: true })
  const args = ['-c', script, folder, JSON.stringify(files), JSON.stringify(host ?? null)]
  const env = { PATH: process.env.PATH, PYTHONPATH: scratch, PYTHONDONTWRITEBYTECODE: '1' }
  const done = spawnSync('python3', args, { encoding: 'utf8', env })
  if (done.stderr !== '') throw new Error(done.stderr)
  return JSON.parse(done.stdout)
}

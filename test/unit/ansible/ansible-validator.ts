import { execFileSync } from 'node:child_process'
import path from 'node:path'
import { ansibleBin } from '../../../tools/setup/ansible.mjs'

export type AnsibleVersion = '2.14' | 'newest'

/** Arguments as JSON text, since 1.0 and 1 are the same once JavaScript has read them. */
export interface ValidatorCase {
  readonly spec: { readonly [option: string]: object }
  readonly params: string
}

export type ValidatorAnswer = { readonly values: { readonly [option: string]: unknown } } | { readonly error: string }

/** The Python that has ansible-core of a version, `undefined` where it is not installed: `npm test` installs it. */
export function ansiblePython(version: AnsibleVersion): string | undefined {
  const named = version === '2.14' ? process.env.NIC_BONDING_ANSIBLE_2_14 : process.env.NIC_BONDING_ANSIBLE_NEWEST
  const folder = named ?? ansibleBin(version)
  return folder === undefined ? undefined : path.join(folder, 'python3')
}

/** What Ansible's own ArgumentSpecValidator makes of each case, in one process. */
export function askAnsible(python: string, cases: readonly ValidatorCase[]): readonly ValidatorAnswer[] {
  const script = path.join(import.meta.dirname, 'validate.py')
  const output = execFileSync(python, [script], { input: JSON.stringify(cases), encoding: 'utf8', maxBuffer: 1 << 26 })
  return JSON.parse(output)
}

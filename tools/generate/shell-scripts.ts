import fs from 'node:fs'
import path from 'node:path'

/**
 * The code that holds the scripts of a change as texts, and its declaration. What the scripts share stands once: every
 * bundle that starts a change carries this.
 */
export function shellScripts(folder: string): { readonly code: string; readonly declaration: string } {
  const read = (name: string): string => fs.readFileSync(path.join(folder, name), 'utf8')
  const code = [
    `const common = ${JSON.stringify(`#!/bin/sh\n${read('common.sh')}`)}`,
    `const shared = common + ${JSON.stringify(['files.sh', 'steps.sh'].map(read).join(''))}`,
    `export const revertScript = shared + ${JSON.stringify(read('revert.sh'))}`,
    `export const guardScript = shared + ${JSON.stringify(read('guard.sh'))}`,
    `export const linkGuardScript = common + ${JSON.stringify(read('link-guard.sh'))}`,
    `export const bootHookUnit = ${JSON.stringify(read('boot-hook.service'))}`,
    `export const bootHookInit = ${JSON.stringify(read('boot-hook.sysv'))}`,
    ''
  ].join('\n')
  const names = ['revertScript', 'guardScript', 'linkGuardScript', 'bootHookUnit', 'bootHookInit']
  return { code, declaration: names.map(name => `export declare const ${name}: string\n`).join('') }
}

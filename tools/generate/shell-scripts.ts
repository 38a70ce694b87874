import fs from 'node:fs'
import path from 'node:path'

/**
 * The code that holds the scripts of a change as texts, and its declaration. What both scripts share stands once: every
 * bundle that starts a change carries this.
 */
export function shellScripts(folder: string): { readonly code: string; readonly declaration: string } {
  const read = (name: string): string => fs.readFileSync(path.join(folder, name), 'utf8')
  const shared = JSON.stringify(['#!/bin/sh\n', ...['common.sh', 'files.sh', 'steps.sh'].map(read)].join(''))
  const code = [
    `const shared = ${shared}`,
    `export const revertScript = shared + ${JSON.stringify(read('revert.sh'))}`,
    `export const guardScript = shared + ${JSON.stringify(read('guard.sh'))}`,
    `export const bootHookUnit = ${JSON.stringify(read('boot-hook.service'))}`,
    `export const bootHookInit = ${JSON.stringify(read('boot-hook.sysv'))}`,
    ''
  ].join('\n')
  const names = ['revertScript', 'guardScript', 'bootHookUnit', 'bootHookInit']
  return { code, declaration: names.map(name => `export declare const ${name}: string\n`).join('') }
}

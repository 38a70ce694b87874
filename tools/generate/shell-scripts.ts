import fs from 'node:fs'
import path from 'node:path'

/**
 * The code that holds the scripts of a change as texts, and its declaration. What the scripts share stands once, without their
 * comments: every bundle that starts a change carries this; a script that a bundle does not use is left out of it.
 */
export function shellScripts(folder: string): { readonly code: string; readonly declaration: string } {
  const whole = (name: string): string => fs.readFileSync(path.join(folder, name), 'utf8')
  const read = (name: string): string => withoutComments(whole(name))
  const code = [
    `const common = ${JSON.stringify(`#!/bin/sh\n${headOf(whole('common.sh'))}${read('common.sh')}`)}`,
    `const shared = ${JSON.stringify(['files.sh', 'steps.sh'].map(read).join(''))}`,
    `export const revertScript = ${joined('common', 'shared', JSON.stringify(read('revert.sh')))}`,
    `export const guardScript = ${joined('common', 'shared', JSON.stringify(read('guard.sh')))}`,
    `export const linkGuardScript = ${joined('common', JSON.stringify(read('link-guard.sh')))}`,
    `export const bootHookUnit = ${JSON.stringify(whole('boot-hook.service'))}`,
    `export const bootHookInit = ${JSON.stringify(whole('boot-hook.sysv'))}`,
    ''
  ].join('\n')
  const names = ['revertScript', 'guardScript', 'linkGuardScript', 'bootHookUnit', 'bootHookInit']
  return { code, declaration: names.map(name => `export declare const ${name}: string\n`).join('') }
}

/** A bundler drops a call that is marked as pure where its result is not used; a sum of variables it keeps. */
function joined(...parts: readonly string[]): string {
  return `/* @__PURE__ */ [${parts.join(', ')}].join('')`
}

/** The comment that a script begins with. */
function headOf(script: string): string {
  return /^(?:#.*\n)*/.exec(script)?.[0] ?? ''
}

/** Without the lines that are comments, but for the headings of its parts. */
function withoutComments(script: string): string {
  return script.replace(/^[ \t]*#(?! ----).*\n/gm, '')
}

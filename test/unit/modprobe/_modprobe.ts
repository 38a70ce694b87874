import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { onTestFinished } from 'vitest'
import { textToBytes } from '../../../modules/lib/host/text.ts'
import { system } from '../../../modules/system/node.ts'

const env = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` }
const isKmod = spawnSync('modprobe', ['--version'], { env, encoding: 'utf8' }).stdout?.startsWith('kmod') === true

/** Without kmod the judge is missing: skipped, but a failure where CI promises to have it. */
export const withoutModprobe = !isKmod && process.env.CI === undefined
export const judgedBy = isKmod ? '(by modprobe)' : "(needs kmod's modprobe, which this machine has not)"

/** The alias lines that modprobe reads from a text. */
export function aliasesOf(text: string): readonly string[] {
  return linesOf(text).filter(line => line.startsWith('alias '))
}

/** The options of a module that modprobe reads from a text, line by line, without the blanks around them. */
export function optionsOf(text: string, module: string): readonly string[] {
  const start = `options ${module} `
  return linesOf(text)
    .filter(line => line.startsWith(start))
    .map(line => line.slice(start.length).trim())
}

/** The modules that modprobe would load for a name, given files of these names and texts. */
export function modulesOf(files: Readonly<Record<string, string>>, name: string): readonly string[] {
  const { stdout, status } = run(folderWith(files), '--resolve-alias', name)
  return status === 0 ? stdout.split('\n').filter(line => line !== '') : []
}

/** The command that modprobe would run instead of loading a module that this machine does not have. */
export function installOf(text: string, module: string): string | undefined {
  const { stdout } = run(folderWith({ 'a.conf': text }), '--dirname', '/nonexistent', '--show-depends', module)
  return /^install (.*)$/m.exec(stdout)?.[1]?.trim()
}

function linesOf(text: string): readonly string[] {
  const { stdout } = run(folderWith({ 'a.conf': text }), '--showconfig')
  return stdout.slice(0, stdout.indexOf('\n# End of configuration files')).split('\n')
}

function run(folder: string, ...args: readonly string[]): { stdout: string; status: number | null } {
  const { stdout, status, error } = spawnSync('modprobe', ['-C', folder, ...args], { env })
  if (error !== undefined) throw error
  return { stdout: system.decode(stdout), status }
}

function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'modprobe-'))
  onTestFinished(() => fs.rmSync(folder, { recursive: true }))
  for (const [name, text] of Object.entries(files)) fs.writeFileSync(path.join(folder, name), textToBytes(text))
  return folder
}

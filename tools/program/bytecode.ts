import fs from 'node:fs'
import path from 'node:path'
import { checkout, findCommand, run } from '../setup/shell.mjs'
import { type Architecture, ownArchitecture, platforms } from './architectures.ts'
import type { Bundle } from './bundle.ts'
import { compileOwn, engineObjects, link } from './compiler.ts'

/** The bytecode of one file of the bundle. */
export interface Bytecode {
  readonly name: string
  readonly file: string
}

/**
 * Compiles a bundle to bytecode in the byte order of an architecture, into an empty folder. Bytecode of the other byte order than
 * this machine's is made by an engine of it, under qemu-user.
 */
export async function compileBundle(
  bundle: Bundle,
  architecture: Architecture,
  folder: string
): Promise<readonly Bytecode[]> {
  const emulator = emulatorFor(architecture)
  const compiler = await bytecodeCompiler(emulator.length === 0 ? ownArchitecture() : architecture)
  fs.rmSync(folder, { recursive: true, force: true })
  fs.cpSync(bundle.folder, folder, { recursive: true })
  const [command = '', ...words] = [...emulator, compiler, folder, ...bundle.files]
  run(command, words)
  return bundle.files.map(name => ({ name, file: path.join(folder, `${name}.bin`) }))
}

/** What runs the compiler of bytecode: nothing where this machine has the byte order. */
function emulatorFor(architecture: Architecture): readonly string[] {
  if (platforms[architecture].byteOrder === platforms[ownArchitecture()].byteOrder) return []
  const name = `qemu-${architecture}`
  const emulator = findCommand(name) ?? findCommand(`${name}-static`)
  if (emulator !== undefined) return [emulator]
  throw new Error(`the program for ${architecture} takes ${name}: install the Debian package qemu-user`)
}

async function bytecodeCompiler(architecture: Architecture): Promise<string> {
  const folder = path.join(checkout, 'build/program')
  const compiler = path.join(folder, `compile-${architecture}`)
  fs.mkdirSync(folder, { recursive: true })
  await compileOwn(architecture, path.join(checkout, 'program/compile.c'), `${compiler}.o`)
  await link(architecture, [`${compiler}.o`, ...(await engineObjects(architecture, 'build'))], compiler)
  return compiler
}

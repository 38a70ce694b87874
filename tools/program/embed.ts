import crypto from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import type { Bytecode } from './bytecode.ts'

/** What a program has inside besides its code. */
export interface Contents {
  readonly bytecode: readonly Bytecode[]
  /** The names of the modules that a user runs. */
  readonly modules: readonly string[]
  readonly licenses: string
  readonly sbom: string
  readonly version: string
  readonly architecture: string
}

/**
 * Writes the sources of what is linked in, `embedded.S` and `embedded.c`, into a folder; returns their paths. The bytes are taken
 * from files whose names are their hash: the compiler's cache looks at the text of a source only.
 */
export function writeEmbedded(folder: string, contents: Contents): readonly string[] {
  fs.rmSync(folder, { recursive: true, force: true })
  fs.mkdirSync(folder, { recursive: true })
  const files = [...contents.bytecode.map(({ file }) => file), contents.licenses, contents.sbom]
  const blobs = files.map(file => copyByHash(file, folder))
  const assembly = path.join(folder, 'embedded.S')
  const table = path.join(folder, 'embedded.c')
  fs.writeFileSync(assembly, assemblyText(blobs))
  fs.writeFileSync(table, tableText(contents))
  return [assembly, table]
}

function copyByHash(file: string, folder: string): string {
  const bytes = fs.readFileSync(file)
  const copy = path.join(folder, crypto.createHash('sha256').update(bytes).digest('hex'))
  fs.writeFileSync(copy, bytes)
  return copy
}

/** Each file as the symbols `blob_<number>` and `blob_end_<number>`, a NUL behind it. */
function assemblyText(blobs: readonly string[]): string {
  const parts = blobs.map(
    (file, index) => `.balign 16
.globl blob_${index}
.hidden blob_${index}
blob_${index}: .incbin ${JSON.stringify(file)}
.globl blob_end_${index}
.hidden blob_end_${index}
blob_end_${index}: .byte 0
`
  )
  return `.section .rodata,"a",%progbits\n${parts.join('')}.section .note.GNU-stack,"",%progbits\n`
}

function tableText({ bytecode, modules, version, architecture }: Contents): string {
  const all = [...bytecode.map(({ name }) => name), 'licenses', 'sbom']
  const entry = (name: string): string =>
    `{${JSON.stringify(name)}, blob_${all.indexOf(name)}, blob_end_${all.indexOf(name)}}`
  return `#include "native.h"
${all.map((_, index) => `extern const uint8_t blob_${index}[], blob_end_${index}[];`).join('\n')}
const Embedded embedded_modules[] = {
${bytecode.map(({ name }) => `  ${entry(name)},`).join('\n')}
};
const size_t embedded_module_count = COUNT(embedded_modules);
const char *const embedded_names[] = {${modules.map(name => JSON.stringify(name)).join(', ')}};
const size_t embedded_name_count = COUNT(embedded_names);
const Embedded embedded_licenses = ${entry('licenses')};
const Embedded embedded_sbom = ${entry('sbom')};
const char embedded_version[] = ${JSON.stringify(version)};
const char embedded_architecture[] = ${JSON.stringify(architecture)};
`
}

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sha256Of } from '../../../tools/setup/npm-node.mjs'
import type { File } from './load-program.ts'

/** What a program asks of a host. */
export interface Asked {
  readonly version?: string
  /** e_machine of elf.h. */
  readonly machine?: number
  readonly glibc?: readonly string[]
  readonly loader?: string
}

/** Where the parts of the program lie in its file, and, from `base` on, in memory. */
const place = { loader: 0x200, strings: 0x300, dynamic: 0x400, versions: 0x500, url: 0x800, end: 0x1000 }
const base = 0x400000

/** Makes a program with the header, the loader, the versions of glibc and the words of an official build, and no code. */
export function fakeProgram(scratch: string, name: string, asked: Asked = {}): File {
  const {
    version = '18.20.8',
    machine = 62,
    glibc = ['2.2.5', '2.28', '2.9'],
    loader = '/lib64/ld-linux-x86-64.so.2'
  } = asked
  const image = Buffer.alloc(place.end)
  const names = [...glibc.map(one => `GLIBC_${one}`), 'GLIBC_PRIVATE']
  const strings = `\0libc.so.6\0${names.map(one => `${one}\0`).join('')}`
  putHeader(image, machine)
  putSegment(image, 0, [1, 0, place.end])
  putSegment(image, 1, [2, place.dynamic, 48])
  putSegment(image, 2, [3, place.loader, loader.length + 1])
  image.write(loader, place.loader)
  image.write(strings, place.strings)
  putDynamic(image)
  putVersions(
    image,
    names.map(one => strings.indexOf(`${one}\0`)),
    strings.indexOf('libc')
  )
  image.write(`https://nodejs.org/download/release/v${version}/node-v${version}.tar.gz`, place.url)
  const src = join(scratch, name)
  writeFileSync(src, image)
  return { src, sha256: sha256Of(src) }
}

/** Elf64_Ehdr: little-endian, three program headers right behind it. */
function putHeader(image: Buffer, machine: number): void {
  image.write('\x7fELF\x02\x01\x01', 0, 'latin1')
  image.writeUInt16LE(2, 16)
  image.writeUInt16LE(machine, 18)
  image.writeBigUInt64LE(64n, 32)
  image.writeUInt16LE(56, 54)
  image.writeUInt16LE(3, 56)
}

/** Elf64_Phdr: type, place, address, size. */
function putSegment(image: Buffer, index: number, [type, offset, size]: readonly [number, number, number]): void {
  const start = 64 + 56 * index
  image.writeUInt32LE(type, start)
  image.writeBigUInt64LE(BigInt(offset), start + 8)
  image.writeBigUInt64LE(BigInt(offset + base), start + 16)
  image.writeBigUInt64LE(BigInt(size), start + 32)
}

/** Elf64_Dyn: DT_STRTAB and DT_VERNEED. */
function putDynamic(image: Buffer): void {
  const entries = [
    [5, place.strings],
    [0x6ffffffe, place.versions]
  ] as const
  entries.forEach(([tag, offset], index) => {
    image.writeBigInt64LE(BigInt(tag), place.dynamic + index * 16)
    image.writeBigInt64LE(BigInt(offset + base), place.dynamic + index * 16 + 8)
  })
}

/** Elf64_Verneed of one library, and an Elf64_Vernaux for each version. */
function putVersions(image: Buffer, names: readonly number[], library: number): void {
  image.writeUInt16LE(1, place.versions)
  image.writeUInt16LE(names.length, place.versions + 2)
  image.writeUInt32LE(library, place.versions + 4)
  image.writeUInt32LE(16, place.versions + 8)
  names.forEach((name, index) => {
    const start = place.versions + 16 + 16 * index
    image.writeUInt32LE(name, start + 8)
    image.writeUInt32LE(index + 1 < names.length ? 16 : 0, start + 12)
  })
}

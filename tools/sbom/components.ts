import crypto from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { checkout } from '../setup/shell.mjs'

/** A package as it was downloaded, pinned by its SHA-256 (PyPI) or SHA-512 (npm). */
export interface Pin {
  /** A package URL (purl) without qualifiers, for example `pkg:npm/ini@5.0.0`. */
  readonly purl: string
  readonly algorithm: 'SHA256' | 'SHA512'
  readonly hash: string
}

/** One piece of software in the program or the bundles, with the texts that its licence asks to pass on. */
export interface Component {
  readonly name: string
  readonly version: string
  /** An SPDX expression. */
  readonly license: string
  /** What of it is inside, in one sentence. */
  readonly what: string
  /** The package it came in; `undefined` for this project itself. */
  readonly pin: Pin | undefined
  readonly texts: readonly string[]
}

/** What was compiled and bundled, as the build knows it. Folders hold the packages as they were downloaded. */
export interface Bundled {
  /** The input files of esbuild's metafiles, relative to the checkout. */
  readonly inputs: readonly string[]
  /** The C sources of QuickJS-ng: `quickjs.c`, its neighbours and their headers. */
  readonly engine: { readonly folder: string; readonly pin: Pin }
  /** The package ziglang: the compiler, and musl and compiler-rt that it links. */
  readonly zig: { readonly folder: string; readonly version: string; readonly pin: Pin }
}

/** The musl in ziglang 0.17.1, as its `__libc_version` reports; a test compiles a program that asks. */
const muslVersion = '1.2.5'

/** All that is inside, this project first. Throws when a package does not have its licence where it is expected. */
export function components(bundled: Bundled): readonly Component[] {
  return [ownComponent(), ...engineComponents(bundled.engine), ...zigComponents(bundled.zig), ...npmComponents(bundled)]
}

function ownComponent(): Component {
  const { version, license } = readPackage(checkout)
  const what = 'the modules and the system layer in C'
  return { name: 'nic.bonding', version, license, what, pin: undefined, texts: [readText(checkout, 'LICENSE')] }
}

/** QuickJS-ng's package has no licence file: each source file begins with its own, as a comment. */
function engineComponents({ folder, pin }: Bundled['engine']): readonly Component[] {
  const version = ['MAJOR', 'MINOR', 'PATCH'].map(part => defined(folder, `QJS_VERSION_${part}`)).join('.')
  const tables = 'libunicode-table.h'
  const sources = fs.readdirSync(folder).filter(file => /\.[ch]$/.test(file) && file !== tables)
  const notice = mergedNotice(sources.sort().map(file => licenseComment(readText(folder, file))))
  return [
    { name: 'QuickJS-ng', version, license: 'MIT', what: 'the JavaScript engine', pin, texts: [notice] },
    {
      name: 'Unicode Character Database',
      version: `as in QuickJS-ng ${version}`,
      license: 'Unicode-3.0',
      what: 'the tables of characters in the JavaScript engine',
      pin,
      texts: [licenseComment(readText(folder, tables))]
    }
  ]
}

function defined(folder: string, name: string): string {
  const value = new RegExp(`^#define ${name} +(\\d+)$`, 'm').exec(readText(folder, 'quickjs.h'))?.[1]
  if (value === undefined) throw new Error(`${path.join(folder, 'quickjs.h')} does not define ${name}`)
  return value
}

/** The first comment of a C file that grants a permission, without its frame; `''` for a file that has none. */
function licenseComment(text: string): string {
  const comments = [...text.slice(0, 8192).matchAll(/\/\*([\s\S]*?)\*\//g)].map(match => match[1] ?? '')
  const found = comments.find(comment => comment.includes('Permission is hereby granted')) ?? ''
  return found.replaceAll(/^ \* ?/gm, '').trim()
}

/** The notices of files under one licence as one: every copyright line, then the text once. */
function mergedNotice(notices: readonly string[]): string {
  const found = notices.filter(notice => notice !== '')
  const copyrights = found.flatMap(notice => notice.split('\n').filter(line => line.startsWith('Copyright')))
  const grants = found.map(notice => notice.slice(notice.indexOf('Permission is hereby granted')))
  const texts = new Map(grants.map(grant => [grant.replaceAll(/\s+/g, ' '), grant]))
  return [...distinct(copyrights).toSorted(), '', ...texts.values()].join('\n')
}

function zigComponents({ folder, version, pin }: Bundled['zig']): readonly Component[] {
  return [
    {
      name: 'musl',
      version: muslVersion,
      license: 'MIT',
      what: `the C library, as ziglang ${version} has it`,
      pin,
      texts: [readText(folder, 'lib/libc/musl/COPYRIGHT')]
    },
    {
      name: 'zig',
      version,
      // Parts of compiler-rt are ported from LLVM's, as its sources say; LLVM's licence lies beside libunwind, which is not linked.
      license: 'MIT AND Apache-2.0 WITH LLVM-exception',
      what: 'compiler-rt and the parts of the C library that are written in Zig',
      pin,
      texts: [readText(folder, 'LICENSE'), readText(folder, 'lib/libunwind/LICENSE.TXT')]
    }
  ]
}

/** The packages that esbuild took something of, the generator of the validators, and esbuild for its own helpers. */
function npmComponents({ inputs }: Bundled): readonly Component[] {
  const bundled = inputs.flatMap(file => /(?:^|\/)node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1] ?? [])
  const lines: readonly (readonly [string, string])[] = [
    ...distinct(bundled).map(name => [name, 'bundled with the modules'] as const),
    ['ajv', 'its generated validators of arguments'],
    ['esbuild', 'its helper functions in the bundles']
  ]
  return [...new Map(lines)].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, what]) => npmComponent(name, what))
}

function npmComponent(name: string, what: string): Component {
  const folder = path.join(checkout, 'node_modules', name)
  const { version, license } = readPackage(folder)
  const file = fs.readdirSync(folder).find(entry => /^licen[cs]e(\.md|\.txt)?$/i.test(entry))
  if (file === undefined) throw new Error(`${name} ${version} has no licence file, which must go along with its code`)
  const pin = { purl: `pkg:npm/${name.replace('@', '%40')}@${version}`, ...lockedHash(name, version) }
  return { name, version, license, what, pin, texts: [readText(folder, file)] }
}

function lockedHash(name: string, version: string): Pick<Pin, 'algorithm' | 'hash'> {
  const lock: Lock = JSON.parse(readText(checkout, 'package-lock.json'))
  const entry = lock.packages[`node_modules/${name}`]
  const [, hash] = /^sha512-(\S+)$/.exec(entry?.integrity ?? '') ?? []
  if (entry?.version !== version || hash === undefined) {
    throw new Error(`package-lock.json does not pin ${name} ${version}, which is installed; run npm ci`)
  }
  return { algorithm: 'SHA512', hash: Buffer.from(hash, 'base64').toString('hex') }
}

interface Lock {
  readonly packages: Readonly<Record<string, { readonly version?: string; readonly integrity?: string } | undefined>>
}

function readPackage(folder: string): { readonly version: string; readonly license: string } {
  const { version, license } = JSON.parse(readText(folder, 'package.json'))
  if (typeof version === 'string' && typeof license === 'string') return { version, license }
  throw new Error(`${path.join(folder, 'package.json')} does not name version and licence`)
}

function readText(folder: string, file: string): string {
  return fs.readFileSync(path.join(folder, file), 'utf8')
}

function distinct(values: readonly string[]): readonly string[] {
  return [...new Set(values)]
}

/** A SHA-256 in hexadecimal digits. */
export function sha256(data: string | Buffer): string {
  return crypto.createHash('sha256').update(data).digest('hex')
}

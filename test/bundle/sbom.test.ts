import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { bundleModules } from '../../tools/program/bundle.ts'
import { sha256 } from '../../tools/sbom/components.ts'
import { pythonTool } from '../../tools/setup/python-tools.mjs'
import { checkout, run } from '../../tools/setup/shell.mjs'
import { program } from '../support/run-module.ts'

const validator = pythonTool('pyspdxtools')
const folder = path.join(checkout, 'build/program')
const bytes = (name: string): string => fs.readFileSync(path.join(folder, name), 'utf8')

interface Package {
  readonly name: string
  readonly versionInfo: string
  readonly licenseDeclared: string
  readonly checksums?: readonly { readonly algorithm: string; readonly checksumValue: string }[]
}
let packages: readonly Package[] = []
beforeAll(() => {
  packages = JSON.parse(bytes('sbom.spdx.json')).packages
})

test('the SBOM is valid SPDX 2.3, as the SPDX group has it checked', { timeout: 120_000 }, ({ skip }) => {
  skip(validator === undefined, 'spdx-tools is not installed')
  const checked = spawnSync(validator ?? '', ['--infile', path.join(folder, 'sbom.spdx.json')], { encoding: 'utf8' })
  expect(checked.stdout + checked.stderr).toBe('')
  expect(checked.status).toBe(0)
})

test('it has every package of which something is bundled, with the licence that the package declares', async () => {
  const scratch = fs.mkdtempSync(path.join(folder, 'bundled-'))
  try {
    const names = fs.readdirSync(path.join(checkout, 'modules')).filter(name => name.endsWith('.ts'))
    const modules = names.map(name => `modules/${name}`)
    const { inputs } = await bundleModules(modules, scratch)
    const bundled = new Set(inputs.flatMap(file => /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1] ?? []))
    expect([...bundled]).toContain('ini')
    for (const name of bundled) {
      const { version, license } = JSON.parse(
        fs.readFileSync(path.join(checkout, 'node_modules', name, 'package.json'), 'utf8')
      )
      expect(packages).toContainEqual(expect.objectContaining({ name, versionInfo: version, licenseDeclared: license }))
    }
  } finally {
    fs.rmSync(scratch, { recursive: true })
  }
})

test('everything but this project is pinned, what is compiled by the hashes of program/inputs.txt', () => {
  const [own, ...others] = packages
  expect(own?.name).toBe('nic.bonding')
  const pins = fs.readFileSync(path.join(checkout, 'program/inputs.txt'), 'utf8')
  for (const { name, checksums = [] } of others) {
    expect(checksums, name).toHaveLength(1)
    for (const { algorithm, checksumValue } of checksums)
      if (algorithm === 'SHA256') expect(pins, name).toContain(`sha256:${checksumValue}`)
  }
  for (const name of ['QuickJS-ng', 'Unicode Character Database', 'musl', 'zig'])
    expect(packages.find(part => part.name === name)?.checksums?.[0]?.algorithm, name).toBe('SHA256')
})

test('the licences have a text for each part: its own words, and the terms that it asks to pass on', () => {
  const text = bytes('licenses.txt')
  for (const { name, versionInfo, licenseDeclared } of packages)
    expect(text).toContain(`${name} ${versionInfo}: ${licenseDeclared}`)
  const terms = [
    'GNU GENERAL PUBLIC LICENSE\n                       Version 3, 29 June 2007',
    'Copyright (c) 2017-2026 Fabrice Bellard',
    'UNICODE LICENSE V3',
    'Copyright © 2005-2020 Rich Felker, et al.',
    'Copyright (c) Zig contributors',
    'LLVM Exceptions to the Apache 2.0 License',
    'Copyright (c) Isaac Z. Schlueter and Contributors'
  ]
  for (const term of terms) expect(text).toContain(term)
})

test('the program prints both, byte for byte', () => {
  const copy = path.join(folder, 'printing')
  fs.copyFileSync(program, copy)
  fs.chmodSync(copy, 0o755)
  try {
    expect(sha256(run(copy, ['--sbom']))).toBe(sha256(bytes('sbom.spdx.json')))
    expect(sha256(run(copy, ['--licenses']))).toBe(sha256(bytes('licenses.txt')))
  } finally {
    fs.rmSync(copy)
  }
})

import { spawnSync } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const checkout = join(import.meta.dirname, '../..')

/** A file that breaks the directory map of CONTRIBUTING.md, and what biome must say about it. */
const trespasses: readonly (readonly [string, string, RegExp])[] = [
  [
    'ifcfg',
    `import { modeId } from '../bonding/bonding-opts.ts'\nexport const used = modeId\n`,
    /lib\/ifcfg must not depend on lib\/bonding/
  ],
  [
    'bonding',
    `import { createHost } from '../host/node-host.ts'\nexport const used = createHost\n`,
    /lib\/bonding must not depend on lib\/host/
  ],
  ['bonding', `import fs from 'fs'\nexport const used = fs\n`, /the core must not touch the machine/],
  ['modprobe', 'export const used = process.argv\n', /global variable process/],
  [
    'info',
    `import { createReadHost } from '../host/read-host.ts'\nexport const used = createReadHost\n`,
    /lib\/info must not depend on lib\/host/
  ],
  [
    'proc-bonding',
    `import type { ReadHost } from '../host/host.ts'\nexport type Used = ReadHost\n`,
    /lib\/proc-bonding must not depend on lib\/host/
  ],
  ['change', `export const used = Buffer.from('')\n`, /global variable Buffer/],
  [
    'takeover',
    `import { createHost } from '../host/node-host.ts'\nexport const used = createHost\n`,
    /lib\/takeover must not depend on lib\/host/
  ],
  [
    'host',
    `import { runModule } from '../ansible/run-module.ts'\nexport const used = runModule\n`,
    /lib\/host must not depend on lib\/ansible/
  ]
]

test.each(trespasses)('lint refuses in lib/%s: %s', (folder, text, message) => {
  const file = join(checkout, `modules/lib/${folder}/trespass-${process.pid}.ts`)
  try {
    writeFileSync(file, text)
    const done = spawnSync(join(checkout, 'node_modules/.bin/biome'), ['lint', '--vcs-use-ignore-file=false', file], {
      cwd: checkout,
      encoding: 'utf8'
    })
    expect(done.status).toBe(1)
    expect(done.stdout + done.stderr).toMatch(message)
  } finally {
    rmSync(file, { force: true })
  }
})

test('lint lets lib/bonding use the types of a host', () => {
  const file = join(checkout, `modules/lib/bonding/trespass-${process.pid}.ts`)
  try {
    writeFileSync(file, `import type { ReadHost } from '../host/host.ts'\nexport type Used = ReadHost\n`)
    const done = spawnSync(join(checkout, 'node_modules/.bin/biome'), ['lint', '--vcs-use-ignore-file=false', file], {
      cwd: checkout,
      encoding: 'utf8'
    })
    expect(done.stdout + done.stderr).not.toMatch(/must not/)
    expect(done.status).toBe(0)
  } finally {
    rmSync(file, { force: true })
  }
})

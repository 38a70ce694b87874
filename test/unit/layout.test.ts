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
    /lib\/ifcfg must not depend/
  ],
  [
    'bonding',
    `import { createHost } from '../host/node-host.ts'\nexport const used = createHost\n`,
    /lib\/bonding must not depend/
  ],
  ['bonding', `import { system } from '#system'\nexport const used = system\n`, /lib\/bonding must not depend/],
  [
    'modprobe',
    `import { writeAll } from '../open-file.ts'\nexport const used = writeAll\n`,
    /lib\/modprobe must not depend/
  ],
  ['host', `import fs from 'fs'\nexport const used = fs\n`, /noNodejsModules/],
  ['host', `export const used = require('child_process')\n`, /the modules know no engine/],
  ['failover', 'export const used = process.argv\n', /the modules know no engine/],
  ['change', `export const used = Buffer.from('')\n`, /the modules know no engine/],
  ['apply', 'export const used = Atomics\n', /the modules know no engine/],
  [
    'info',
    `import { createReadHost } from '../host/read-host.ts'\nexport const used = createReadHost\n`,
    /lib\/info must not depend/
  ],
  [
    'proc-bonding',
    `import type { ReadHost } from '../host/host.ts'\nexport type Used = ReadHost\n`,
    /lib\/proc-bonding must not depend/
  ],
  [
    'takeover',
    `import { createHost } from '../host/node-host.ts'\nexport const used = createHost\n`,
    /lib\/takeover must not depend/
  ],
  [
    'host',
    `import { runModule } from '../ansible/run-module.ts'\nexport const used = runModule\n`,
    /lib\/host must not depend/
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

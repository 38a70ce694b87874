import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { liveHost } from '../../../modules/lib/host/live-host.ts'
import { createHost } from '../../../modules/lib/host/node-host.ts'

describe('the running host', () => {
  test.each([
    '/sys/class/net',
    '/sys/class/net/lo',
    '/sys/class/net/lo/flags',
    '/sys/class/net/lo/address',
    '/sys/class/net/no-such-device/flags',
    '/proc/sys/kernel/osrelease',
    '/proc/net/dev_mcast',
    '/proc/no-such-file',
    '/dev/null'
  ])('%s is what createHost says', path => {
    const [live, host] = [liveHost(), createHost('/')]
    const type = host.fileType(path)
    expect(live.fileType(path)).toBe(type)
    expect(live.realPath(path)).toBe(host.realPath(path))
    if (type === 'file' || type === undefined) expect(live.readText(path)).toBe(host.readText(path))
    if (type === 'folder' || type === undefined) expect(live.list(path)).toEqual(host.list(path))
    if (type !== 'folder') expect(live.linkCount(path)).toBe(host.linkCount(path))
  })
})

describe('files that change', () => {
  let folder = ''
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'nic-bonding-live-'))
    symlinkSync('file', join(folder, 'link'))
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  test('one look sees a file once, the next sees what it is then', () => {
    writeFileSync(join(folder, 'file'), 'up\n')
    const look = liveHost()
    expect(look.readText(join(folder, 'link'))).toBe('up\n')
    writeFileSync(join(folder, 'file'), 'down\n')
    expect(look.readText(join(folder, 'link'))).toBe('up\n')
    expect(liveHost().readText(join(folder, 'link'))).toBe('down\n')
  })

  test('what cannot be read is a failure with its reason', () => {
    expect(() => liveHost().readText(folder)).toThrow(`cannot read ${folder}: it is a folder (EISDIR)`)
  })
})

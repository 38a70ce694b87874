import { chownSync, existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, truncateSync } from 'node:fs'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  type ChangedFile,
  contentOf,
  folder,
  guard,
  journal,
  layFiles,
  makeChange,
  revert,
  scripts,
  stateOf
} from '../../../support/change-folder.ts'
import { expectFiles, reaches, reasonOf, rests, undo } from '../../../support/change-life.ts'
import { because, isRoot } from '../../../support/fake-host.ts'
import { attributesOf, giveAttributes, mayHaveAttributes } from '../../../support/file-attributes.ts'
import { clear, hostShells, type ShellHost, startShellHost } from '../../../support/shell-host.ts'

const bond: ChangedFile = { path: `${scripts}/ifcfg-bond0`, old: 'OLD=bond\n', new: 'NEW=bond\n' }
const port: ChangedFile = { path: `${scripts}/ifcfg-eth0`, old: 'OLD=port\n', new: 'NEW=port\n' }
const files = [bond, port]
const otherBoot = '00000000-0000-0000-0000-000000000000'

/** Every byte that a shell may take for its own: UTF-8, what is not, and those that dash and bash use inside. */
const names = [
  'a b',
  ' lead',
  'trail ',
  `quo'te"`,
  'back\\slash\\',
  'star*',
  '-dash',
  '$HOME`id`',
  '\xc3\xa9',
  '\xff\xfe',
  '\x81\x82\x83\x84\x85\x86\x87\x88',
  '\x01\x7f'
]

describe.skipIf(!isRoot).each(hostShells)(`the files of a change under $name${because}`, shell => {
  let host: ShellHost
  beforeAll(async () => {
    host = await startShellHost(shell)
  })
  afterAll(() => host?.stop())
  beforeEach(() => clear(host))

  test('a file that somebody else has changed: nothing is touched, and it is named', async () => {
    makeChange(host, { state: 'waiting', transactions: [{ files }], back: [['ifdown', 'bond0']], position: 1 })
    layFiles(host, files, 'new')
    host.write(port.path, 'THEIRS=1\n')
    const said = await undo(host)
    expect(said.status).toBe(1)
    expect(said.stderr).toBe(
      `${port.path} was changed by somebody else since, nothing is touched; make it what it was ` +
        `(its original is ${folder}/1/old-1), then run ${revert} again\n`
    )
    expect(stateOf(host)).toBe('failed')
    expect(reasonOf(host)).toContain(port.path)
    expect(contentOf(host, bond.path)).toBe(bond.new)
    expect(contentOf(host, port.path)).toBe('THEIRS=1\n')
    expect(host.calls()).toEqual([])
    host.write(port.path, 'OLD=port\n')
    expect(await undo(host)).toMatchObject({ status: 0, stderr: '' })
    expect(stateOf(host)).toBe('reverted')
    expectFiles(host, files, 'old')
  })

  test('without sha256sum the files are compared one by one', async () => {
    makeChange(host, { state: 'written', transactions: [{ files }] })
    layFiles(host, files, 'new')
    host.write('/usr/local/sbin/sha256sum', '#!/bin/sh\necho "$0" >> /run/stand-in/sums\nexit 127\n')
    await host.run('chmod', '+x', '/usr/local/sbin/sha256sum')
    host.write(port.path, 'NEW=pork\n')
    const said = await undo(host)
    host.write(port.path, 'NEW=port\n')
    expect(await undo(host)).toMatchObject({ status: 0, stderr: '' })
    await host.run('rm', '/usr/local/sbin/sha256sum')
    expect(said.stderr).toContain(`${port.path} was changed by somebody else since`)
    expect(host.read('/run/stand-in/sums')).not.toBe('')
    expectFiles(host, files, 'old')
  })

  test('a syslog that hangs holds nothing up', async () => {
    const logger = host.read('/usr/local/sbin/logger')
    host.write('/usr/local/sbin/logger', '#!/bin/sh\nexec sleep 2.5\n')
    makeChange(host, { state: 'written', transactions: [{ files }] })
    layFiles(host, files, 'new')
    const begin = performance.now()
    expect(await undo(host)).toMatchObject({ status: 0, stderr: '' })
    expect(performance.now() - begin).toBeLessThan(2000)
    await host.until('logger hangs', () => host.processes('sleep 2.5').length > 0)
    await host.until('logger ends', () => host.processes('sleep 2.5').length === 0)
    host.write('/usr/local/sbin/logger', logger)
  })

  test('files of every kind and name, with mode and owner, over two transactions', async () => {
    const odd = names.map(name => ({
      path: `${scripts}/ifcfg-${name}`,
      old: `OLD ${name}`,
      new: `NEW ${name}`,
      mode: 0o640
    }))
    const kinds: readonly ChangedFile[] = [
      { path: `${scripts}/was-link`, old: { link: 'some where' }, new: undefined },
      { path: `${scripts}/was-link-now-file`, old: { link: '../x' }, new: 'file' },
      { path: `${scripts}/was-absent`, old: undefined, new: 'made' },
      { path: `${scripts}/was-removed`, old: 'kept', new: undefined, mode: 0o600 },
      { path: `${scripts}/empty`, old: '', new: 'x' }
    ]
    const middle = [bond, port].map(file => ({ ...file, new: 'MIDDLE\n' }))
    const last = [bond, port].map(file => ({ ...file, old: 'MIDDLE\n' }))
    makeChange(host, {
      state: 'written',
      transactions: [
        {
          files: [...odd, ...middle, ...kinds],
          folders: ['/etc/made', '/etc/made/below', scripts],
          temporary: [`${scripts}/.left.tmp`]
        },
        { files: last }
      ]
    })
    layFiles(host, [...odd, ...kinds, ...last], 'new')
    mkdirSync(host.at('/etc/made/below'), { recursive: true })
    host.write(`${scripts}/.left.tmp`, 'left')
    chownSync(host.at(`${folder}/1/old-0`), 12, 34)
    expect(await undo(host)).toMatchObject({ status: 0, stderr: '' })
    const all = [...odd, ...kinds, ...files]
    expectFiles(host, all, 'old')
    const { mode, uid, gid } = lstatSync(host.at(odd[0]?.path ?? ''))
    expect([mode & 0o7777, uid, gid]).toEqual([0o640, 12, 34])
    expect(readdirSync(host.at(scripts))).toHaveLength(all.filter(file => file.old !== undefined).length)
    expect(existsSync(host.at('/etc/made'))).toBe(false)
    await rests(host)
  })

  test.skipIf(!mayHaveAttributes)('files with access control lists and extended attributes', async () => {
    const gone: ChangedFile = { path: `${scripts}/gone`, old: 'kept', new: undefined }
    makeChange(host, { state: 'written', transactions: [{ files: [bond, gone, port] }] })
    layFiles(host, [bond, gone, port], 'new')
    for (const name of ['old-0', 'old-1']) giveAttributes(host.at(`${folder}/1/${name}`))
    const given = attributesOf(host.at(`${folder}/1/old-0`))
    expect(await undo(host)).toMatchObject({ status: 0, stderr: '' })
    const seen = [bond, gone, port].map(({ path }) => attributesOf(host.at(path)))
    expect(seen).toEqual([given, given, {}])
  })

  test('the SELinux label is given before a file is in place; one that cannot be given is noted and stops nothing', async () => {
    const label = 'system_u:object_r:net_conf_t:s0'
    const log = host.at('/run/stand-in/labels')
    for (const [status, noted] of [
      [0, ''],
      [1, `cannot give ${bond.path} the SELinux label ${label}`]
    ] as const) {
      clear(host)
      const chcon = `#!/bin/sh\necho "$* $(cat ${bond.path})" >> /run/stand-in/labels\nexit ${status}\n`
      host.write('/usr/local/sbin/chcon', chcon)
      await host.run('chmod', '+x', '/usr/local/sbin/chcon')
      makeChange(host, { state: 'written', transactions: [{ files: [{ ...bond, label }, port] }] })
      layFiles(host, files, 'new')
      expect(await undo(host)).toMatchObject({ status: 0 })
      expect(readFileSync(log, 'utf8')).toMatch(
        new RegExp(`^-h -- ${label} ${scripts}/\\.ifcfg-bond0\\.[^ ]*\\.tmp NEW=bond\n$`)
      )
      expect(host.read('/var/log/nic-bonding.log')).toContain(noted)
      expectFiles(host, files, 'old')
    }
    await host.run('rm', '/usr/local/sbin/chcon')
  })

  test('a last transaction that was not finished is undone with the others', async () => {
    const torn = { ...bond, old: 'MIDDLE\n' }
    makeChange(host, {
      state: 'written',
      transactions: [{ files: [{ ...bond, new: 'MIDDLE\n' }, port] }, { files: [torn], done: false }]
    })
    layFiles(host, [torn, { ...port, old: 'NEW=port\n' }], 'old')
    expect(await undo(host)).toMatchObject({ status: 0, stderr: '' })
    expectFiles(host, files, 'old')
  })

  test('torn: the last transaction is rolled back below a root, and a change without any is gone', async () => {
    mkdirSync(host.at('/etc/image/etc/made'), { recursive: true })
    const inImage = (path: string): string => host.read(`/etc/image${path}`)
    const absent = { path: '/etc/made/new', old: undefined, new: 'x' }
    makeChange(host, {
      state: 'written',
      transactions: [
        { files: [{ path: '/etc/one', old: 'old 1', new: 'new 1' }] },
        {
          files: [{ path: '/etc/two', old: 'old 2', new: 'new 2' }, absent],
          done: false,
          folders: ['/etc/made'],
          temporary: ['/etc/.tmp']
        }
      ]
    })
    host.write('/etc/image/etc/one', 'new 1')
    host.write('/etc/image/etc/two', 'new 2')
    host.write('/etc/image/etc/.tmp', 'half')
    expect(await undo(host, 'torn', '/etc/image')).toMatchObject({ status: 0, stderr: '' })
    expect([inImage('/etc/one'), inImage('/etc/two')]).toEqual(['new 1', 'old 2'])
    expect(readdirSync(host.at('/etc/image/etc')).sort()).toEqual(['one', 'two'])
    expect([existsSync(host.at(`${folder}/1`)), existsSync(host.at(`${folder}/2`))]).toEqual([true, false])
    expect(await undo(host, 'torn', '/etc/image')).toMatchObject({ status: 0 })
    expect(stateOf(host)).toBe('written')
    await host.run('rm', `${folder}/1/done`)
    expect(await undo(host, 'torn', '/etc/image')).toMatchObject({ status: 0, stderr: '' })
    expect(inImage('/etc/one')).toBe('old 1')
    expect(readdirSync(host.at(journal))).toEqual([])
    await host.run('rm', '-r', '/etc/image')
  })

  test('torn: a file that is neither is left, and named', async () => {
    makeChange(host, { state: 'written', transactions: [{ files, done: false }] })
    layFiles(host, [bond, { ...port, new: 'THEIRS' }], 'new')
    const said = await undo(host, 'torn')
    expect(said).toMatchObject({ status: 1 })
    expect(said.stderr).toContain(`${port.path} was changed by somebody else since`)
    expect(contentOf(host, bond.path)).toBe('NEW=bond\n')
  })

  test('drop: hook and folder are gone, the files stay', async () => {
    makeChange(host, { state: 'written', transactions: [{ files }], hook: ['/etc/hook'] })
    layFiles(host, files, 'new')
    host.write('/etc/hook', `/bin/sh ${revert} boot\n`)
    expect(await undo(host, 'drop')).toMatchObject({ status: 0, stderr: '' })
    expect(readdirSync(host.at(journal))).toEqual([])
    expect(existsSync(host.at('/etc/hook'))).toBe(false)
    expectFiles(host, files, 'new')
  })

  test.each([
    ['applying', 'reverted', 'old'],
    ['waiting', 'reverted', 'old'],
    ['reverting', 'reverted', 'old'],
    ['written', 'written', 'new'],
    ['failed', 'failed', 'new'],
    ['confirmed', 'confirmed', 'new']
  ] as const)('boot: %s becomes %s, with the %s files and no step', async (state, end, set) => {
    makeChange(host, {
      state,
      boot: otherBoot,
      transactions: [{ files }],
      back: [['ifdown', 'bond0']],
      position: 0,
      hook: ['/etc/hook']
    })
    host.write('/etc/hook', `/bin/sh ${revert} boot\n`)
    layFiles(host, files, 'new')
    host.write(`${journal}/lock`, `1 1 ${otherBoot} a module\n`)
    expect(await undo(host, 'boot')).toMatchObject({ status: 0, stderr: '' })
    expect(stateOf(host)).toBe(end)
    expectFiles(host, files, set)
    expect(host.calls()).toEqual([])
    expect(existsSync(host.at('/etc/hook'))).toBe(end === 'written' || end === 'failed')
    if (end === 'reverted') expect(reasonOf(host)).toBe('the host booted before the change was confirmed')
    await rests(host)
  })

  test('boot: a decision to confirm that was made holds', async () => {
    makeChange(host, { state: 'waiting', boot: otherBoot, transactions: [{ files }] })
    layFiles(host, files, 'new')
    host.write(`${folder}/decision`, 'confirmed\n')
    expect(await undo(host, 'boot')).toMatchObject({ status: 0 })
    expect(stateOf(host)).toBe('confirmed')
    expectFiles(host, files, 'new')
  })

  test('boot: a transaction that was not finished is rolled back', async () => {
    makeChange(host, {
      state: 'written',
      boot: otherBoot,
      transactions: [{ files: [bond] }, { files: [port], done: false }]
    })
    layFiles(host, files, 'new')
    expect(await undo(host, 'boot')).toMatchObject({ status: 0, stderr: '' })
    expect([contentOf(host, bond.path), contentOf(host, port.path)]).toEqual([bond.new, port.old])
    expect(stateOf(host)).toBe('written')
  })

  test('boot: nothing where the host has not booted since; systemd may start the hook at other times', async () => {
    makeChange(host, { state: 'waiting', transactions: [{ files }] })
    layFiles(host, files, 'new')
    expect(await undo(host, 'boot')).toMatchObject({ status: 0 })
    expect(stateOf(host)).toBe('waiting')
    expectFiles(host, files, 'new')
  })

  test('a hook that belongs to a later change stays', async () => {
    makeChange(host, { state: 'written', transactions: [{ files }], hook: ['/etc/hook'] })
    layFiles(host, files, 'new')
    host.write('/etc/hook', `/bin/sh ${journal}/ffff/revert boot\n`)
    mkdirSync(host.at(`${journal}/ffff`))
    host.write(`${journal}/ffff/state`, 'written\n')
    expect(await undo(host)).toMatchObject({ status: 0 })
    expect(existsSync(host.at('/etc/hook'))).toBe(true)
    await host.run('rm', '-r', '/etc/hook', `${journal}/ffff`)
  })

  test('a hook of a change that is no more goes: who renamed it was killed before it had renewed the hook', async () => {
    makeChange(host, { state: 'written', transactions: [{ files }], hook: ['/etc/hook'] })
    layFiles(host, files, 'new')
    host.write('/etc/hook', `/bin/sh ${journal}/ffff/revert boot\n`)
    expect(await undo(host)).toMatchObject({ status: 0 })
    expect(existsSync(host.at('/etc/hook'))).toBe(false)
  })

  test('settle: a hook that could not be removed is still listed, and goes the next time; what is open stays', async () => {
    makeChange(host, { state: 'confirmed', transactions: [{ files }], hook: ['/etc/kept/hook'] })
    layFiles(host, files, 'new')
    mkdirSync(host.at('/etc/kept'))
    host.write('/etc/kept/hook', `/bin/sh ${revert} boot\n`)
    await host.run('mount', '--bind', '-o', 'ro', '/etc/kept', '/etc/kept')
    expect(await undo(host, 'settle')).toMatchObject({ status: 0 })
    expect(host.read(`${folder}/hook`)).toBe('/etc/kept/hook\n')
    await host.run('umount', '/etc/kept')
    expect(await undo(host, 'settle')).toMatchObject({ status: 0, stderr: '' })
    expect(existsSync(host.at('/etc/kept/hook'))).toBe(false)
    expect(existsSync(host.at(`${folder}/hook`))).toBe(false)
    expectFiles(host, files, 'new')
    await host.run('rm', '-r', '/etc/kept', folder)
    makeChange(host, { state: 'written', transactions: [{ files }] })
    expect(await undo(host, 'settle')).toMatchObject({ status: 0 })
    expect(stateOf(host)).toBe('written')
    expectFiles(host, files, 'new')
  })

  test('the log is renamed at the start of a change when it is larger than a mebibyte', async () => {
    makeChange(host, { state: 'applying', timeout: 0, transactions: [{ files }], forward: [['ifup', 'bond0']] })
    layFiles(host, files, 'new')
    host.write('/var/log/nic-bonding.log', '')
    truncateSync(host.at('/var/log/nic-bonding.log'), 1048577)
    host.start('/bin/sh', '-u', guard)
    await reaches(host, 'confirmed')
    await rests(host)
    expect(lstatSync(host.at('/var/log/nic-bonding.log.1')).size).toBe(1048577)
    const { size, mode } = lstatSync(host.at('/var/log/nic-bonding.log'))
    expect([size < 2000, mode & 0o777]).toEqual([true, 0o600])
  })
})

describe.skipIf(!isRoot).each(hostShells)(`a full disk under $name${because}`, shell => {
  let host: ShellHost
  beforeAll(async () => {
    host = await startShellHost(shell, '400k')
  })
  afterAll(() => host?.stop())
  beforeEach(() => clear(host))

  function fill(place: string): Promise<unknown> {
    return host.run('/bin/sh', '-c', `cat /dev/zero > ${place}/filler`)
  }

  test('the journal is full when the time is over: the host goes back nevertheless', async () => {
    makeChange(host, {
      state: 'applying',
      timeout: 2,
      transactions: [{ files }],
      forward: [['ifup', 'bond0']],
      back: [
        ['files', 'old'],
        ['ifup', 'bond0']
      ]
    })
    layFiles(host, files, 'new')
    host.start('/bin/sh', '-u', guard)
    await reaches(host, 'waiting')
    await fill(journal)
    await host.until('the guard ends', () => host.processes(folder).length === 0)
    expect(stateOf(host)).toBe('reverted')
    expectFiles(host, files, 'old')
    expect(host.calls()).toEqual(['ifup bond0 [NEW=bond]', 'ifup bond0 [OLD=bond]'])
    await host.run('rm', `${journal}/filler`)
    await rests(host)
  })

  test('the journal is full at the start: no step is done, and the files go back', async () => {
    makeChange(host, { state: 'applying', timeout: 2, transactions: [{ files }], forward: [['ifup', 'bond0']] })
    layFiles(host, files, 'new')
    await fill(journal)
    expect((await undo(host)).status).toBe(1)
    expectFiles(host, files, 'old')
    await host.run('rm', `${journal}/filler`)
    expect(await undo(host)).toMatchObject({ status: 0, stderr: '' })
    expect(stateOf(host)).toBe('reverted')
    expectFiles(host, files, 'old')
    await rests(host)
  })

  test('there is no room for a file: all stay as they are, and a later revert completes', async () => {
    const place = '/etc/small'
    mkdirSync(host.at(place))
    await host.run('mount', '-t', 'tmpfs', '-o', 'size=16k', 'tmpfs', place)
    const small = ['a', 'b'].map(name => ({ path: `${place}/${name}`, old: `OLD ${name}`, new: `NEW ${name}` }))
    makeChange(host, { state: 'written', transactions: [{ files: small }] })
    layFiles(host, small, 'new')
    await fill(place)
    const said = await undo(host)
    expect(said).toMatchObject({ status: 1, stderr: `cannot write ${place}/a: No space left on device\n` })
    expect(stateOf(host)).toBe('failed')
    expectFiles(host, small, 'new')
    expect(readdirSync(host.at(place)).sort()).toEqual(['a', 'b', 'filler'])
    await host.run('rm', `${place}/filler`)
    expect(await undo(host)).toMatchObject({ status: 0, stderr: '' })
    expectFiles(host, small, 'old')
    await host.run('umount', place)
    await host.run('rmdir', place)
  })
})

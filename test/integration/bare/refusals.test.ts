import fs from 'node:fs'
import path from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { sha256Of } from '../../../tools/setup/npm-node.mjs'
import { onlyResult, type Project, type Run, startAnsible, writePlaybook } from '../bench/ansible.ts'
import { waitUntil } from '../bench/processes.ts'
import type { BareHost } from './bare-host.ts'
import { bareProject, type NodeFile, play, playSkipReason, useBareBench } from './bare-play.ts'

const { bench, old, current, start } = useBareBench()
const action = 'nic.bonding.put_node'
const version = 'newest'
const skipReason = playSkipReason(version)

describe('what the role node refuses, with the old Node.js in place', () => {
  let host: BareHost
  let project: Project
  beforeAll(async () => {
    if (skipReason !== undefined) return
    host = await start()
    project = bareProject(bench(), version, host.vars)
    const run = await put({ files: [given(old())] })
    expect(run.rc, run.stdout).toBe(0)
  }, 120_000)

  const given = ({ src, sha256 }: NodeFile) => ({ src, sha256 })
  const put = (options: object, flags: readonly string[] = []) =>
    play(project, [{ tasks: [{ [action]: options }] }], flags)
  const messageOf = (run: Run): string => {
    const { status, result } = onlyResult(run, 'bare', action)
    expect(status).toBe('failed')
    expect(run.stdout).not.toContain('Traceback')
    return String(result.msg)
  }
  const state = () => host.run('/opt/nic-bonding/bin/node --version; ls -lA /opt/nic-bonding /opt/nic-bonding/bin')
  /** Runs a task that must fail, in a dry run too if it is foreseen there, and leave all as it was; returns its message. */
  const refused = async (options: object, foreseen: readonly (readonly string[])[] = [['--check'], []]) => {
    const before = state()
    const messages: string[] = []
    for (const flags of foreseen) messages.push(messageOf(await put(options, flags)))
    expect(new Set(messages).size).toBe(1)
    expect(state()).toBe(before)
    return messages[0] ?? ''
  }
  const bareTest = (name: string, body: () => Promise<void>) =>
    test(name, async ({ skip }) => {
      skip(skipReason !== undefined, skipReason)
      await body()
    })

  bareTest('a checksum that is another, or that nobody says', async () => {
    const { src } = current()
    expect(await refused({ files: [{ src, sha256: '0'.repeat(64) }] })).toContain(`the one given is ${'0'.repeat(64)}`)
    expect(await refused({ files: src })).toContain('nothing says what its SHA-256 should be')
    expect(await refused({ files: ['nowhere'], folder: 'x;y', more: 1 })).toMatch(
      /more is no option; folder must be an absolute path/
    )
    expect(await refused({ files: ['nowhere'] })).toContain('nowhere: there is no such file on the controller')
  })

  bareTest('a program for another processor, both named', async () => {
    const src = path.join(bench().folder, 'node-arm64')
    const bytes = fs.readFileSync(old().src)
    // e_machine: EM_AARCH64 (elf.h).
    bytes.writeUInt16LE(183, 18)
    fs.writeFileSync(src, bytes)
    const message = await refused({ files: [{ src, sha256: sha256Of(src) }] })
    expect(message).toContain(`this host has ${process.arch === 'x64' ? 'x86_64' : process.arch} and glibc`)
    expect(message).toContain(`${src}: Node.js 10.24.1 for aarch64`)
  })

  bareTest('a program for a newer C library than the host says it has', async () => {
    fs.rmSync(host.at('/bin/getconf'), { force: true })
    fs.writeFileSync(host.at('/bin/getconf'), '#!/bin/sh\necho glibc 2.12\n', { mode: 0o755 })
    const message = await refused({ files: [given(current())] })
    fs.rmSync(host.at('/bin/getconf'))
    expect(message).toContain('and glibc 2.12; no file fits')
    expect(message).toMatch(/for x86_64 and glibc 2\.\d+ or newer/)
    expect(message).toContain('It takes Node.js for x86_64, at most 10.24.1')
  })

  bareTest('a program that does not start there, with what it says; no dry run can foresee it', async () => {
    const library = host.run('ls /lib/*/libstdc++.so.6 /usr/lib/*/libstdc++.so.6 2>/dev/null || true').trim()
    host.run(`cp /opt/nic-bonding/node-10.24.1 /tmp/kept; mv ${library} /tmp/`)
    const message = messageOf(await put({ files: [given(current())] }))
    host.run(`mv /tmp/libstdc++.so.6 ${library}`)
    expect(message).toMatch(/was not put in place: it does not run on this host: .*libstdc\+\+\.so\.6/)
    expect(host.run('/opt/nic-bonding/bin/node --version; ls -A /opt/nic-bonding')).toBe(
      'v10.24.1\nbin\nnode-10.24.1\n'
    )
  })

  bareTest('no space in the folder, which a dry run foresees, and none where the connection puts files', async () => {
    host.run('mkdir -p /small; mount -t tmpfs -o size=20m tmpfs /small')
    expect(await refused({ files: [given(current())], folder: '/small/node' })).toMatch(
      /takes \d+ kB below \/small, where 20480 kB are free/
    )
    const small = bareProject(bench(), version, { ...host.vars, ansible_remote_tmp: '/small/tmp' })
    const run = await play(small, [{ tasks: [{ [action]: { files: [given(current())] } }] }])
    expect(messageOf(run)).toMatch(/could not be sent to the host \(\d+ kB\)/)
    expect(host.run('find /small -type f; umount /small; ls -A /opt/nic-bonding')).toBe('bin\nnode-10.24.1\n')
  })

  bareTest('a folder that is not the own, a link that is a file, a host that makes no checksum', async () => {
    host.run('mkdir -p /opt/other/bin; : > /opt/other/bin/node; chmod 777 /opt/other; mv /bin/sha256sum /tmp/')
    // The shell of busybox has its own sha256sum, so its PATH tells nothing: only what is wrong with the folder.
    const message = await refused({ files: [given(old())], folder: '/opt/other' })
    host.run('mv /tmp/sha256sum /bin/')
    expect(message).toContain('/opt/other can be written by everybody')
    expect(message).toContain('/opt/other/bin/node is not the link that this role makes')
  })

  bareTest('killed while it copies: the old one runs on, and the next run puts the new one', async () => {
    const task = { hosts: 'all', gather_facts: false, tasks: [{ [action]: { files: [given(current())] } }] }
    const running = startAnsible(project, 'ansible-playbook', [writePlaybook(project, [task])])
    const half = () => fs.readdirSync(host.at('/opt/nic-bonding')).some(name => name.startsWith('.node.'))
    await waitUntil('the copy', 60, half)
    host.run(
      "for p in /proc/[0-9]*; do tr '\\0' ' ' <$p/cmdline | grep -q '[p]ut_program' && kill -9 $(basename $p); done; true"
    )
    const run = await running.run
    // ssh ends with 255 when its command is killed, which is what a lost connection looks like.
    expect(onlyResult(run, 'bare', action).status).toBe('unreachable')
    expect(host.run('/opt/nic-bonding/bin/node --version')).toBe('v10.24.1\n')
    expect(half()).toBe(true)
    expect((await put({ files: [given(current())] })).rc).toBe(0)
    expect(host.run('/opt/nic-bonding/bin/node --version; ls -A /opt/nic-bonding')).toBe(
      `v${current().version}\nbin\nnode-${current().version}\n`
    )
  })
})

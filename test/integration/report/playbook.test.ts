import fs from 'node:fs'
import path from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { stringify } from 'yaml'
import { checkout } from '../../../tools/setup/shell.mjs'
import { blocksOf } from '../../support/doc-blocks.ts'
import { makeProject, runAnsible, versionSkipReason, versions } from '../bench/ansible.ts'
import { type Bench, openBench } from '../bench/bench.ts'
import { hostsOf } from '../bench/hosts.ts'
import { browserSkipReason, openFile, startBrowser } from './browser.ts'

const named = "<script>document.title='owned'</script>"
const [first = '', second = ''] = blocksOf(path.join(checkout, 'docs/report.md'), 'sh')

let bench: Bench
let browser: Browser

beforeAll(async () => {
  bench = await openBench()
  if (browserSkipReason === undefined) browser = await startBrowser()
})
afterAll(async () => {
  await browser?.close()
  bench?.close()
})

describe.for(versions)('the playbook report, ansible-core %s', version => {
  test('writes one page with a host that answers, one that does not, one without the program, and one that answers nonsense', {
    timeout: 120_000
  }, async ({ skip }) => {
    const reason = versionSkipReason(version) ?? browserSkipReason
    skip(reason !== undefined, reason)
    const { 'direct-pipelined': host = {} } = hostsOf(bench)
    const liar = path.join(bench.folder, 'liar')
    const nonsense = JSON.stringify({ changed: false, bonds: [{ ports: 5 }], drift: 3 })
    const known = `case $1 in --version) echo 'nic-bonding 0.1.0'; exit ;; esac`
    fs.writeFileSync(liar, `#!/bin/sh\n${known}\ncat >/dev/null\necho '${nonsense}'\n`)
    fs.chmodSync(liar, 0o755)
    const hosts = {
      [named]: host,
      nobody: { ...host, ansible_host: '127.0.0.1', ansible_port: 1 },
      'no-program': { ...host, nic_bonding_program: '/nonexistent/nic-bonding' },
      liar: { ...host, nic_bonding_program: liar }
    }
    const project = makeProject(bench, { version, hosts, defaults: { timeout: '5' } })
    fs.renameSync(path.join(project.folder, 'inventory.yml'), path.join(project.folder, 'inventory'))
    fs.writeFileSync(path.join(project.folder, 'vars.yml'), stringify({ bonding_become: false }))
    const play = async (command: string, more: readonly string[] = []) => {
      const [program = '', ...args] = command.trim().split(' ')
      const run = await runAnsible(project, program, [...args, '-e', '@vars.yml', ...more])
      expect(run.rc, run.stdout + run.stderr).toBe(0)
    }
    await play(first)

    const page = path.join(project.folder, 'bonding-report.html')
    expect(fs.statSync(page).mode & 0o777).toBe(0o640)
    const { page: shown, complaints, requests } = await openFile(browser, page)
    expect(complaints).toEqual([])
    expect(requests).toHaveLength(1)
    expect(await shown.title()).toBe('Bonds of 4 hosts')
    const states = await shown
      .locator('.host')
      .evaluateAll(all => all.map(one => [one.querySelector('h2')?.textContent, one.getAttribute('data-marks')]))
    // This machine may have what is worth a warning, such as no ifcfg files at all.
    expect(states.filter(([name]) => name !== named)).toEqual([
      ['nobody', 'unreachable'],
      ['liar', 'failed'],
      ['no-program', 'failed']
    ])
    const words = await shown.getByRole('article', { name: 'liar' }).textContent()
    expect(words).toContain('Its answer is none that bond_info or bond_failover gives.')
    expect(states.find(([name]) => name === named)?.[1]).toMatch(/^(?:warning|none|well)/)

    await play(second, ['--limit', 'no-program'])
    const other = fs.readFileSync(path.join(project.folder, 'bonds-after-change.html'), 'utf8')
    expect(other).toContain('<title>Bonds of 1 host</title>')
  })
})

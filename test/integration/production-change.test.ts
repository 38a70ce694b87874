import fs from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { parse } from 'yaml'
import { checkout } from '../../tools/setup/shell.mjs'
import { blocksOf } from '../support/doc-blocks.ts'
import { applied, notYet, playOf, resultOf } from './action/rows.ts'
import { makeProject, runAnsible, versionSkipReason, writePlaybook } from './bench/ansible.ts'
import { type Bench, openBench } from './bench/bench.ts'
import { hostsOf } from './bench/hosts.ts'
import { guideFiles } from './guide-files.ts'
import { playOnStandIn } from './stand-in/play.ts'

const skipReason = versionSkipReason('newest')
const page = path.join(checkout, 'docs/production-change.md')
const [dry = '', failed = ''] = blocksOf(page, 'text')

let bench: Bench
beforeAll(async () => {
  bench = await openBench()
}, 60_000)
afterAll(() => bench?.close())

test('the play of docs/production-change.md says in a dry run what the page shows', async ({ skip }) => {
  skip(skipReason !== undefined, skipReason)
  const root = fs.mkdtempSync(path.join(bench.folder, 'root-'))
  for (const [file, text] of Object.entries(guideFiles)) {
    fs.mkdirSync(path.join(root, path.dirname(file)), { recursive: true })
    fs.writeFileSync(path.join(root, file), text)
  }
  const [plays] = blocksOf(page, 'yaml').map(text => parse(text))
  const { 'direct-pipelined': host = {} } = hostsOf(bench)
  const project = makeProject(bench, { version: 'newest', hosts: { web1: host } })
  const playbook = writePlaybook(project, [{ ...plays[0], become: false }])
  const run = await runAnsible(project, 'ansible-playbook', [
    playbook,
    '--check',
    '--diff',
    '-e',
    `bonding_root=${root}`
  ])
  expect(run.rc, run.stdout).toBe(0)
  const shown = dry.trimEnd().split('\n')
  expect(run.stdout.split('\n').filter(line => shown.includes(line))).toEqual(shown)
})

test('the failure that docs/production-change.md shows is what the task makes of such answers', async ({ skip }) => {
  skip(skipReason !== undefined, skipReason)
  const problems = ['verify_ping: 10.0.0.77 does not answer']
  const script = {
    applied: [{ ...applied, state: 'applying' }],
    confirmed: [notYet, { failed: true, not_yet: true, state: 'waiting', msg: 'no', remaining: 0.5, problems }],
    status: [{ state: 'reverted', reason: 'not confirmed within 3 seconds', back: [] }]
  }
  const playbook = playOf([{ rollback_timeout: 3, id: 'x1' }])
  const { run } = await playOnStandIn({ bench, version: 'newest', script, playbook })
  const { msg } = resultOf(run, 0)
  for (const line of failed.trimEnd().split('\n')) expect(msg).toContain(line)
})

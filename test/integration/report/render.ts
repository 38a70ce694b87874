import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { checkout } from '../../../tools/setup/shell.mjs'
import { binFolder } from '../bench/ansible.ts'
import type { SeenHosts } from './made-up.ts'

export const playbooks = path.join(checkout, 'collection/playbooks')
export const templates = path.join(playbooks, 'templates')

/** The hash of the page's script, as the playbook names it to the browser. */
export function namedHash(): string {
  return /report_script_hash: (\S+)/.exec(fs.readFileSync(path.join(playbooks, 'report.yml'), 'utf8'))?.[1] ?? ''
}

/** Writes the page of these hosts into a folder, by the Jinja2 of the newest ansible-core, and returns its path. */
export function renderPage(folder: string, hosts: SeenHosts): string {
  const python = path.join(binFolder('newest') ?? '', 'python3')
  const data = { report_hosts: Object.keys(hosts), hostvars: hosts, report_time: '2026-11-26 22:20 UTC' }
  const done = spawnSync(python, [path.join(import.meta.dirname, 'render.py'), templates, namedHash()], {
    input: JSON.stringify(data),
    encoding: 'utf8',
    maxBuffer: 2 ** 26
  })
  if (done.status !== 0) throw new Error(`the page cannot be rendered: ${done.error ?? done.stderr}`)
  const file = path.join(fs.mkdtempSync(path.join(folder, 'page-')), 'page.html')
  fs.writeFileSync(file, done.stdout)
  return file
}

import { execFileSync } from 'node:child_process'
import os from 'node:os'
import { ansibleVersion } from '../../tools/setup/ansible.mjs'

/** What the figures were taken on, and when; nothing that names the machine. */
export function machineText(): string {
  const [cpu] = os.cpus()
  const memory = Math.round(os.totalmem() / 2 ** 30)
  const versions = [
    `Node.js ${process.versions.node}`,
    `ansible-core ${ansibleVersion('newest') ?? 'none'}`,
    firstLine('python3', '--version'),
    `Linux ${os.release()}`,
    firstLine('ssh', '-V').replace(/,.*/, '').replaceAll('_', ' ')
  ]
  const date = new Date().toISOString().slice(0, 10)
  return `Measured on ${date}: ${cpu?.model ?? 'unknown processor'}, ${os.cpus().length} cores, ${memory} GB; ${versions.join(', ')}.`
}

/** Some programs tell their version on standard error. */
function firstLine(command: string, option: string): string {
  const text = execFileSync('sh', ['-c', `${command} ${option} 2>&1`], { encoding: 'utf8' })
  return text.split('\n')[0] ?? ''
}

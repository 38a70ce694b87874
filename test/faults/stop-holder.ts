import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { processesNaming, waitUntil } from '../integration/bench/processes.ts'
import { fileChanges } from './calls.ts'
import { commandOf, start } from './modules.ts'
import { bond } from './scenarios.ts'

// Run inside host.sh: stop-holder.ts FOLDER. A writer is stopped (SIGSTOP) at the first rename of a file of the network, a
// second one is started, then the first goes on. Prints what became of each as JSON.
const [folder = ''] = process.argv.slice(2)
const root = path.join(folder, 'root')
const scripts = path.join(root, 'etc/sysconfig/network-scripts')
fs.mkdirSync(scripts, { recursive: true })
const task = { module: bond.module, args: { ...bond.args, root } }

const when = renameOf('ifcfg-bond0')
fs.rmSync(root, { recursive: true })
fs.mkdirSync(scripts, { recursive: true })
const inject = ['-e', 'trace=rename', '-e', `inject=rename:signal=STOP:when=${when}`]
const holder = start(['strace', '-q', '-o', '/dev/null', ...inject, ...commandOf(folder, task, 'holder')])
const pid = await untilStopped()
const began = performance.now()
const second = await start(commandOf(folder, task, 'second')).result
const seconds = (performance.now() - began) / 1000
process.kill(pid, 'SIGCONT')
const first = await holder.result
const third = await start(commandOf(folder, task, 'third')).result
process.stdout.write(JSON.stringify({ pid, seconds, first, second, third }))

/** The how manieth rename of a run it is that puts a file in its place. */
function renameOf(name: string): number {
  const output = path.join(folder, 'trace')
  spawnSync('strace', ['-o', output, '-e', 'trace=rename', ...commandOf(folder, task)], { stdio: 'ignore' })
  const call = fileChanges(fs.readFileSync(output, 'utf8')).find(({ text }) => text.includes(`/${name}")`))
  if (call === undefined) throw new Error(`no rename to ${name}`)
  return call.when
}

/** The id of the holder, once it stays stopped: a process that is traced is so for a moment at each call. */
async function untilStopped(): Promise<number> {
  let times = 0
  let pid = 0
  await waitUntil('the holder to be stopped', 20, () => {
    pid = processesNaming('holder.json').find(candidate => candidate !== holder.child.pid) ?? 0
    const isStopped = pid > 0 && /^State:\t[Tt]/m.test(fs.readFileSync(`/proc/${pid}/status`, 'utf8'))
    times = isStopped ? times + 1 : 0
    return times > 20
  })
  return pid
}

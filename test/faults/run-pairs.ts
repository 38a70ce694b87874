import fs from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { commandOf, start } from './modules.ts'
import { bond, existing, initscripts, type Task } from './scenarios.ts'
import { compare, type FileSet, filesBelow, isSame, litterBelow } from './snapshot.ts'

// Run inside host.sh: run-pairs.ts FOLDER (host|folder) PAIRS. Prints { problems, firstWon } as JSON: what went wrong, and how
// many pairs came out as if the first had been first, where that can be told.
const [folder = '', where = '', pairs = ''] = process.argv.slice(2)
const root = where === 'host' ? '/' : path.join(folder, 'root')

/** Both write ifcfg-eth0: one that reads it before the other has written loses what that wrote. */
const other: Task = { module: 'ifcfg', args: { name: 'eth0', settings: { MTU: '9000', NOTE: 'by the other' } } }

function reset(): void {
  for (const name of ['etc/sysconfig', 'etc/modprobe.d', 'var/lib/nic-bonding'])
    fs.rmSync(path.join(root, name), { recursive: true, force: true })
  for (const [file, text] of Object.entries({ ...initscripts, ...existing })) {
    fs.mkdirSync(path.dirname(path.join(root, file)), { recursive: true })
    fs.writeFileSync(path.join(root, file), text)
  }
}

function begin({ module, args }: Task, name: string) {
  return start(commandOf(folder, { module, args: { ...args, root } }, name)).result
}

async function inOrder(tasks: readonly Task[]): Promise<FileSet> {
  reset()
  for (const task of tasks) await begin(task, 'alone')
  return filesBelow(root)
}

async function pair(index: number, wanted: readonly FileSet[]): Promise<readonly string[]> {
  reset()
  const first = begin(bond, 'first')
  // From at once to beyond the first's end, so that they meet at every place.
  await sleep((index * 15) % 300)
  const results = await Promise.all([first, begin(other, 'second')])
  const seen = filesBelow(root)
  const litter = litterBelow(root, where === 'host')
  const [one = {}, two = {}] = wanted
  return [
    ...results
      .filter(({ failed, changed }) => failed !== undefined || changed !== true)
      .map(({ msg }) => `a run: ${msg}`),
    ...(wanted.some(set => isSame(set, seen)) ? [] : [`not as one after the other: ${compare(seen, one, two)}`]),
    ...(litter.length === 0 ? [] : [`left behind: ${litter.join(' ')}`])
  ].map(problem => `pair ${index}: ${problem}`)
}

const wanted = [await inOrder([bond, other]), await inOrder([other, bond])]
const problems: string[] = []
for (let index = 0; index < Number(pairs); index++) problems.push(...(await pair(index, wanted)))
process.stdout.write(JSON.stringify({ problems }))

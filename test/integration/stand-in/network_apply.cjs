// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
'use strict'

// A stand-in for the modules network_apply and bond, by which the action plugin, the role and the playbooks are tested.
// The folder that the environment names has script.json: for each `state` (`bond` for a call with bonds), what to answer
// to its first call, its second and so on; the last row stays. Every call is noted in calls.jsonl, with the TCP
// connection over which it came. `cut` in a row ends that connection instead of answering; `crash` ends without an
// answer; `wait` answers so many seconds later.
const fs = require('fs')
const path = require('path')

const args = JSON.parse(fs.readFileSync(0, 'utf8'))
const folder = process.env.STAND_IN
const log = path.join(folder, 'calls.jsonl')
const earlier = fs.existsSync(log) ? fs.readFileSync(log, 'utf8').trim().split('\n').map(line => JSON.parse(line)) : []
const state = args.bonds ? 'bond' : args.state || 'applied'
const script = JSON.parse(fs.readFileSync(path.join(folder, 'script.json'), 'utf8'))
const rows = script[state] || [{ failed: true, msg: 'unscripted' }]
const row = rows[Math.min(earlier.filter(call => call.state === state).length, rows.length - 1)]
const own = Object.keys(args).filter(key => !key.startsWith('_ansible')).map(key => [key, args[key]])
const note = {
  state,
  args: Object.assign({}, ...own.map(([key, value]) => ({ [key]: value }))),
  connection: connectionOf(process.pid),
  user: process.getuid(),
  check: args._ansible_check_mode,
  noLog: args._ansible_no_log
}
fs.appendFileSync(log, `${JSON.stringify(note)}\n`)

if (row.cut) {
  process.kill(sessionOf(process.pid), 'SIGKILL')
  setTimeout(() => undefined, 10000)
} else if (!row.crash) {
  setTimeout(answer, (row.wait || 0) * 1000)
}

function answer() {
  process.stdout.write(`${JSON.stringify(Object.assign({ id: args.id }, row))}\n`)
}

/** SSH_CONNECTION of the session, which sudo takes out of the environment: that of the process or the next above it. */
function connectionOf(pid) {
  if (pid <= 1) return ''
  const environment = fs.readFileSync(`/proc/${pid}/environ`, 'latin1')
  const found = /(?:^|\0)SSH_CONNECTION=([^\0]*)/.exec(environment)
  return found === null ? connectionOf(parentOf(pid)) : found[1]
}

/** The sshd process of this session: the first one above. */
function sessionOf(pid) {
  if (pid <= 1) throw new Error('no sshd above')
  return /^sshd/.test(fs.readFileSync(`/proc/${pid}/comm`, 'latin1')) ? pid : sessionOf(parentOf(pid))
}

function parentOf(pid) {
  const stat = fs.readFileSync(`/proc/${pid}/stat`, 'latin1')
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
}

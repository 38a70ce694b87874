/**
 * The first lines of every module: the interpreter, the licence where Ansible's sanity tests look for it, the function whose
 * comment Ansible replaces by the arguments, and what an older Node.js says instead of running the rest. The text is valid
 * JavaScript before and after: a comment needs no quoting, and the JSON that Ansible writes holds no line break.
 */
export function bannerText(marker: string): string {
  return `#!node
// Copyright (c) 2026 the nic.bonding authors
// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
'use strict'
function ansibleModuleArguments() {
//${marker}
}
if (parseInt(process.versions.node) < 20) {
  console.log(JSON.stringify({ failed: true, msg: 'nic.bonding: this is Node.js ' + process.versions.node + ', and a module ' +
    'that is run without the action plugin of the collection needs Node.js 20 or newer; set action_plugins in ansible.cfg ' +
    '(README) and nothing is needed on the host, or ansible_node_interpreter' }))
  process.exit(1)
}`
}

/**
 * The first lines of every module: the interpreter, the licence where Ansible's sanity tests look for it, and the
 * function whose comment Ansible replaces by the arguments. The text is valid JavaScript before and after: a comment
 * needs no quoting, and the JSON that Ansible writes holds no line break.
 */
export function bannerText(marker: string): string {
  return `#!node
// Copyright (c) 2026 the nic.bonding authors
// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
'use strict'
function ansibleModuleArguments() {
//${marker}
}`
}

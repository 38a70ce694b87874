# Copyright: (c) 2026, the nic.bonding authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""
Which program `node` a host runs. Private to this collection.
"""
from __future__ import annotations

import re

from ansible_collections.nic.bonding.plugins.plugin_utils.node_program import OLDEST, ProgramError, version_key

# The newest official build that glibc of some age runs: EL6 has 2.12, EL7 2.17 (nodejs/node, BUILDING.md of 10, 16, 18).
NEWEST_FOR = (((2, 12), '10.24.1'), ((2, 17), '16.20.2'))


def choose(programs, host):
    """The newest program that a host runs. Raises ProgramError that names the host and every program with what hinders it."""
    hindered = [(program, hindrance(program, host)) for program in programs]
    fitting = [program for program, reason in hindered if reason is None]
    if fitting:
        return max(fitting, key=lambda program: version_key(program['version']))
    reasons = ['%s: %s' % (program['source'], reason) for program, reason in hindered]
    raise ProgramError('this host has %s and %s; no file fits:\n%s\n%s' % (
        host['machine'], libc_text(host), '\n'.join(reasons), remedy(host)))


def hindrance(program, host):
    """Why a host does not run a program, None when nothing is known against it: the host tries it before it is used."""
    what = 'Node.js %s for %s' % (program['version'], program['machine'])
    if program['machine'] != normal_machine(host['machine']):
        return what
    if program['libc'] not in (host['libc'], 'none') and host['libc'] != 'unknown':
        return '%s and %s' % (what, program['libc'])
    if program['glibc'] and host.get('glibc') and version_key(program['glibc']) > version_key(host['glibc']):
        return '%s and glibc %s or newer' % (what, program['glibc'])
    return None


def normal_machine(machine):
    """What `uname -m` says, by the names of MACHINES."""
    return 'i686' if re.match(r'i[3-6]86$', machine) else 'armv7l' if re.match(r'armv[6-8]', machine) else machine


def libc_text(host):
    """The C library of a host, for a reader."""
    return 'a C library that does not say what it is' if host['libc'] == 'unknown' else ' '.join(
        part for part in (host['libc'], host.get('glibc')) if part)


def remedy(host):
    """Which file would do."""
    if host['libc'] == 'musl':
        return 'Official builds of Node.js need glibc, which this host has not; hosts of Red Hat\'s kind have it'
    version = next((newest for least, newest in reversed(NEWEST_FOR) if host.get('glibc') and version_key(host['glibc']) >= least), None)
    limit = 'any version from %d on' % OLDEST
    if host.get('glibc') and version_key(host['glibc']) < (2, 28):
        limit = 'at most %s' % version if version else 'none that is official'
    return 'It takes Node.js for %s, %s' % (normal_machine(host['machine']), limit)

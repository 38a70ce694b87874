# Copyright: (c) 2026, the nic.bonding authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""
The programs that the collection carries, and why a host has none of them. Private to this collection.
"""
from __future__ import annotations

import functools
import hashlib
import json
import os
import re

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'program')
# Where a program is kept on a host, in this order; `~` is the user's .ansible/nic-bonding, which root does not use.
FOLDERS = ('/opt/nic-bonding', '/usr/local/lib/nic-bonding', '/var/lib/nic-bonding-program', '~')

# What the scripts report of a folder, for the administrator: why it cannot be used, and what to do about it.
REASONS = {
    'absent': ('the program is not there', None),
    'homeless': ('the user has no home folder in the passwd database', None),
    'unreadable': ('{what} cannot be read', 'run the task with become'),
    'owner': ('{what} belongs neither to root nor to this user', 'remove it'),
    'writable': ('{what} can be written by others', 'chmod go-w it'),
    'foreign': ('{what} is not a file that only root or this user may write', 'remove it'),
    'damaged': ('what arrived is not the program (its SHA-256 differs)', 'run the task again'),
    'unsummed': ('the host has no command sha256sum', 'install coreutils'),
    'readonly': ('{what} is on a read-only file system', None),
    'full': ('there is no space left for {what}', 'free 2 MB'),
    'denied': ('this user may not write {what}', 'run the task with become'),
    'noexec': ('{what} may not be executed', 'mount its file system without noexec, or check the SELinux log'),
    'eperm': ('the kernel refuses to execute {what} (EPERM), as fapolicyd makes it do for what it does not trust',
              'run the playbook nic.bonding.program with program_state=trusted'),
    'untrusted': ('fapolicyd-cli could not add the program to the list nic-bonding: {what}', 'run fapolicyd-cli --check-config on the host'),
    'exec': ('{what} cannot be run on this host', 'check that it is whole, and that it is made for the architecture that uname -m prints there'),
    'failed': ('{what} could not be written', None),
}
# What a transfer may mend; with the others a folder is not tried again.
MENDED = ('absent', 'damaged', 'unreadable')


class ProgramError(Exception):
    """Why the program cannot be used, for the administrator. Nothing was run and nothing is left on the host."""


class Program:
    """One program that the collection carries."""

    def __init__(self, machine, entry):
        self.machine = machine
        self.sum = entry['sha256']
        self.bytes = int(entry['size'])
        self.name = self.sum[:16]
        self.path = os.path.join(FOLDER, 'nic-bonding-%s' % machine)

    def read(self):
        """Its bytes. Raises ProgramError unless they are those that the release names."""
        try:
            with open(self.path, 'rb') as file:
                data = file.read()
        except OSError as error:
            raise ProgramError('%s: cannot be read (%s); install the collection again' % (self.path, error.strerror)) from error
        if hashlib.sha256(data).hexdigest() != self.sum:
            raise ProgramError('%s: its SHA-256 is not the one in programs.json beside it; install the collection again' % self.path)
        return data


@functools.lru_cache(maxsize=None)
def load_programs():
    """The version of the programs and the programs themselves, by what `uname -m` says on their hosts."""
    path = os.path.join(FOLDER, 'programs.json')
    try:
        with open(path, encoding='utf-8') as file:
            known = json.load(file)
    except OSError as error:
        raise ProgramError(
            '%s: cannot be read (%s); install the collection from a release, or run npm run build in its checkout and use '
            'build/ansible_collections' % (path, error.strerror)) from error
    return known['version'], {machine: Program(machine, entry) for machine, entry in known['programs'].items()}


def program_for(machine, programs):
    """The program for a host. Raises ProgramError where the collection has none for its architecture."""
    if machine in programs:
        return programs[machine]
    raise ProgramError('architecture %s is not supported: the collection has programs for %s. Run the task on a host that has one '
                       'of these' % (machine or 'unknown', ', '.join(sorted(programs))))


def folders_of(value):
    """The folders in which a host may have the program. Raises ProgramError when nic_bonding_program_dir cannot be one."""
    if value in (None, ''):
        return FOLDERS
    return (checked_path('nic_bonding_program_dir', value), *FOLDERS)


def checked_path(name, value):
    """A path from a variable. Raises ProgramError unless it is absolute and plain."""
    path = str(value).rstrip('/')
    if not re.match(r'(/[A-Za-z0-9._+@:-]+)+$', path) or {'.', '..'} & set(path.split('/')):
        raise ProgramError('%s: %s must be an absolute path of letters, digits and . _ + @ : - without . and .. as names' % (name, value))
    return path


def skipped(folders):
    """Those of the reported folders that a transfer would not mend."""
    return [report for report in folders if report[1] not in MENDED]


def refusal(reports, user):
    """Why no folder will do: a line for each, with reason and remedy."""
    lines = [line_of(*report) for report in reports]
    return (
        'the program nic-bonding cannot be put on this host by the user with id %s, and nothing was left there:\n%s\n'
        'Set nic_bonding_program_dir to a folder from which programs may be run, or install the program and set '
        'nic_bonding_program to its path' % (user, '\n'.join(lines)))


def named_refusal(reports):
    """Why the program that nic_bonding_program names will not do."""
    return 'nic_bonding_program: %s' % '\n'.join(line_of(*report) for report in reports)


def line_of(folder, why, what):
    """The reason and the remedy of one folder, or of an installed program."""
    reason, remedy = REASONS.get(why, REASONS['failed'])
    shown = '.ansible/nic-bonding in the home folder' if folder == '~' else folder
    return '%s: %s%s' % (shown, reason.format(what=what), '; %s' % remedy if remedy else '')

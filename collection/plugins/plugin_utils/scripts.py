# Copyright: (c) 2026, the nic.bonding authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""
The shell scripts that go to a host, filled in. Private to this collection.
"""
from __future__ import annotations

import functools
import os
import re
import shlex

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'shell')

# Instead of running a module: that there is a program which can.
FIND = "printf '{\"nic_bonding_found\":true}\\n'; exit 0"


def run_command(module, arguments):
    """The command that runs a module. printf is a command of the shell itself, so no argument shows in a list of processes."""
    return "printf '%%s\\n' %s | \"$1\" %s" % (arguments, module)


def run_script(programs, folders, command, prelude='', of_change=False):
    """
    A script that runs a command by the program of the first folder that has it, or, when it is `of_change`, by the one that began
    the open change. `prelude` comes before all but trust.sh.
    """
    cases = ['%s) name=%s bytes=%d ;;' % (shlex.quote(machine), program.name, program.bytes) for machine, program in programs.items()]
    return filled('run.sh', prelude, RUN=command, PROGRAMS='case $(uname -m) in\n%s\nesac' % '\n'.join(cases), FOLDERS=words(folders),
                  OPEN=lean('open.sh') if of_change else '')


def named_script(path, command, prelude=''):
    """A script that runs a command by an installed program."""
    return filled('named.sh', prelude, RUN=command, NAMED=shlex.quote(path))


def place_script(program, folders, command, **values):
    """
    A script that puts the program into the first folder where it can be run, and runs a command by it. Values: now, token,
    upload (a path, or nothing for standard input), packed, temporary, read (a command before all else), prelude.
    """
    read, prelude = values.pop('read', ''), values.pop('prelude', '')
    given = {name.upper(): shlex.quote(str(value)) for name, value in values.items()}
    return filled(
        'place.sh', prelude, RUN=command, READ=read, NAME=program.name, BYTES=str(program.bytes), SUM=program.sum,
        FOLDERS=words(folders), **given)


def words(texts):
    """Texts as words of a command."""
    return ' '.join(shlex.quote(text) for text in texts)


def filled(name, prelude='', **values):
    """A script with trust.sh and a prelude before it and values in the place of @NAME@."""
    return '#!/bin/sh\n%s' % replaced('%s%s%s' % (lean('trust.sh'), prelude, lean(name)), values)


def replaced(text, values):
    """A text with values in the place of @NAME@."""
    return re.sub('@([A-Z]+)@', lambda match: values[match.group(1)], text)


@functools.lru_cache(maxsize=None)
def lean(name):
    """A script without comments and indentation, which no host needs."""
    with open(os.path.join(FOLDER, name), encoding='utf-8') as file:
        lines = [line.strip() for line in file]
    return ''.join('%s\n' % line for line in lines if line and not line.startswith('#'))

# Copyright: (c) 2026, the nic.bonding authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""For tests: a connection that can run commands and copy files, and nothing else; it has no standard input."""
from __future__ import annotations

DOCUMENTATION = '''
name: runner
short_description: runs commands in the namespaces of a process
description: For the tests of nic.bonding.
author: the nic.bonding authors
options:
  remote_addr:
    description: The process whose namespaces and root are entered.
    vars:
      - name: runner_process
  personality:
    description: What uname(1) says of the machine there.
    vars:
      - name: runner_personality
'''

import shlex
import subprocess

from ansible.plugins.connection import ConnectionBase


class Connection(ConnectionBase):
    """Enters the namespaces of a process by nsenter(1)."""

    transport = 'runner'
    has_pipelining = False

    def _connect(self):
        return self

    def close(self):
        """Nothing is kept open."""

    def _run(self, cmd, data=b''):
        pid = str(self.get_option('remote_addr'))
        enter = ['nsenter', '-t', pid, '-m', '-p', '-n', '--root=/proc/%s/root' % pid, '--wd=/proc/%s/root' % pid]
        personality = self.get_option('personality')
        enter = (['setarch', personality] if personality else []) + enter
        done = subprocess.run(enter + ['/bin/sh', '-c', cmd], input=data, capture_output=True, check=False)
        return done.returncode, done.stdout, done.stderr

    def exec_command(self, cmd, in_data=None, sudoable=True):
        """Runs a command."""
        super().exec_command(cmd, in_data=in_data, sudoable=sudoable)
        if in_data:
            raise AssertionError('this connection has no standard input')
        return self._run(cmd)

    def put_file(self, in_path, out_path):
        """Copies a file to the host."""
        super().put_file(in_path, out_path)
        with open(in_path, 'rb') as file:
            self._run('cat >%s' % shlex.quote(out_path), file.read())

    def fetch_file(self, in_path, out_path):
        """Copies a file from the host."""
        super().fetch_file(in_path, out_path)
        with open(out_path, 'wb') as file:
            file.write(self._run('cat %s' % shlex.quote(in_path))[1])

# Copyright: (c) 2026, the nic.bonding authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""For tests: a connection by chroot(8), which passes standard input on."""
from __future__ import annotations

DOCUMENTATION = '''
name: chroot
short_description: runs commands in a root folder
description: For the tests of nic.bonding; by the name and the variables of community.general's.
author: the nic.bonding authors
options:
  remote_addr:
    description: The root folder.
    vars:
      - name: ansible_host
'''

import shlex
import subprocess

from ansible.plugins.connection import ConnectionBase


class Connection(ConnectionBase):
    """Runs each command in the folder by a shell."""

    transport = 'chroot'
    has_pipelining = True

    def _connect(self):
        return self

    def close(self):
        """Nothing is kept open."""

    def _run(self, cmd, data=None):
        done = subprocess.run(['chroot', self.get_option('remote_addr'), '/bin/sh', '-c', cmd], input=data or b'', capture_output=True, check=False)
        return done.returncode, done.stdout, done.stderr

    def exec_command(self, cmd, in_data=None, sudoable=True):
        """Runs a command."""
        super().exec_command(cmd, in_data=in_data, sudoable=sudoable)
        return self._run(cmd, in_data)

    def put_file(self, in_path, out_path):
        """Copies a file into the folder."""
        super().put_file(in_path, out_path)
        with open(in_path, 'rb') as file:
            self._run('cat >%s' % shlex.quote(out_path), file.read())

    def fetch_file(self, in_path, out_path):
        """Copies a file from the folder."""
        super().fetch_file(in_path, out_path)
        with open(out_path, 'wb') as file:
            file.write(self._run('cat %s' % shlex.quote(in_path))[1])

# Copyright: (c) 2026, the nic.bonding authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""
Puts Node.js from a file on the controller onto a host that has neither it nor Python. Private to the role node.

Options: files (paths, or dicts of src and sha256; the newest that fits the host is taken), folder (/opt/nic-bonding),
keep_old (false). The host needs a POSIX shell with the commands of coreutils or busybox, and the connection's own transfer.
"""
from __future__ import annotations

import os
import re
import shlex

from ansible import constants as C
from ansible.errors import AnsibleConnectionFailure, AnsibleError
from ansible.module_utils.common.text.converters import to_text
from ansible.module_utils.parsing.convert_bool import boolean
from ansible.plugins.action import ActionBase
from ansible_collections.nic.bonding.plugins.plugin_utils.node_fit import choose, libc_text
from ansible_collections.nic.bonding.plugins.plugin_utils.node_program import ProgramError, load_program, packed

SCRIPTS = os.path.join(os.path.dirname(os.path.dirname(__file__)), 'plugin_utils', 'shell')
# A version as the files in the folder are named; nothing else there is this plugin's.
VERSION = re.compile(r'\d+\.\d+\.\d+$')


class Refusal(Exception):
    """What stands in the way, for the administrator. Nothing has been changed, or the old state is whole."""


class ActionModule(ActionBase):
    """Looks at the host, plans, and unless in check mode does what is planned."""

    def run(self, tmp=None, task_vars=None):
        """Returns what is put where; the same in check mode and without it."""
        result = super().run(tmp, task_vars)
        del tmp
        try:
            options = read_options(self._task.args)
            programs = [self._load(file, task_vars) for file in options['files']]
            host = self._look(options['folder'])
            plan = make_plan(choose(programs, host), host, options)
            if plan['changed'] and not self._task.check_mode:
                self._carry_out(plan, host, options['folder'])
            result.update(result_of(plan, host, options['folder']))
        except (Refusal, ProgramError) as error:
            result.update(failed=True, changed=False, msg=to_text(error))
        return result

    def _load(self, file, task_vars):
        """One of the files on the controller, found as other actions find theirs."""
        try:
            source = self._find_needle('files', file['src'])
        except AnsibleError as error:
            raise Refusal('%s: there is no such file on the controller' % file['src']) from error
        return load_program(source, file.get('sha256'), C.DEFAULT_LOCAL_TMP)

    def _look(self, folder):
        """What the host says of itself."""
        answer = self._shell('look.sh', dict(folder=folder))
        lines = told(answer)
        if ['end'] not in lines:
            raise Refusal('the host could not be looked at: %s' % spoken(answer))
        return read_host(lines)

    def _carry_out(self, plan, host, folder):
        """Sends the program, unless it is in place, and has the host check, try and link it."""
        upload = self._send(plan['program'], host) if plan['put'] else ''
        given = dict(
            folder=folder, version=plan['program']['version'], sha256=plan['program']['sha256'], upload=upload,
            packed='yes' if host['gzip'] else 'no', remove=' '.join(plan['removed']))
        answer = self._shell('put.sh', given)
        lines = told(answer)
        if ['done'] not in lines:
            said = next((' '.join(line[1:]) for line in lines if line[0] == 'failed'), None) or spoken(answer)
            raise Refusal('Node.js %s was not put in place: %s' % (plan['program']['version'], said))

    def _send(self, program, host):
        """Lays the program where the user who logs in may write, and returns the path there."""
        local = packed(program) if host['gzip'] else program['file']
        try:
            self._make_tmp_path()
            remote = self._connection._shell.join_path(self._connection._shell.tmpdir, 'node')
            return self._transfer_file(local, remote)
        except AnsibleConnectionFailure:
            raise
        except (AnsibleError, OSError) as error:
            raise Refusal('Node.js %s could not be sent to the host (%d kB): %s' % (
                program['version'], os.path.getsize(local) // 1024, to_text(error))) from error

    def _shell(self, name, given):
        """Runs a script on the host, given variables."""
        texts = ['%s=%s' % (key, shlex.quote(value)) for key, value in sorted(given.items())]
        for script in ('sums.sh', name):
            with open(os.path.join(SCRIPTS, script), encoding='utf-8') as file:
                texts.append(file.read())
        return self._low_level_execute_command('\n'.join(texts).rstrip(), executable='/bin/sh')


def read_options(args):
    """The task's options in their types. Raises Refusal."""
    unknown = sorted(set(args) - {'files', 'folder', 'keep_old'})
    files = args.get('files') or []
    files = [dict(src=file) if isinstance(file, str) else file for file in ([files] if isinstance(files, (str, dict)) else files)]
    folder = to_text(args.get('folder') or '/opt/nic-bonding').rstrip('/')
    problems = ['%s is no option' % name for name in unknown]
    if not files or not all(isinstance(file, dict) and file.get('src') and set(file) <= {'src', 'sha256'} for file in files):
        problems.append('files must be paths on the controller, or dicts of src and sha256')
    if not re.match(r'(/[A-Za-z0-9._+@-]+)+$', folder) or '..' in folder.split('/'):
        problems.append('folder must be an absolute path of letters, digits and . _ + @ - (its name becomes a command): %s' % folder)
    if problems:
        raise Refusal('; '.join(problems))
    return dict(files=files, folder=folder, keep_old=boolean(args.get('keep_old', False)))


def told(answer):
    """The lines that the script printed, in words; a login may print others, and a terminal ends them with CR LF."""
    lines = (answer.get('stdout') or '').splitlines()
    return [line.split()[1:] for line in lines if re.match(r'nic-bonding \S', line)]


def spoken(answer):
    """All that came back, for a reader."""
    return to_text((answer.get('stderr') or '') + (answer.get('stdout') or '')).strip() or 'it said nothing (rc %s)' % answer.get('rc')


def read_host(lines):
    """What look.sh told, as data. Raises Refusal when a link or folder is not what this plugin makes."""
    wrong = [' '.join(line[1:]) for line in lines if line[0] == 'wrong']
    values = {line[0]: line[1:] for line in lines}
    if 'sums' not in values:
        wrong.append('the host has no command that makes a SHA-256: sha256sum, openssl or busybox')
    if wrong:
        raise Refusal('; '.join(wrong))
    libc = values['libc']
    return dict(
        machine=values['machine'][0], libc=libc[0], glibc=libc[1] if len(libc) > 1 else None,
        gzip='gzip' in values, space=values['space'], link=(values.get('link') or [None])[0],
        have={line[1]: line[2] for line in lines if line[0] == 'have' and len(line) == 3 and VERSION.match(line[1])},
    )


def make_plan(program, host, options):
    """What is to be done: the program put, the link set, old programs removed. Raises Refusal when there is no room."""
    version = program['version']
    put = host['have'].get(version) != program['sha256']
    removed = [] if options['keep_old'] else sorted(old for old in host['have'] if old != version)
    place, room = (host['space'] + [None])[:2]
    if put and room is not None and int(room) * 1024 < program['size']:
        raise Refusal('Node.js %s takes %d kB below %s, where %s kB are free' % (version, program['size'] // 1024 + 1, place, room))
    changed = put or removed != [] or host['link'] != '../node-%s' % version
    return dict(program=program, put=put, removed=removed, changed=changed)


def result_of(plan, host, folder):
    """The result of a plan, carried out or not."""
    program = plan['program']
    path = '%s/bin/node' % folder
    target = '../node-%s' % program['version']
    texts = ['' if link is None else '%s -> %s\n' % (path, link) for link in (host['link'], target)]
    stay = {program['version']: program['sha256'], **{old: total for old, total in host['have'].items() if old not in plan['removed']}}
    before, after = (link + ''.join('%s/node-%s sha256 %s\n' % (folder, version, have[version]) for version in sorted(have))
                     for link, have in zip(texts, (host['have'], stay)))
    return dict(
        changed=plan['changed'], path=path, version=program['version'], sha256=program['sha256'], source=program['source'],
        machine=host['machine'], libc=libc_text(host), removed=plan['removed'],
        diff=[dict(before_header=folder, after_header=folder, before=before, after=after)] if plan['changed'] else [],
    )

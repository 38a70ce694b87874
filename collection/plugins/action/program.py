# Copyright: (c) 2026, the nic.bonding authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""
Puts the program on a host in advance, has fapolicyd trust it, or removes what the collection has left. Private to the playbook program.

Options: state (present, trusted, absent). The host needs no Python: shell scripts do it, by the way that modules of this collection go.
"""
from __future__ import annotations

import re

from ansible.module_utils.common.text.converters import to_text
from ansible_collections.nic.bonding.plugins.plugin_utils.answers import SHAPE, is_flag, visible
from ansible_collections.nic.bonding.plugins.plugin_utils.program_action import Call, ProgramAction, is_missing
from ansible_collections.nic.bonding.plugins.plugin_utils.programs import ProgramError, program_for, refusal, skipped
from ansible_collections.nic.bonding.plugins.plugin_utils.scripts import filled, lean, replaced, words

STATES = ('present', 'trusted', 'absent')

# Instead of running a module by the program: its checksum, and whether fapolicyd trusts it.
REPORT = 'report "$1"'


def like(pattern):
    """Whether a value is a text of this pattern."""
    return lambda value: isinstance(value, str) and re.fullmatch(pattern, value) is not None


class ActionModule(ProgramAction):
    """Does what the task's state says; the same result in check mode, which changes nothing."""

    _supports_async = False
    shape = dict(
        SHAPE, nic_bonding_report=is_flag, fapolicyd=is_flag,
        machine=like(r'[A-Za-z0-9_.-]{1,20}'), sha256=like('[0-9a-f]{64}'), trust=like('|none|known|added'), home=like('|/.*'))

    def run(self, tmp=None, task_vars=None):
        """Returns where the program is, or what was removed."""
        result = self.begin(tmp, task_vars)
        try:
            state = read_state(self._task.args)
            work = Removal(self, {}, task_vars or {}) if state == 'absent' else Placement(self, state, task_vars or {})
            result.update(work.answer())
        except ProgramError as error:
            result.update(failed=True, changed=False, msg=visible(to_text(error)))
        self._remove_tmp_path(self._connection._shell.tmpdir)
        return result


class Removal(Call):
    """Has the host remove everything of ours, unless a change is open there."""

    def answer(self):
        """What was removed, and what of ours was kept."""
        check = 'yes' if self._check_mode else "''"
        script = filled('remove.sh', RUN=':', CHECK=check, FOLDERS=words(self._folders))
        answer = self._action._low_level_execute_command(script, executable='/bin/sh')
        lines = [line.split(' ', 2) for line in (answer.get('stdout') or '').splitlines() if re.match(r'nic-bonding-program \S', line)]
        told = [(line[1], visible(''.join(line[2:]))) for line in lines]
        refuse_removal(told, answer)
        paths = {word: [text for first, text in told if first == word] for word in ('removed', 'kept')}
        return dict(paths, changed=paths['removed'] != [], diff=removal_diff(paths['removed']))


class Placement(Call):
    """Looks for the program and brings it where it is missing, as a module does; then reports on it."""

    def __init__(self, action, state, task_vars):
        super().__init__(action, {}, task_vars)
        self._trusting = state == 'trusted'
        given = dict(TRUSTING=self._trusting, CHECK=self._check_mode)
        self._prelude = replaced(lean('program.sh'), {name: 'yes' if value else "''" for name, value in given.items()})

    def answer(self):
        """Where the program is and its SHA-256; in check mode, where it would be."""
        exchange, answer = self._exchange(lambda _way, _arguments: self._script(REPORT))
        placed = is_missing(answer)
        if placed and self._check_mode and not self._named:
            return self._planned(answer)
        if placed:
            exchange, answer = self._bring(answer, lambda _arguments: REPORT)
        if not answer.get('nic_bonding_report'):
            return answer
        if not exchange.begun:
            raise ProgramError('the host gave an answer that no script of this collection gives; see what answers for it')
        trust = value_of(answer, 'trust') if self._trusting else ''
        return self._result(exchange.program, value_of(answer, 'machine'), value_of(answer, 'sha256'), trust, placed)

    def _planned(self, missing):
        """What a run would come to, of the folders that would take the program."""
        reports = missing['folders']
        program = program_for(missing['machine'], self._programs)
        places = [report[0] for report in reports if report not in skipped(reports)]
        if not places:
            raise ProgramError(refusal(reports, missing['user']))
        folder = '%s/.ansible/nic-bonding' % value_of(missing, 'home') if places[0] == '~' else places[0]
        path = '%s/%s/nic-bonding' % (folder, program.name)
        trust = ('added' if missing.get('fapolicyd') else 'none') if self._trusting else ''
        return self._result(path, missing['machine'], program.sum, trust, True)

    def _result(self, path, machine, total, trust, placed):
        """A result and its diff."""
        changed = placed or trust == 'added'
        line = '%s sha256 %s\n' % (path, total)
        trusted = {'added': ('', 'trusted by fapolicyd\n'), 'known': ('trusted by fapolicyd\n',) * 2}.get(trust, ('', ''))
        texts = [('' if placed else line) + trusted[0], line + trusted[1]]
        result = dict(changed=changed, path=path, sha256=total, machine=machine, version=self._version)
        if self._trusting:
            result['fapolicyd'] = dict(added='trusted', known='trusted', none='absent')[trust]
        result['diff'] = [dict(before_header=path, after_header=path, before=texts[0], after=texts[1])] if changed else []
        return result


def value_of(answer, key):
    """What a script always tells. Raises ProgramError."""
    if not answer.get(key):
        raise ProgramError('the host gave an answer without %s, which no script of this collection gives; see what answers for it' % key)
    return answer[key]


def read_state(args):
    """The option. Raises ProgramError."""
    unknown = sorted(set(args) - {'state'})
    if unknown:
        raise ProgramError('%s: not an option of nic.bonding.program; its only option is state' % ', '.join(unknown))
    state = args.get('state') or 'present'
    if state not in STATES:
        raise ProgramError('state: %s must be one of %s' % (state, ', '.join(STATES)))
    return state


def refuse_removal(told, answer):
    """Raises ProgramError when the host has removed nothing, or not all."""
    for word, text in told:
        if word == 'open':
            change, _blank, state = text.partition(' ')
            raise ProgramError(
                'change %s is %s, and the program, the journal and the boot hook are needed to undo or confirm it; nothing was removed. '
                'Confirm it by nic.bonding.network_apply with state=confirmed and id=%s, or undo it by the playbook nic.bonding.revert, '
                'and run this again' % (change, state, change))
        if word == 'busy':
            raise ProgramError(
                '/var/lib/nic-bonding/lock: another task of this collection is writing on this host (process %s); nothing was removed. '
                'Run this again when it has ended' % text)
        if word == 'failed':
            removed = [path for first, path in told if first == 'removed']
            raise ProgramError('not everything could be removed: %s. These were removed before: %s. Run this again when the reason is gone' % (
                text, ', '.join(removed) or 'none'))
    if ('end', '') not in told:
        said = to_text((answer.get('stderr') or '') + (answer.get('stdout') or '')).strip()
        raise ProgramError('the host did not answer the script that removes the program: %s' % (said or 'rc %s' % answer.get('rc')))


def removal_diff(removed):
    """A diff that lists what is removed."""
    text = ''.join('%s\n' % path for path in removed)
    return [dict(before_header='nic.bonding on this host', after_header='nic.bonding on this host', before=text, after='')] if removed else []

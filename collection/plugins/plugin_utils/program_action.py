# Copyright: (c) 2026, the nic.bonding authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""
Runs a module of this collection on a host by the program, which it puts there where it is missing. Private to this collection.

What goes to the host in place of the module is a shell script, which looks for the program and runs it: one exchange. It says
in JSON that the program is missing. No exit status is taken for that, since a missing sudo has the same.
"""
from __future__ import annotations

import contextlib
import fcntl
import gzip
import hashlib
import json
import os
import re
import shlex
import struct
import sys
import time
import uuid

from ansible import constants as C
from ansible.errors import AnsibleConnectionFailure, AnsibleError
from ansible.executor import module_common
from ansible.module_utils.common import json as common_json
from ansible.module_utils.common.text.converters import to_bytes, to_text
from ansible.plugins.action import ActionBase
from ansible.utils.display import Display
from ansible.utils.vars import merge_hash

from .answers import SHAPE, believed, visible
from .programs import FOLDERS, ProgramError, checked_path, folders_of, load_programs, named_refusal, program_for, refusal, skipped
from .scripts import FIND, named_script, place_script, run_command, run_script

display = Display()

# What the scripts print before the program answers; without it nothing was run.
BEGUN = 'nic-bonding '
VERSION = 'nic-bonding-version '
# What a host may tell: it is shown on a terminal.
PLAIN = re.compile(r'[^\x00-\x1f\x7f-\x9f]*\Z')


class ProgramAction(ActionBase):
    """What Ansible's own action does for modules (plugins/action/normal.py), for modules that the program has."""

    # What the keys of the module's result may hold, as far as the controller reads or shows them.
    shape = SHAPE
    # Whether a task may be a job. ansible-core 2.14 sets its own word for it in every instance.
    may_detach = True

    # The exchange that is going on, None while a module of somebody else is run.
    _exchange = None
    # Ansible's temporary folder on the host. Ansible forgets it as soon as it has started a job, even in vain.
    _tmpdir = None
    # Whether a program that is missing may be transferred.
    _may_bring = True

    def begin(self, tmp, task_vars):
        """What every action begins with: Ansible's own checks, and an empty result."""
        self._supports_check_mode = True
        self._supports_async = self.may_detach
        return super().run(tmp, task_vars)

    def run(self, tmp=None, task_vars=None):
        """Runs the task's module once."""
        result = self.begin(tmp, task_vars)
        wrap_async = bool(self._task.async_val)
        result = merge_hash(result, self._execute_module(task_vars=task_vars, wrap_async=wrap_async))
        if 'ansible_job_id' not in result:
            # A job that has begun removes them itself.
            self._remove_tmp_path(self._tmpdir)
        return result

    def _execute_module(self, module_name=None, module_args=None, *args, task_vars=None, wrap_async=False, **kwargs):
        """Runs the task's own module by the program, and every other as Ansible does."""
        if module_name not in (None, self._task.action) or args:
            return super()._execute_module(
                module_name, module_args, *args, task_vars=task_vars, wrap_async=wrap_async, **kwargs)
        try:
            return self.execute(self._task.args if module_args is None else module_args, task_vars or {}, wrap_async)
        except ProgramError as error:
            return dict(failed=True, changed=False, msg=visible(to_text(error)))

    def execute(self, module_args, task_vars, wrap_async=False):
        """Runs the task's own module by the program. Raises ProgramError where there is none that can be used."""
        call = Call(self, module_args, task_vars)
        return call.detach() if wrap_async else call.answer()

    def exchange(self, build, task_vars, module_args, wrap_async=False):
        """
        Runs on the host what `build` gives for a way: 'piped' through standard input, 'copied' as a file. Where standard input
        does not get there, it goes as a file and that is remembered. What was begun is not begun again.
        """
        piped = not wrap_async and self._takes_input()
        if piped:
            exchange, answer = self._send(Exchange('piped', build), task_vars, module_args)
            if exchange.begun or 'module_stdout' not in answer:
                return exchange, answer
            display.vvv('standard input does not reach the host: %s' % visible(answer.get('module_stderr')))
        exchange, answer = self._send(Exchange('copied', build), task_vars, module_args, wrap_async)
        if piped and 'module_stdout' not in answer:
            self._remember_no_input()
        return exchange, answer

    def _send(self, exchange, task_vars, module_args, wrap_async=False):
        """One exchange, by all that Ansible does for a module: become, environment, no_log, temporary files, parsing."""
        self._exchange = exchange
        exchange.job = wrap_async
        try:
            with self._pipelining(exchange.way == 'piped'):
                answer = super()._execute_module(module_args=dict(module_args), task_vars=task_vars, wrap_async=wrap_async)
            return exchange, answer
        finally:
            self._exchange = None

    def _configure_module(self, module_name, module_args, task_vars):
        """The script in place of the module. The bundle beside it is neither read nor scanned."""
        if self._exchange is None or module_name != self._task.action:
            return super()._configure_module(module_name, module_args, task_vars)
        data = to_bytes(self._exchange.fill(encoded(module_args)), errors='surrogateescape')
        path = os.path.join(os.path.dirname(__file__), 'shell', '%s.sh' % leaf(module_name))
        if hasattr(module_common, '_BuiltModule'):
            built = module_common._BuiltModule(
                b_module_data=data, module_style='new', shebang='#!/bin/sh', serialization_profile='legacy')
            return built, path
        return 'new', '#!/bin/sh', data, path

    def _is_pipelining_enabled(self, module_style, wrap_async=False):
        """Own modules are pipelined wherever they can be, whatever the configuration is."""
        if self._exchange is None:
            return super()._is_pipelining_enabled(module_style, wrap_async)
        return self._exchange.way == 'piped' and module_style == 'new' and not wrap_async

    def _low_level_execute_command(self, cmd, sudoable=True, in_data=None, **kwargs):
        """Where the program itself comes by standard input, the script is a word of the command."""
        if self._exchange is not None and in_data is not None and self._exchange.command is not None and sudoable:
            cmd = '%s -c %s' % (cmd, shlex.quote(self._exchange.command))
        return super()._low_level_execute_command(cmd, sudoable=sudoable, in_data=in_data, **kwargs)

    def _parse_returned_data(self, res, *args):
        """Ansible's own, having looked for what the script said before the answer."""
        if self._exchange is not None:
            said = to_text(res.get('stdout') or '')
            # The answer of a job is that of async_wrapper.
            said = visible(said) if self._exchange.job else believed(said, self.shape)
            res = dict(res, stdout=said, stderr=visible(to_text(res.get('stderr') or '')))
            self._exchange.listen(said)
            self._tmpdir = self._connection._shell.tmpdir
        return super()._parse_returned_data(res, *args)

    def upload(self, data):
        """Lays bytes into Ansible's temporary folder, readable for the user who runs the module. Returns the path."""
        shell = self._connection._shell
        if shell.tmpdir is None:
            self._make_tmp_path()
        path = shell.join_path(shell.tmpdir, 'nic-bonding.data')
        try:
            self._transfer_data(path, data)
        except AnsibleConnectionFailure:
            raise
        except (AnsibleError, OSError) as error:
            raise ProgramError('the program (%d kB) could not be copied to %s on the host: %s' % (
                len(data) // 1024, path, to_text(error))) from error
        self._fixup_perms2([shell.tmpdir, path], execute=False)
        return path

    @contextlib.contextmanager
    def _pipelining(self, piped):
        """The connection knows what comes by standard input: local gives sudo a terminal instead (plugins/connection/local.py)."""
        connection = self._connection
        try:
            before = connection.get_option('pipelining')
        except (KeyError, AttributeError, ValueError, AnsibleError):
            yield
            return
        connection.set_option('pipelining', piped)
        try:
            yield
        finally:
            connection.set_option('pipelining', before)

    def _takes_input(self):
        """Whether standard input gets to the host, as far as is known."""
        become = self._connection.become
        return (
            self._connection.has_pipelining and not C.DEFAULT_KEEP_REMOTE_FILES
            and (become is None or (
                become.name != 'su' and getattr(become, 'pipelining', True) and not getattr(become, 'require_tty', False)))
            and not os.path.exists(self._no_input_mark())
        )

    def _remember_no_input(self):
        """For the tasks to come of this run, which other processes carry out."""
        with open(self._no_input_mark(), 'w', encoding='utf-8'):
            pass

    def _no_input_mark(self):
        """A file of this run of Ansible, whose folder ends with it (DEFAULT_LOCAL_TMP), for a way to a host."""
        become = self._connection.become
        way = [self._connection.transport, self._get_remote_addr({}), self._play_context.port, self._get_remote_user(),
               become and become.name, become and self.get_become_option('become_user')]
        return os.path.join(C.DEFAULT_LOCAL_TMP, 'nic-bonding-%s' % hashlib.sha256(to_bytes(repr(way))).hexdigest()[:16])


class Exchange:
    """One script on its way to a host, and what it said of itself."""

    def __init__(self, way, build):
        self.way = way
        self.command = None
        self.job = False
        self.begun = False
        self.program = None
        self.version = None
        self._build = build

    def fill(self, arguments):
        """What stands in for the module, given its arguments as JSON."""
        filling = self._build(self.way, arguments)
        if isinstance(filling, tuple):
            self.command, filling = filling
        return filling

    def listen(self, stdout):
        """Takes the program that was run from the lines before its answer."""
        for line in stdout.splitlines():
            if line.startswith(VERSION):
                self.version = line[len(VERSION):].strip()
            elif line.startswith(BEGUN):
                self.begun, self.program = True, line[len(BEGUN):].strip()


class Call:
    """One call of a module: looks for the program, brings it where it is missing, runs it."""

    # What the scripts have besides trust.sh.
    _prelude = ''

    def __init__(self, action, module_args, task_vars):
        self._action = action
        self._args = module_args
        self._task_vars = task_vars
        self._check_mode = action._task.check_mode
        self._module = leaf(action._task.action)
        self._version, self._programs = load_programs()
        settings = self._settings('nic_bonding_program', 'nic_bonding_program_dir')
        self._named = settings[0] and checked_path('nic_bonding_program', settings[0])
        self._folders = folders_of(settings[1])
        # The one that this call put on the host.
        self._brought = None

    def answer(self):
        """The module's result."""
        exchange, answer = self._exchange(self._run_it)
        if is_missing(answer):
            exchange, answer = self._bring(answer, self._run)
        return self._told(exchange, answer)

    def detach(self):
        """The job that runs the module, of which Ansible asks later. The program is there before it begins."""
        _exchange, found = self._exchange(lambda _way, _arguments: self._script(FIND))
        if is_missing(found):
            if self._check_mode:
                return with_python_hint(self._bring(found, self._run, wrap_async=True)[1])
            _exchange, found = self._bring(found, lambda _arguments: FIND)
        if not found.get('nic_bonding_found'):
            return found
        _exchange, answer = self._exchange(self._run_it, wrap_async=True)
        return with_python_hint(answer)

    def _bring(self, missing, command, wrap_async=False):
        """Puts the program where it can be run, and runs a command by it. Raises ProgramError with what is wrong with each folder."""
        told = missing['folders']
        if self._named:
            raise ProgramError(named_refusal(told))
        program = program_for(missing['machine'], self._programs)
        if not self._action._may_bring:
            raise ProgramError('the program is no longer on the host: %s' % refusal(told, missing['user']))
        told = [] if self._check_mode else skipped(told)
        self._brought = program
        data = packed(program) if missing['gzip'] else program.read()
        left = self._places(told)
        while left:
            exchange, answer = self._place(program, data, left, command, wrap_async)
            if not is_missing(answer):
                return exchange, answer
            reported = answer['folders']
            told = told + reported
            tried = [report[0] for report in reported]
            # A host that names none of them would be sent the program for ever.
            left = [folder for folder in left if folder not in tried] if set(tried) & set(left) else []
        raise ProgramError(refusal(told, missing['user']))

    def _place(self, program, data, folders, command, wrap_async):
        """One transfer. The bytes go along with the script where standard input takes them, else as a file before it."""
        values = dict(now=int(time.time()), token=uuid.uuid4().hex, packed='yes' if data[:2] == b'\x1f\x8b' else '',
                      temporary='yes' if self._check_mode else '', prelude=self._prelude)

        def build(way, arguments):
            if way == 'piped':
                script = place_script(program, folders, command('"$arguments"'), read='IFS= read -r arguments', upload='', **values)
                return script, to_bytes(arguments) + b'\n' + data
            return place_script(program, folders, command(shlex.quote(arguments)), upload=self._action.upload(data), **values)
        return self._exchange(build, wrap_async)

    def _places(self, told):
        """The folders that are tried, in their order; in check mode those that Ansible has for temporary files."""
        if not self._check_mode:
            return [folder for folder in self._folders if folder not in [report[0] for report in told]]
        temporary = [self._action.get_shell_option('remote_tmp', '~/.ansible/tmp'), *self._action.get_shell_option('system_tmpdirs', [])]
        return [folder for folder in temporary if folder.startswith(('/', '~/'))]

    def _exchange(self, build, wrap_async=False):
        return self._action.exchange(build, self._task_vars, self._args, wrap_async)

    def _run_it(self, _way, arguments):
        """The script that runs the module, given its arguments as JSON."""
        return self._script(self._run(shlex.quote(arguments)))

    def _script(self, command):
        """The script for a host that has the program."""
        if self._named:
            return named_script(self._named, command, self._prelude)
        of_change = self._module == 'network_apply' and self._args.get('state') in ('confirmed', 'reverted', 'status')
        return run_script(self._programs, self._folders, command, self._prelude, of_change)

    def _run(self, word):
        """The command that runs the module, given its arguments as a word of the shell."""
        return run_command(self._module, word)

    def _told(self, exchange, answer):
        """
        The answer with the program that gave it, and a warning where that is of another version than the collection. Its path is
        left out: check mode may have it in a temporary folder, and gives the same result as the run.
        """
        if not exchange.begun:
            return answer
        if self._named:
            return with_version(answer, exchange, self._version)
        if exchange.version is not None:
            return dict(answer, program=dict(path=exchange.program, version=version_in(exchange)))
        name = os.path.basename(os.path.dirname(exchange.program))
        sums = [program.sum for program in self._programs.values() if program.name == name or program is self._brought]
        if not sums:
            raise ProgramError('the host says that it has run %s, which is none of the programs of this collection' % exchange.program)
        return dict(answer, program=dict(version=self._version, sha256=sums[0]))

    def _settings(self, *names):
        """Variables of the host on which the module runs."""
        delegate = self._action._task.delegate_to
        own = (self._task_vars.get('ansible_delegated_vars') or {}).get(delegate, {}) if delegate else self._task_vars
        return [self._action._templar.template(own.get(name)) for name in names]


def warm_up():
    """
    Loads and works out, in the process that Ansible's workers are copies of, what each of them would do anew for its one task: the
    programs and the scripts, how a module's arguments and answer are coded, and what a result may hold (core 2.19 and newer).
    Nothing else depends on it.
    """
    with contextlib.suppress(Exception):
        run_script(load_programs()[1], FOLDERS, '')
        common_json.get_module_encoder('legacy', common_json.Direction.CONTROLLER_TO_MODULE)
        common_json.get_module_decoder('legacy', common_json.Direction.MODULE_TO_CONTROLLER)
        results = sys.modules['ansible._internal._task'].UnifiedTaskResult
        results.from_module_result_dict({})
        results.from_action_result_dict({})


def is_missing(answer):
    """Whether the script found no program that it may run. Raises ProgramError for an answer that no script of ours gives."""
    if answer.get('nic_bonding_missing') is not True:
        return False
    folders = answer.get('folders')
    if not isinstance(folders, list) or not all(isinstance(report, list) and len(report) == 3 for report in folders):
        raise ProgramError('the host gave an answer that no script of this collection gives; see what answers for it')
    told = [answer.get('machine'), answer.get('user'), *[text for report in folders for text in report]]
    if not all(isinstance(text, str) and PLAIN.match(text) for text in told):
        raise ProgramError('the host gave an answer that no script of this collection gives; see what answers for it')
    return True


def with_python_hint(answer):
    """The answer of a job that did not begin, with what Ansible needs for it."""
    if 'module_stdout' not in answer:
        return answer
    said = '%s%s' % (answer.get('module_stderr') or '', answer.get('module_stdout') or '')
    return dict(answer, msg='async: the job could not be started, since Ansible starts jobs by Python on the host (async_wrapper): %s; '
                            'run the task without async, or install Python there' % to_text(said).strip())


def version_in(exchange):
    """The version of the program in what it told: `nic-bonding 1.2.3, QuickJS-ng 0.17.0, x86_64`; empty where it told none."""
    return (exchange.version or '').partition(' ')[2].partition(',')[0]


def with_version(answer, exchange, wanted):
    """The answer of an installed program, with a warning where its version is not that of the collection."""
    version = version_in(exchange)
    answer = dict(answer, program=dict(path=exchange.program, version=version))
    if version != wanted:
        warning = ('nic_bonding_program: %s is version %s and the collection is version %s; install the same version of both' % (
            exchange.program, version or 'unknown', wanted))
        answer['warnings'] = [*(answer.get('warnings') or []), warning]
    return answer


def leaf(name):
    """The name of a module without that of its collection."""
    return name.rsplit('.', 1)[-1]


def encoded(module_args):
    """A module's arguments as JSON in ASCII, as Ansible gives them to modules that are not Python."""
    if hasattr(common_json, 'get_module_encoder'):
        return json.dumps(module_args, cls=common_json.get_module_encoder('legacy', common_json.Direction.CONTROLLER_TO_MODULE))
    return json.dumps(module_args, cls=common_json.AnsibleJSONEncoder, vault_to_text=True)


def packed(program):
    """The program compressed, once in a run of Ansible: the other workers wait for the one that does it."""
    path = os.path.join(C.DEFAULT_LOCAL_TMP, 'nic-bonding-%s.gz' % program.name)
    with open(path, 'a+b') as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        data = file.read()
        # Complete, unless a worker was ended while it wrote: the end of a gzip file says how long its content is (RFC 1952).
        if data[-4:] != struct.pack('<I', program.bytes):
            data = gzip.compress(program.read(), 6, mtime=0)
            file.truncate(0)
            file.write(data)
    return data


warm_up()

# Copyright: (c) 2026, the nic.bonding authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""
The controller's half of network_apply: apply, reach the host anew, confirm. The host undoes what is not confirmed.

The module is called over connections of their own that are given up in time: a shared one (ControlMaster) would hold the
task for as long as TCP resends when the network goes away under it, and the host takes no confirmation over a connection
that is older than the change.
"""
from __future__ import annotations

import re
import shlex
import sys
import time
import uuid
from importlib import import_module
from pathlib import Path
from types import ModuleType

from ansible.errors import AnsibleConnectionFailure, AnsibleError
from ansible.module_utils.common.text.converters import to_text
from ansible.plugins.connection import ConnectionBase
from ansible.plugins.loader import connection_loader
from ansible.utils.display import Display

display = Display()

# Seconds after which an attempt to connect, or a connection that says nothing, is given up.
ATTEMPT = 5
# Seconds between two attempts.
PAUSE = 1
# Seconds for which the guard waits before its first step; an attempt in it would only be cut off.
DELAY = 1.2
# Seconds for which a host that never answered is tried: nothing has begun there.
FIRST_CONTACT = 30
# Seconds after the window for which the host is asked what it did.
GRACE = 60
# How often something else may answer in the module's place, such as sudo, before anything has begun.
OTHERS = 3
# Every state that the module gives a change.
STATES = ('applying', 'waiting', 'confirmed', 'reverting', 'reverted', 'failed', 'written', 'none')

# What ssh(1) says when no session came about (sshconnect.c, misc.c): the module cannot have run.
NO_SESSION = re.compile(
    r'connect to (host|address) |Could not resolve|Permission denied|Host key verification failed|'
    r'banner exchange|kex_exchange_identification|Connection refused|No route to host',
    re.IGNORECASE
)

# What ssh(1) adds where the session has a terminal (clientloop.c, mux.c): it says nothing.
CLOSED = re.compile(r'^(Shared c|C)onnection to \S+ closed\.?\s*$', re.MULTILINE)

# Without these a host that is gone would hold a task for as long as TCP resends (tcp(7), tcp_retries2).
OWN_CONNECTION = [
    '-o', 'ControlMaster=no', '-o', 'ControlPath=none', '-o', 'ConnectTimeout=%d' % ATTEMPT,
    '-o', 'ServerAliveInterval=2', '-o', 'ServerAliveCountMax=2', '-o', 'TCPKeepAlive=yes',
]


def shared(name):
    """A module of plugin_utils of this very copy of the collection, which by a short name may be outside the collections path."""
    if __name__.startswith('ansible_collections.'):
        return import_module('ansible_collections.nic.bonding.plugins.plugin_utils.' + name)
    folder = str(Path(__file__).resolve().parent.parent / 'plugin_utils')
    package = 'nic_bonding_' + folder.encode().hex()
    if package not in sys.modules:
        sys.modules[package] = ModuleType(package)
        sys.modules[package].__path__ = [folder]
    return import_module('%s.%s' % (package, name))


answers = shared('answers')
ProgramError = shared('programs').ProgramError


class ActionModule(shared('program_action').ProgramAction):
    """Runs the module network_apply; what is applied is confirmed over a connection made after it."""

    shape = dict(
        answers.SHAPE, id=answers.is_text, state=answers.is_text, reason=answers.is_text, log=answers.is_text, not_yet=answers.is_flag,
        remaining=answers.is_number, rollback_timeout=answers.is_number, problems=answers.is_texts, plan=answers.is_texts, back=answers.is_rows)
    may_detach = False

    def run(self, tmp=None, task_vars=None):
        """Returns one result for applying and confirming, or for undoing. The rest is the module's own affair."""
        acts = {'applied': self._apply_and_confirm, 'reverted': self._undo}
        act = acts.get(self._task.args.get('state') or 'applied')
        if self._task.check_mode or act is None:
            return super().run(tmp, task_vars)
        result = self.begin(tmp, task_vars)
        self._task_vars = task_vars
        own = self._connection
        try:
            result.update(act(Window(self._task.args)))
        finally:
            self._connection = own
            self._reset(own)
        return result

    def cleanup(self, force=False):
        """Leaves temporary files to the host when it does not answer; the outcome of the task is known by then."""
        try:
            super().cleanup(force)
        except AnsibleConnectionFailure as error:
            display.vvv('temporary files stay on the host: %s' % to_text(error))

    def _apply_and_confirm(self, window):
        """The whole life of a change as the controller sees it."""
        args = self._task.args
        calls = Calls(self, args.get('reconnect_host') or None)
        change = args.get('id') or uuid.uuid4().hex
        applied = start(calls, dict(args, state='applied', id=change, wait=False), window)
        if applied is None:
            return dict(failed=True, changed=window.began, id=change, msg=unknown_text(calls, window, change))
        if applied.get('failed') or not applied.get('changed') or applied.get('state') in ('none', 'confirmed'):
            return applied
        if applied.get('rollback_timeout') == 0:
            # Nothing is confirmed. The steps of the change are waited for, unless the task does not want that.
            return start(calls, dict(args, state='applied', id=change), window) or dict(
                failed=True, changed=True, id=change, msg=unheard_text(calls, change))
        # A transfer would take of the time in which the host waits.
        self._may_bring = False
        question = dict(state='confirmed', id=applied.get('id', change), verify_ping=args.get('verify_ping') or [])
        window.applied(applied)
        time.sleep(DELAY)
        answer = confirm(calls, question, window)
        outcome = answer if is_confirmed(answer) else learn_outcome(calls, question['id'], window, answer)
        if is_confirmed(outcome):
            return confirmed_result(applied, outcome, calls)
        return failed_result(applied, answer, outcome, calls, window)

    def _undo(self, window):
        """Undoes; the network may go away under it, so it is asked again until the host says what came of it."""
        calls = Calls(self, None)
        answer = start(calls, self._task.args, window)
        if answer is None:
            return dict(failed=True, changed=window.began, msg=undone_text(calls, window))
        if not window.began or answer.get('failed'):
            return answer
        # The call that did it was cut off; the one that was answered found nothing left to undo.
        last = calls.ask(dict(state='status', id=self._task.args.get('id'))) if answer.get('state') == 'none' else None
        return dict(merged(answer, last), changed=True)

    def call(self, args, host):
        """
        Runs the module once over a connection of its own. Raises AnsibleConnectionFailure when the host is silent, ProgramError when
        it has no program.
        """
        own = self._connection
        self._connection = self._new_connection(own, host)
        try:
            return self.execute(dict(args), self._task_vars)
        except (AnsibleConnectionFailure, ProgramError):
            raise
        except AnsibleError as error:
            return dict(failed=True, msg=answers.visible(to_text(error)))
        finally:
            self._connection = own

    def _new_connection(self, own, host):
        """A connection like `own` that shares no TCP connection with another. Only ssh shares any between processes."""
        if getattr(own, 'transport', None) != 'ssh':
            self._reset(own)
            return own
        # The shell goes along: it knows the folder for temporary files, which outlives a connection.
        # By the name under which the play's own was loaded (TaskExecutor._get_connection), be it short or full.
        new = connection_loader.get(self._play_context.connection, self._play_context, '/dev/null', shell=own._shell)
        new.set_options(direct=own_connection_options(own.get_options(), host))
        new.set_become_plugin(own.become)
        return new

    def _reset(self, connection):
        """Ends what the connection keeps open, so that no later task waits for a dead one."""
        if type(connection).reset is ConnectionBase.reset:
            return
        try:
            connection.reset()
        except (AnsibleError, OSError) as error:
            display.vvv('the connection was not reset: %s' % to_text(error))


class Window:
    """The time in which the change can be confirmed, on the controller's monotonic clock."""

    def __init__(self, args):
        # Counts for as long as the host has said nothing.
        self.rollback = estimate(args, 'rollback_timeout', 180)
        self.longest = DELAY + estimate(args, 'apply_timeout', 300) + self.rollback
        self.began = False
        self.end = time.monotonic() + self.longest
        self.problems = []

    def applied(self, answer):
        """Counts anew from the answer that the change is under way, by the time that the module has read."""
        self.began = True
        self.longest += (answer.get('rollback_timeout') or self.rollback) - self.rollback
        self.end = time.monotonic() + self.longest
        self.learn(answer)

    def learn(self, answer):
        """Takes the end from a host that says how long it waits. It only comes nearer, so that every task ends."""
        self.problems = (answer or {}).get('problems') or self.problems
        if answer is not None and answer.get('remaining') is not None:
            self.end = min(self.end, time.monotonic() + float(answer['remaining']))

    def left(self):
        """Seconds until the end, 0 after it."""
        return max(0.0, self.end - time.monotonic())


class Calls:
    """Calls of the module, and the account of the time in which the host did not answer them."""

    def __init__(self, action, reconnect_host):
        self._action = action
        self.reconnect_host = reconnect_host
        # What was seen last in place of an answer of the module, as it came and as a sentence, and whether the module may have begun.
        self.error = None
        self.why = 'the host does not answer over a new connection'
        self.other = None
        self.began = False
        self.refused = False
        self.away = 0.0
        self._silent_since = None

    def ask(self, args, host=None):
        """
        What the module says at that address (the host's own by default), of this change where one is named; None where it says
        nothing: the host is silent (`other` is None too), or something else has answered.
        """
        self.other, self.began, self.refused = None, False, False
        try:
            answer = self._action.call(args, host)
        except AnsibleConnectionFailure as error:
            return self._unheard(to_text(error).strip())
        except ProgramError as error:
            self.refused = True
            answer = dict(failed=True, changed=False, msg=answers.visible(to_text(error)))
        if is_of_module(answer) and (args['state'] in ('applied', 'reverted') or is_of_change(answer, args.get('id'))):
            return answer
        self.other, self.began = answer, 'program' in answer
        self.error = said_in(answer)
        self.why = 'the host answers, but not the module (%s)' % self.error
        display.vvv('network_apply: another answer than the module\'s: %s' % self.error)
        return None

    def _unheard(self, error):
        self.error = answers.visible(error)
        self.why = 'the host does not answer over a new connection (%s)' % self.error
        self.began = not NO_SESSION.search(error)
        display.vvv('network_apply: no answer: %s' % self.error)

    def account(self, started, answer):
        """Notes whether the host answered the attempt that began at `started`, and returns the answer of the module."""
        is_silent = answer is None and self.other is None
        if is_silent and self._silent_since is None:
            self._silent_since = started
        if not is_silent and self._silent_since is not None:
            self.away += time.monotonic() - self._silent_since
            self._silent_since = None
        return answer

    def silence(self):
        """Seconds without an answer in all, up to now."""
        now = time.monotonic()
        return round(self.away + (0.0 if self._silent_since is None else now - self._silent_since), 1)


def start(calls, request, window):
    """
    Makes the same call again and again while the module does not answer (it knows the call by the id); None when it did not in
    time. What answers in its place before anything has begun, such as sudo that asks for a password, is returned after OTHERS.
    """
    first = time.monotonic()
    others = 0
    while True:
        started = time.monotonic()
        answer = calls.account(started, calls.ask(request))
        other, refused = calls.other, calls.refused
        if answer is None:
            window.began = window.began or calls.began
            answer = find_elsewhere(calls, request.get('id')) if window.began else None
        if answer is not None:
            return answer
        if other is not None and not window.began:
            others += 1
            if refused or others == OTHERS:
                return other
        if time.monotonic() - first > (window.longest + GRACE if window.began else FIRST_CONTACT):
            return None
        time.sleep(PAUSE)


def find_elsewhere(calls, change):
    """The change as reconnect_host knows it. It is only asked for: what answers there may be another host."""
    if calls.reconnect_host is None:
        return None
    status = calls.ask(dict(state='status', id=change), calls.reconnect_host)
    if status is None or status.get('failed') or status.get('state') == 'none':
        return None
    return dict(status, changed=True)


def confirm(calls, question, window):
    """Asks until the host confirms, refuses for good, or the window is over; None when it did not answer last."""
    while True:
        started = time.monotonic()
        answer = calls.account(started, ask_to_confirm(calls, question))
        window.learn(answer)
        if answer is not None and not answer.get('not_yet'):
            return answer
        if window.left() == 0:
            return answer
        time.sleep(PAUSE)


def ask_to_confirm(calls, question):
    """Confirms at reconnect_host if there is one; if it is silent, the old address says whether all is over."""
    answer = calls.ask(question, calls.reconnect_host)
    if answer is not None or calls.reconnect_host is None:
        return answer
    error = calls.error
    status = calls.ask(dict(state='status', id=question['id']))
    if status is None:
        return None
    if is_open(status):
        return dict(status, failed=True, not_yet=True, msg='no answer at %s: %s' % (calls.reconnect_host, error))
    return status if is_confirmed(status) else dict(status, failed=True)


def learn_outcome(calls, change, window, answer):
    """What has become of a change that was not confirmed; None when the host does not say within the grace."""
    if is_settled(answer):
        return answer
    end = time.monotonic() + GRACE
    known = None
    while True:
        started = time.monotonic()
        request = dict(state='status', id=change)
        status = calls.ask(request)
        if status is None and calls.reconnect_host is not None:
            status = calls.ask(request, calls.reconnect_host)
        known = calls.account(started, status) or known
        if is_settled(status) or (is_open(status) and window.left() > 0) or time.monotonic() > end:
            return known
        time.sleep(PAUSE)


def is_confirmed(answer):
    """Whether this answer says that the change stays."""
    return answer is not None and not answer.get('failed') and answer.get('state') == 'confirmed'


def is_settled(answer):
    """Whether the host will do nothing more about the change by itself."""
    return answer is not None and answer.get('state') in ('none', 'written', 'confirmed', 'reverted', 'failed')


def is_open(answer):
    """Whether the host still waits for a confirmation."""
    return answer is not None and answer.get('state') in ('applying', 'waiting')


def is_of_module(answer):
    """Whether the module has answered, and not something in its place: its program was run, and what it printed is a result."""
    return 'program' in answer and 'module_stdout' not in answer


def is_of_change(answer, change):
    """Whether an answer tells the state of this change, or of the last one where none is named."""
    return answer.get('state') in STATES and change in (None, answer.get('id'))


def said_in(answer):
    """What something else said in the place of the module, in short."""
    texts = [answer.get(key) for key in ('module_stderr', 'module_stdout', 'msg')]
    said = [' '.join(CLOSED.sub('', to_text(text)).split()) for text in texts if text]
    said = [text for text in said if text]
    text = (said or ['nothing'])[0]
    return text if len(text) <= 600 else '%s [...] %s' % (text[:300], text[-300:])


def estimate(args, name, default):
    """An option in seconds as well as it can be told here. How the module reads it counts, see `rollback_timeout` of its answer."""
    try:
        return min(max(0.0, float(args.get(name, default))), 86400.0)
    except (TypeError, ValueError):
        return float(default)


def own_connection_options(options, host):
    """The options of an ssh connection, changed so that it is a TCP connection of its own that is given up in time."""
    changed = dict(options, reconnection_retries=0, timeout=ATTEMPT)
    for name in ('ssh_args', 'ssh_common_args', 'ssh_extra_args'):
        if options.get(name):
            changed[name] = shlex.join(without_sharing(shlex.split(to_text(options[name]))))
    # Of several values of an option ssh takes the first (ssh_config(5)), and ssh_args come first.
    changed['ssh_args'] = ' '.join([*OWN_CONNECTION, changed.get('ssh_args') or '']).strip()
    if host is not None:
        changed['host'] = host
    return changed


def without_sharing(words):
    """Arguments of ssh(1) without those that share a connection: -M, -S and -o Control*."""
    kept = []
    rest = list(words)
    while rest:
        word = rest.pop(0)
        if word in ('-S', '-o') and rest:
            value = rest.pop(0)
            if word == '-o' and not value.lower().startswith('control'):
                kept += [word, value]
        elif word != '-M' and not word.startswith('-S') and not word.lower().startswith('-ocontrol'):
            kept.append(word)
    return kept


def confirmed_result(applied, answer, calls):
    """One result: what the steps were and said, how long the host was away, what verification saw."""
    result = merged(applied, answer)
    for key in ('not_yet', 'remaining', 'problems', 'msg', 'failed'):
        result.pop(key, None)
    result.update(changed=True, state='confirmed', away=calls.silence())
    result.setdefault('verified', [])
    result.setdefault('lost', [])
    return result


def failed_result(applied, answer, outcome, calls, window):
    """Why it is not confirmed, and what the host did about it or will do."""
    result = merged(merged(applied, answer), outcome)
    for key in ('not_yet', 'exception'):
        result.pop(key, None)
    wrong = wrong_text(answer, outcome, calls, window)
    what = silent_text(window) if outcome is None else host_text(outcome, result.get('id'), window, wrong)
    log = '' if result.get('log') is None else '. Its log on the host: %s' % result['log']
    text = 'not confirmed: %s. %s%s' % (wrong, what, log)
    result.update(failed=True, changed=True, away=calls.silence(), msg=text)
    return result


def merged(first, second):
    """Two results of the module as one: the later value of each key, the warnings of both."""
    if second is None:
        return dict(first)
    warnings = list(first.get('warnings') or [])
    warnings += [warning for warning in second.get('warnings') or [] if warning not in warnings]
    told = {key: value for key, value in second.items() if value not in (None, [], '') and key != 'invocation'}
    return {**first, **told, **({'warnings': warnings} if warnings else {})}


def wrong_text(answer, outcome, calls, window):
    """What stood in the way of the confirmation."""
    if answer is None:
        return calls.why
    reason = '' if answer.get('not_yet') else to_text(answer.get('reason') or '').rstrip('.')
    # That the time was over says less than what stood in the way until then.
    if window.problems and (not reason or reason.startswith('not confirmed within')):
        return '; '.join(to_text(problem) for problem in window.problems)
    if reason:
        return reason
    text = answer.get('msg') or (outcome or {}).get('reason') or 'the host gave no reason'
    return to_text(text).rstrip('.')


def host_text(outcome, change, window, wrong):
    """What a host that answers has done, or will do; its reason unless it is what was wrong."""
    state = outcome.get('state')
    reason = to_text(outcome.get('reason') or '').rstrip('.')
    reason = ' (%s)' % reason if reason and reason != wrong else ''
    if state == 'reverted':
        return 'The host has gone back to what it had before%s%s' % (reason, back_text(outcome))
    if state == 'failed':
        return ('The host could not go back%s%s. Settle it on the host: /var/lib/nic-bonding/%s/revert, or state=confirmed '
                'with force=true to keep the files' % (reason, back_text(outcome), change))
    if state == 'reverting':
        return 'The host is going back to what it had before%s' % reason
    if state in ('applying', 'waiting'):
        return 'The host goes back to what it had before %s' % when_text(window)
    return 'The host says that the state is %s%s' % (state or 'unknown', reason)


def back_text(outcome):
    """The steps of going back, each with what went wrong in it."""
    steps = outcome.get('back') or []
    if not steps:
        return ''
    return ': ' + ', '.join(
        '%s%s' % (step.get('command'), '' if step.get('rc') == 0 else ' [ended with code %s]' % step.get('rc'))
        for step in steps
    )


def silent_text(window):
    """What a host that does not answer does by itself."""
    if window.left() == 0:
        return ('The host does not say what it did; unless it is down, it has gone back to what it had before: '
                'see /var/log/nic-bonding.log there')
    return 'The host goes back to what it had before %s; see /var/log/nic-bonding.log there' % when_text(window)


def when_text(window):
    """When the window ends, for somebody who waits for it."""
    left = window.left()
    at = time.strftime('%H:%M:%S', time.localtime(time.time() + left))
    return 'by itself within %d s, at %s of the controller\'s clock' % (round(left), at)


def unknown_text(calls, window, change):
    """What is known of a change whose start nobody has answered."""
    if not window.began:
        return '%s; nothing was applied' % calls.why
    return ('the module has not answered since the change was handed over: %s. Whether it has begun is not known; if so, it was undone '
            '%d s later, since nobody confirmed it. Ask the host by state=status id=%s, or see /var/log/nic-bonding.log there' % (
                calls.why, round(window.longest), change))


def unheard_text(calls, change):
    """What is known of a change that is not to be confirmed and whose end nobody has told."""
    return ('the module has not answered since the change began: %s. It is not undone, since rollback_timeout is 0. Ask the host by '
            'state=status id=%s, or see /var/log/nic-bonding.log there' % (calls.why, change))


def undone_text(calls, window):
    """What is known of an undoing that nobody has answered."""
    if not window.began:
        return '%s; nothing was undone' % calls.why
    return 'the module has not answered since the change was being undone: %s; see /var/log/nic-bonding.log there' % calls.why

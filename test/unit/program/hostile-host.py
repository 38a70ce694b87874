"""Has a host that lies answer the calls of an action, and prints what each came to: a result, or the reason of ProgramError."""
import json
import sys
import types

plugins, lies = sys.argv[1], json.load(sys.stdin)
for name, folder in {'': '', '.nic': '', '.nic.bonding': '', '.nic.bonding.plugins': plugins}.items():
    package = types.ModuleType('ansible_collections' + name)
    package.__path__ = [folder]
    sys.modules[package.__name__] = package
from ansible_collections.nic.bonding.plugins.action import program as action  # noqa: E402
from ansible_collections.nic.bonding.plugins.plugin_utils import answers, program_action, programs  # noqa: E402

program = programs.Program('x86_64', dict(sha256='0' * 64, size=3))
program.read = lambda: b'abc'
program_action.load_programs = lambda: ('1.0.0', {'x86_64': program})


class Action:
    """As much of an action as a call asks for."""

    _may_bring = True
    _templar = types.SimpleNamespace(template=lambda value: value)

    def __init__(self, answer, begun, check_mode=False):
        self.answer, self.begun, self.calls = answer, begun, 0
        self._task = types.SimpleNamespace(check_mode=check_mode, action='bond', delegate_to=None)

    def _low_level_execute_command(self, *_args, **_more):
        """What a script printed."""
        return dict(stdout=self.answer, stderr='', rc=0)

    def exchange(self, *_args):
        """Always the same answer."""
        self.calls += 1
        if self.calls > 20:
            raise RuntimeError('no end of exchanges')
        exchange = program_action.Exchange('piped', None)
        exchange.begun, exchange.program = self.begun is not None, self.begun
        return exchange, self.answer


def call(kind, answer, begun):
    """The call of an action; `answer` is what the host printed, or the object that it printed."""
    if kind == 'removal':
        return action.Removal(Action(answer, begun), {}, {}).answer()
    if kind == 'planned':
        return action.Placement(Action(answer, begun, True), 'present', {}).answer()
    if kind in ('present', 'trusted'):
        return action.Placement(Action(answer, begun), kind, {}).answer()
    if kind == 'printed':
        return json.loads(answers.parts_of(answers.believed(answer, answers.SHAPE))[1])
    return program_action.Call(Action(answer, begun), {}, {}).answer()


def outcome(kind, answer, begun=None):
    """What a call comes to."""
    try:
        return call(kind, answer, begun)
    except programs.ProgramError as error:
        return 'ProgramError: %s' % error
    except Exception as error:  # noqa: BLE001
        return 'trace: %r' % error


print(json.dumps([outcome(*lie) for lie in lies]))

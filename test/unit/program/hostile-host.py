"""Has a host that lies answer the calls of an action, and prints what each came to: a result, or the reason of ProgramError."""
import json
import sys
import types

plugins, answers = sys.argv[1], json.loads(sys.argv[2])
package = types.ModuleType('plugin_utils')
package.__path__ = [plugins + '/plugin_utils']
sys.modules['plugin_utils'] = package
from plugin_utils import program_action, programs  # noqa: E402

program = programs.Program('x86_64', dict(sha256='0' * 64, size=3))
program.read = lambda: b'abc'
program_action.load_programs = lambda: ('1.0.0', {'x86_64': program})


class Action:
    """As much of an action as a call asks for."""

    _may_bring = True
    _task = types.SimpleNamespace(check_mode=False, action='bond', delegate_to=None)
    _templar = types.SimpleNamespace(template=lambda value: value)

    def __init__(self, answer, begun):
        self.answer, self.begun, self.calls = answer, begun, 0

    def exchange(self, *_args):
        """Always the same answer."""
        self.calls += 1
        if self.calls > 20:
            raise RuntimeError('no end of exchanges')
        exchange = program_action.Exchange('piped', None)
        exchange.begun, exchange.program = self.begun is not None, self.begun
        return exchange, self.answer


def outcome(answer, begun=None):
    """What a call comes to."""
    try:
        return program_action.Call(Action(answer, begun), {}, {}).answer()
    except programs.ProgramError as error:
        return 'ProgramError: %s' % error
    except Exception as error:  # noqa: BLE001
        return 'trace: %r' % error


print(json.dumps([outcome(*answer) for answer in answers]))

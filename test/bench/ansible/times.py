"""Writes what each task cost, from its start to the start of the next, to the file NIC_BONDING_TIMES names."""
import json
import multiprocessing
import os
import resource
import time

from ansible.plugins.callback import CallbackBase

WHO = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)

DOCUMENTATION = '''
name: times
type: notification
short_description: Records what each task cost, all that the controller does for it included
description:
  - Appends one JSON object for each task to the file that the environment names, with the hosts on which it changed something.
requirements:
  - The variable NIC_BONDING_TIMES in the environment.
'''


def milliseconds():
    """User and system time of this process and of those that it has waited for, of this one alone, and the clock."""
    own, others = (usage.ru_utime + usage.ru_stime for usage in map(resource.getrusage, WHO))
    return {'cpu': (own + others) * 1000, 'main': own * 1000, 'wall': time.monotonic() * 1000}


def wait_for_workers():
    """A worker's time counts when it was waited for, which active_children() does; each has said its result by now."""
    deadline = time.monotonic() + 5
    while multiprocessing.active_children() and time.monotonic() < deadline:
        time.sleep(0.001)


class CallbackModule(CallbackBase):
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = 'notification'
    CALLBACK_NAME = 'times'
    CALLBACK_NEEDS_ENABLED = True

    def __init__(self):
        super().__init__()
        self.row = None

    def _next(self, row):
        if self.row is not None:
            wait_for_workers()
            began = self.row.pop('began')
            cost = {name: now - began[name] for name, now in milliseconds().items()}
            with open(os.environ['NIC_BONDING_TIMES'], 'a', encoding='utf-8') as file:
                file.write(json.dumps({**self.row, **cost}) + '\n')
        self.row = row and {**row, 'began': milliseconds()}

    def v2_playbook_on_task_start(self, task, is_conditional):
        self._next({'task': task.get_name(), 'hosts': 0, 'changed': 0})

    def v2_playbook_on_handler_task_start(self, task):
        self._next({'task': task.get_name(), 'hosts': 0, 'changed': 0})

    def v2_runner_on_ok(self, result):
        self.row['hosts'] += 1
        self.row['changed'] += bool(result._result.get('changed'))

    def v2_playbook_on_stats(self, stats):
        self._next(None)

"""Writes what each task returned on each host, one JSON object a line, to the file NIC_BONDING_RECORD names."""
import json
import os

from ansible.plugins.callback import CallbackBase

DOCUMENTATION = '''
name: record
type: notification
short_description: Records the results of tasks for a test
description:
  - Appends one JSON object for each task and host to the file that the environment names.
requirements:
  - The variable NIC_BONDING_RECORD in the environment.
'''


class CallbackModule(CallbackBase):
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = 'notification'
    CALLBACK_NAME = 'record'
    CALLBACK_NEEDS_ENABLED = True

    def _record(self, status, outcome):
        task = outcome._task
        row = {
            'host': outcome._host.get_name(),
            'task': task.get_name(),
            'action': task.action,
            'status': status,
            'result': outcome._result,
        }
        with open(os.environ['NIC_BONDING_RECORD'], 'a', encoding='utf-8') as file:
            file.write(json.dumps(row) + '\n')

    def v2_runner_on_ok(self, result):
        self._record('ok', result)

    def v2_runner_on_failed(self, result, ignore_errors=False):
        self._record('failed', result)

    def v2_runner_on_skipped(self, result):
        self._record('skipped', result)

    def v2_runner_on_unreachable(self, result):
        self._record('unreachable', result)

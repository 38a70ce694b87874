# Copyright: (c) 2026, the nic.bonding authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""
What an answer of a host may be. A host may lie: what the controller reads of an answer has the type that it counts on, and what it
shows steers no terminal. Private to this collection.
"""
from __future__ import annotations

import json
import re

# Characters that steer a terminal (ECMA-48, C0 and C1), but for the ends of lines and the tab.
CONTROL = re.compile('[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]')
# A return would write over the line that it stands in; in a diff it is a part of the file.
LONE_RETURN = re.compile('\r(?!\n)')


def is_flag(value):
    """Whether this is true or false."""
    return isinstance(value, bool)


def is_text(value):
    """Whether this is a text."""
    return isinstance(value, str)


def is_number(value):
    """Whether this is a number that can be reckoned with."""
    return isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) < 1e9


def is_texts(value):
    """Whether this is a list of texts."""
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def is_rows(value):
    """Whether this is a list of dicts."""
    return isinstance(value, list) and all(isinstance(item, dict) for item in value)


def is_diff(value):
    """Whether Ansible can show this as a diff: texts before and after, or nothing."""
    rows = value if isinstance(value, list) else [value]
    return is_rows(rows) and all(item is None or isinstance(item, str) for row in rows for item in row.values())


# Of every module.
SHAPE = dict(changed=is_flag, failed=is_flag, msg=is_text, exception=is_text, warnings=is_texts, diff=is_diff)
# Ansible acts on these, and on all that begins with ansible_; no module of this collection returns them.
ACTED_ON = ('deprecations', 'results', 'skipped', 'unreachable')


def believed(stdout, shape):
    """What a host has printed, with a refusal in the place of an answer that no module of this collection gives."""
    before, text, after = parts_of(stdout)
    try:
        answer = json.loads(text)
        wrong = [key for key, value in answer.items() if not is_believed(key, value, shape)]
    except ValueError:
        return CONTROL.sub(escaped, stdout)
    except RecursionError:
        wrong = ['it is nested too deeply']
    if wrong:
        text = json.dumps(dict(failed=True, changed=False, msg=visible(
            'the host gave an answer that no module of this collection gives (%s); see what answers for it' % wrong[0][:60]))) + '\n'
    else:
        shown = {key: visible(value) if key in shape else value for key, value in answer.items()}
        text = text if shown == answer else json.dumps(shown) + '\n'
    return CONTROL.sub(escaped, before) + text + CONTROL.sub(escaped, after)


def is_believed(key, value, shape):
    """Whether a module of this collection may give this value to this key of its result."""
    if key in ACTED_ON or key.startswith('ansible_'):
        return False
    return value is None or key not in shape or shape[key](value)


def parts_of(stdout):
    """What was printed before the JSON object, its lines, as Ansible looks for them (module_utils/json_utils.py), and what after."""
    lines = stdout.splitlines(keepends=True)
    first = ([at for at, line in enumerate(lines) if line.strip().startswith('{')] or [len(lines)])[0]
    last = ([at for at, line in enumerate(lines) if line.strip().endswith('}')] or [-1])[-1]
    return ''.join(lines[:first]), ''.join(lines[first:last + 1]), ''.join(lines[max(first, last + 1):])


def visible(value):
    """The same with what would steer a terminal spelled out."""
    if isinstance(value, str):
        return LONE_RETURN.sub(escaped, CONTROL.sub(escaped, value))
    if isinstance(value, list):
        return [visible(item) for item in value]
    if isinstance(value, dict):
        return {visible(key): visible(item) for key, item in value.items()}
    return value


def escaped(match):
    """A character as \\x and its number."""
    return '\\x%02x' % ord(match.group())

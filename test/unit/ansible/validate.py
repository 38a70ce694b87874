"""Runs Ansible's own validation of arguments: a JSON list of {spec, params} in, a list of {values} or {error} out."""

import json
import math
import sys

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator


def plain(value):
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set)):
        return [plain(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value) or isinstance(value, (bytes, complex)):
        return repr(value)
    return value


def declared(spec, values):
    """The values under their options' own names; Ansible adds aliases, and None for all that was not given."""
    return {name: part(spec[name], values[name]) for name in spec if values.get(name) is not None}


def part(option, value):
    if 'options' not in option:
        return plain(value)
    return [declared(option['options'], item) for item in value]


def answer(case):
    try:
        result = ArgumentSpecValidator(case['spec']).validate(json.loads(case['params']))
    except Exception as error:
        return {'error': repr(error)}
    if result.error_messages:
        return {'error': '; '.join(result.error_messages)}
    return {'values': declared(case['spec'], result.validated_parameters)}


json.dump([answer(case) for case in json.load(sys.stdin)], sys.stdout)

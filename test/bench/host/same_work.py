#!/usr/bin/python
# Copyright: (c) 2026, the nic.bonding authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""
What a module in Python would do for a bond of which nothing changes: take the same arguments, find the files of the bond and
its ports and the alias, compare by meaning, answer. It stands here to be measured against, and is no part of the collection.
"""
from __future__ import annotations

import glob
import ipaddress
import os
import shlex

from ansible.module_utils.basic import AnsibleModule

SCRIPTS = 'etc/sysconfig/network-scripts'
MODES = ('balance-rr', 'active-backup', 'balance-xor', 'broadcast', '802.3ad', 'balance-tlb', 'balance-alb')
SPEC = {
    'name': {'type': 'str', 'required': True},
    'ports': {'type': 'list', 'elements': 'str', 'required': True},
    'mode': {'type': 'str', 'required': True},
    'miimon': {'type': 'int'},
    'fail_over_mac': {'type': 'str'},
    'ipaddr': {'type': 'str'},
    'netmask': {'type': 'str'},
    'gateway': {'type': 'str'},
    'dns': {'type': 'list', 'elements': 'str', 'default': []},
    'root': {'type': 'path', 'default': '/'},
}


def assignments(path):
    with open(path, encoding='utf-8') as file:
        words = shlex.split(file.read(), comments=True)
    return dict(word.split('=', 1) for word in words if '=' in word)


def files_by_device(root):
    found = {}
    for path in sorted(glob.glob(os.path.join(root, SCRIPTS, 'ifcfg-*'))):
        values = assignments(path)
        found[values.get('DEVICE', os.path.basename(path)[len('ifcfg-'):])] = values
    return found


def aliases(root):
    found = {}
    for path in sorted(glob.glob(os.path.join(root, 'etc/modprobe.d/*.conf'))):
        with open(path, encoding='utf-8') as file:
            lines = [line.split() for line in file]
        found.update((line[1], line[2]) for line in lines if line[:1] == ['alias'] and len(line) == 3)
    return found


def bonding_options(text):
    options = dict(word.split('=', 1) for word in text.split())
    mode = options.get('mode', '')
    options['mode'] = MODES[int(mode)] if mode.isdigit() and int(mode) < len(MODES) else mode
    return options


def normal(options):
    values = dict(options)
    values.update(bonding_options(values.pop('BONDING_OPTS', '')))
    if 'NETMASK' in values:
        values['PREFIX'] = ipaddress.ip_network('0.0.0.0/' + values.pop('NETMASK')).prefixlen
    return values


def wanted_bond(params):
    opts = ' '.join(f'{key}={params[key]}' for key in ('mode', 'miimon', 'fail_over_mac') if params[key] is not None)
    values = {'DEVICE': params['name'], 'BONDING_OPTS': opts, 'BOOTPROTO': 'none', 'ONBOOT': 'yes'}
    values.update({key.upper(): params[key] for key in ('ipaddr', 'netmask', 'gateway') if params[key] is not None})
    values.update({f'DNS{number}': server for number, server in enumerate(params['dns'], 1)})
    return values


def wanted_port(bond):
    return {'BOOTPROTO': 'none', 'ONBOOT': 'yes', 'MASTER': bond, 'SLAVE': 'yes'}


def differences(wanted, found):
    present = normal(found)
    return {key: value for key, value in normal(wanted).items() if present.get(key) != value}


def main():
    module = AnsibleModule(argument_spec=SPEC, supports_check_mode=True)
    params = module.params
    files = files_by_device(params['root'])
    wanted = {port: wanted_port(params['name']) for port in params['ports']}
    wanted[params['name']] = wanted_bond(params)
    changes = {device: differences(values, files.get(device, {})) for device, values in wanted.items()}
    changed = any(changes.values()) or aliases(params['root']).get(params['name']) != 'bonding'
    if changed:
        module.fail_json(msg='something would change, which is not what is measured here', changes=changes)
    module.exit_json(changed=False, diff=[], interfaces=[], bonds=[{'name': params['name'], 'ports': params['ports']}])


if __name__ == '__main__':
    main()

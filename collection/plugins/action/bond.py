# Copyright: (c) 2026, the nic.bonding authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""
Runs the module of the same name by the program nic-bonding. The build copies this file for every module that has no action of
its own, so that each is found by its full name and, with action_plugins set, by its short one.
"""
from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType


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


class ActionModule(shared('program_action').ProgramAction):
    """The action of one module."""

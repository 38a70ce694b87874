"""Sphinx's configuration of the documentation site, which tools/docs.ts makes."""

project = 'nic.bonding'
title = html_short_title = html_title = 'nic.bonding: Linux NIC bonding'
copyright = 'the nic.bonding authors, GPL-3.0-or-later'

extensions = ['myst_parser', 'sphinx_antsibull_ext']
source_suffix = {'.md': 'markdown', '.rst': 'restructuredtext'}
myst_heading_anchors = 3

html_theme = 'sphinx_ansible_theme'
pygments_style = 'ansible'
highlight_language = 'YAML+Jinja'
html_show_sphinx = False
html_use_index = False
html_copy_source = False
html_show_sourcelink = False

# A link that leads nowhere is an error (sphinx-build -n -W). What antsibull-docs refers to in Ansible's own documentation
# would have to be fetched.
nitpicky = True
default_role = 'any'

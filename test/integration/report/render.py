"""Renders the page by Jinja2 alone, set as Ansible's module template sets it: render.py TEMPLATES HASH < data > page."""
import json
import sys

import jinja2

folder, script_hash = sys.argv[1:]
environment = jinja2.Environment(
    loader=jinja2.FileSystemLoader(folder),
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
    undefined=jinja2.StrictUndefined,
)
page = environment.get_template('report/page.html.j2').render(**json.load(sys.stdin), report_script_hash=script_hash)
sys.stdout.buffer.write(page.encode())

# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""``odoo --addons-path=. amazon_doors DATABASE FILE``: print who may do what into a text."""

from contextlib import closing
from pathlib import Path

from odoo import SUPERUSER_ID, api
from odoo.cli import Command


class AmazonDoors(Command):
    """Write the public methods for Amazon, and the right each asks for, into a Markdown file"""

    name = "amazon_doors"

    def run(self, args):
        from odoo.modules.registry import Registry
        from odoo.tools import config

        self.parser.add_argument("database")
        self.parser.add_argument("file", type=Path)
        arguments = self.parser.parse_args(args)
        config.parse_config(["-d", arguments.database, "--no-http", "--log-level=error"])
        with closing(Registry(arguments.database).cursor()) as cr:
            from odoo.addons.acorn_iamazon.doors import insert_table

            env = api.Environment(cr, SUPERUSER_ID, {})
            text = insert_table(env, arguments.file.read_text())
        arguments.file.write_text(text)

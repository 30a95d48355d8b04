# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""``odoo --addons-path=. amazon_doors DATABASE FOLDER``: print who may do what, and who learns of
what fails, into the texts of the folder."""

from contextlib import closing
from pathlib import Path

from odoo import SUPERUSER_ID, api
from odoo.cli import Command


class AmazonDoors(Command):
    """Write the public methods for Amazon, and the failures that are told, into Markdown files"""

    name = "amazon_doors"

    def run(self, args):
        from odoo.modules.registry import Registry
        from odoo.tools import config

        self.parser.add_argument("database")
        self.parser.add_argument("folder", type=Path)
        arguments = self.parser.parse_args(args)
        config.parse_config(["-d", arguments.database, "--no-http", "--log-level=error"])
        with closing(Registry(arguments.database).cursor()) as cr:
            from odoo.addons.acorn_iamazon import alarms, doors

            env = api.Environment(cr, SUPERUSER_ID, {})
            security = arguments.folder / "security.md"
            security.write_text(doors.insert_table(env, security.read_text()))
        failures = arguments.folder / "alarms.md"
        failures.write_text(alarms.insert_table(failures.read_text()))

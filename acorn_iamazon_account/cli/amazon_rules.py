# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""``odoo --addons-path=. amazon_rules FILE``: print the catalogue of rules into a text."""

from pathlib import Path

from odoo.cli import Command


class AmazonRules(Command):
    """Write the rules that invoices for Amazon are held against into a Markdown file"""

    name = "amazon_rules"

    def run(self, args):
        # Odoo loads this file alone, before it knows where the addons are.
        from odoo.addons.acorn_iamazon_account.rules.table import insert_table

        self.parser.add_argument("file", type=Path)
        path = self.parser.parse_args(args).file
        path.write_text(insert_table(path.read_text()))

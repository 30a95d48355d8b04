# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Accounts whose lanes wait to be switched on, inside of Odoo.

python lanes_bench.py DATABASE COUNT SANDBOX [BLACK_HOLE]
"""

import sys

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tools import config


def main(database, count, sandbox, black_hole=None):
    config.parse_config(["-d", database, "--no-http", "--log-level=critical"])
    with Registry(database).cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        env["ir.cron"].search([]).active = False
        # The black hole is the first: each worker meets it before the others.
        addresses = [black_hole or sandbox] + [sandbox] * (int(count) - 1)
        accounts = env["amazon.vendor.account"].create(
            [
                {
                    "name": f"Vendor {number}",
                    "environment": "custom",
                    "api_url": address,
                    "token_url": f"{sandbox}/auth/o2/token",
                    "lwa_client_id": "amzn1.application-oa2-client.acorn",
                    "lwa_client_secret": "amzn1.oa2-cs.v1.top-secret",
                    "refresh_token": "Atzr|acorn-refresh",
                }
                for number, address in enumerate(addresses)
            ]
        )
        accounts.cron_id.active = False


if __name__ == "__main__":
    main(*sys.argv[1:])

# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""``odoo`` as a script: the server starts another process by the path of what started itself."""

import sys

from odoo.cli.command import main

if __name__ == "__main__":
    sys.path.pop(0)
    main()

# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Where things are. Everything that is installed or made goes below ACORN_HOME."""

import os
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
HOME = Path(os.environ.get("ACORN_HOME") or CHECKOUT / ".acorn").resolve()
LOGS = HOME / "logs"
ADDONS = ("acorn_iamazon", "acorn_iamazon_account", "acorn_iamazon_reconcile")

# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Where things are. Everything that is installed or made goes below ACORN_HOME: what is costly and
the same for all checkouts is shared there, what belongs to one is in a folder of its own."""

import hashlib
import os
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
HOME = Path(os.environ.get("ACORN_HOME") or CHECKOUT / ".acorn").resolve()
# Names of databases hold the key. All keys are equally long, so that none begins another.
KEY = hashlib.sha256(f"{HOME}\n{CHECKOUT}".encode()).hexdigest()[:8]
CHECKOUTS = HOME / "checkouts"
OWN = CHECKOUTS / KEY
LOGS = OWN / "logs"
ADDONS = ("acorn_iamazon", "acorn_iamazon_account", "acorn_iamazon_reconcile")

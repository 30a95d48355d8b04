# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Python reads this as it starts, where the folder is on its path: its clock is moved."""

import os
from datetime import datetime, timedelta, timezone

import time_machine

_offset = timedelta(hours=int(os.environ["ACORN_CLOCK"]))
time_machine.travel(datetime.now(timezone.utc) + _offset, tick=True).start()

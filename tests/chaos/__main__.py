# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""``python -m tests.chaos TEMPLATE [--minutes N] [--kills N] [--seed N] [--folder FOLDER]``"""

import argparse
import os
import random
import signal
import sys
import tempfile
from pathlib import Path

from odoo.tools import config

from .story import Story


def main():
    """:return: the exit code: 1 when the accountant found something"""
    parser = argparse.ArgumentParser(prog="setup/chaos")
    parser.add_argument("template")
    parser.add_argument("--minutes", type=float, default=5)
    parser.add_argument("--kills", type=int, default=0, help="at least, however long it takes")
    parser.add_argument("--seed", type=int, default=random.randrange(10**9))
    parser.add_argument("--folder", type=Path, default=None)
    wanted = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_arguments: sys.exit(130))  # what was started, is ended
    config.parse_config([])
    os.environ.setdefault("ODOO_RC", config["config"])
    folder = wanted.folder or Path(tempfile.mkdtemp(prefix="acorn-chaos-log-"))
    folder.mkdir(parents=True, exist_ok=True)
    print(f"ACORN_SEED={wanted.seed}; log of the server: {folder}", flush=True)
    story = Story(wanted.template, wanted.minutes, wanted.kills, wanted.seed, folder)
    found = story.run()
    print(*story.tell(), sep="\n")
    for name, sentences in found.items():
        print(f"{name} {len(sentences)}", *sentences[:20], sep="\n  ")
    return 1 if any(found.values()) else 0


if __name__ == "__main__":
    sys.exit(main())

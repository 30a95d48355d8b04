# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""``setup/chaos [--minutes N] [--kills N] [--seed N] [--folder FOLDER]``: a real server with two
cron workers, other hosts, and a database of their own, trade with the second Amazon of
``tests/world`` while nearly everything goes wrong; at the end Amazon, the database and the books
are compared. See ``tests/chaos``.

The folder gets the server's log. It ends with 1 when something was lost, twice, untrue or unheard.
"""

import subprocess
import sys

from . import databases
from .odoo_process import ready
from .paths import CHECKOUT
from .progress import StepFailed
from .python_env import PYTHON


def main():
    try:
        with ready(durable=False) as environment:
            template = databases.make_copies(environment)["with"]
            command = [str(PYTHON), "-m", "tests.chaos", template, *sys.argv[1:]]
            return subprocess.run(command, env=environment, cwd=CHECKOUT, check=False).returncode
    except StepFailed as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())

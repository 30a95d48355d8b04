# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""``setup/odoo ARGS…``: Odoo itself, on the environment of the other commands."""

import subprocess
import sys

from .odoo_process import get_command, ready
from .progress import StepFailed


def main():
    try:
        with ready(durable=True) as environment:
            return subprocess.run(
                get_command(*sys.argv[1:]), env=environment, check=False
            ).returncode
    except StepFailed as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())

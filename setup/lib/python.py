# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""``setup/python ARGS…``: the Python of the other commands, with Odoo and the tools of the checks,
without a database server."""

import os
import sys

from . import odoo_source, python_env, system_packages
from .progress import StepFailed


def main():
    try:
        system_packages.ensure("python3-venv")
        python_env.ensure(odoo_source.get_odoo())
    except StepFailed as error:
        print(error, file=sys.stderr)
        return 1
    os.environ.pop("PYTHONPATH", None)
    os.execv(python_env.PYTHON, [str(python_env.PYTHON), *sys.argv[1:]])


if __name__ == "__main__":
    sys.exit(main())

# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Odoo with the right environment: configuration file, addons path, database server."""

import os
from contextlib import contextmanager

from . import odoo_source, postgres, python_env, system_packages
from .paths import CHECKOUT, HOME

DATA = HOME / "data"
CONFIGURATION = HOME / "odoo.conf"


@contextmanager
def ready(durable):
    """Everything that Odoo needs, installed and running.

    :return: the environment for the processes
    """
    system_packages.ensure("python3-venv")
    source = odoo_source.get_odoo()
    python_env.ensure(source)
    _write_configuration(source)
    with postgres.running(durable) as server:
        path = f"{python_env.FOLDER / 'bin'}:{os.environ['PATH']}"
        environment = {**os.environ, **server, "PATH": path, "ODOO_RC": str(CONFIGURATION)}
        environment.pop("PYTHONPATH", None)
        yield environment


def get_command(*arguments):
    """:return: the command line of Odoo"""
    return [str(python_env.PYTHON), "-m", "odoo", *map(str, arguments)]


def _write_configuration(source):
    DATA.mkdir(parents=True, exist_ok=True)
    addons = ",".join(map(str, [*source.addons, CHECKOUT]))
    CONFIGURATION.write_text(
        "[options]\n"
        f"addons_path = {addons}\n"
        f"data_dir = {DATA}\n"
        "http_interface = 127.0.0.1\n"
        "without_demo = True\n"
    )

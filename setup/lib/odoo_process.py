# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Odoo with the right environment: configuration file, addons path, database server."""

import os
from contextlib import contextmanager
from itertools import count

from . import odoo_source, postgres, python_env, system_packages
from .locks import locked
from .paths import CHECKOUT, CHECKOUTS, OWN

DATA = OWN / "data"
CONFIGURATION = OWN / "odoo.conf"
FIRST_PORT = 8069


@contextmanager
def ready(durable, packages=()):
    """Everything that Odoo needs, installed and running.

    :param packages: Debian packages beside those of every command
    :return: the environment for the processes
    """
    system_packages.ensure("python3-venv", *postgres.get_packages(), *packages)
    source = odoo_source.get_odoo()
    python_env.ensure(source)
    _write_configuration(source, get_port())
    with postgres.running(durable) as server:
        path = f"{python_env.FOLDER / 'bin'}:{os.environ['PATH']}"
        environment = {**os.environ, **server, "PATH": path, "ODOO_RC": str(CONFIGURATION)}
        environment.pop("PYTHONPATH", None)
        # Odoo compiled anew by each of our many processes would take seconds each time.
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        yield environment


def get_command(*arguments):
    """:return: the command line of Odoo"""
    return [str(python_env.PYTHON), "-m", "odoo", *map(str, arguments)]


def get_port():
    """:return: the port of this checkout's Odoo: the lowest that no other checkout has"""
    with locked(CHECKOUTS / "ports.lock"):
        own = OWN / "port"
        if not own.exists():
            taken = {int(path.read_text()) for path in CHECKOUTS.glob("*/port")}
            port = next(port for port in count(FIRST_PORT) if port not in taken)
            OWN.mkdir(parents=True, exist_ok=True)
            own.write_text(str(port))
        return int(own.read_text())


def _write_configuration(source, port):
    DATA.mkdir(parents=True, exist_ok=True)
    addons = ",".join(map(str, [*source.addons, CHECKOUT]))
    CONFIGURATION.write_text(
        "[options]\n"
        f"addons_path = {addons}\n"
        f"data_dir = {DATA}\n"
        "http_interface = 127.0.0.1\n"
        f"http_port = {port}\n"
        "without_demo = True\n"
    )

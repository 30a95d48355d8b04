# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""The virtual environment, with Odoo linked into it."""

import hashlib
import shutil
import sys
from pathlib import Path

from .paths import CHECKOUT, HOME
from .progress import run, step

FOLDER = HOME / "venv"
PYTHON = FOLDER / "bin" / "python"
REQUIREMENTS = (CHECKOUT / "requirements.txt", CHECKOUT / "setup" / "requirements.txt")
METADATA = "Metadata-Version: 2.1\nName: odoo\nVersion: 19.0\n"


def ensure(source):
    """Make the environment, or renew it when the requirements changed.

    :param source: an :class:`~.odoo_source.OdooSource`
    """
    stamp = FOLDER / ".complete"
    wanted = _get_stamp()
    if not stamp.exists() or stamp.read_text() != wanted:
        with step("Python packages"):
            stamp.unlink(missing_ok=True)
            if not PYTHON.exists():
                shutil.rmtree(FOLDER, ignore_errors=True)
                run([sys.executable, "-m", "venv", FOLDER], "venv")
            run(
                [
                    PYTHON,
                    "-m",
                    "pip",
                    "install",
                    "--disable-pip-version-check",
                    "-r",
                    REQUIREMENTS[1],
                ],
                "pip",
            )
            stamp.write_text(wanted)
    _link_odoo(source)


def _get_stamp():
    texts = [sys.version, *(path.read_text() for path in REQUIREMENTS)]
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()


def _link_odoo(source):
    """A folder with nothing but Odoo on the path, and what tells pip that Odoo is installed."""
    folder = HOME / "python"
    folder.mkdir(parents=True, exist_ok=True)
    link = folder / "odoo"
    if link.is_symlink() and link.resolve() != source.package.resolve():
        link.unlink()
    if not link.is_symlink():
        link.symlink_to(source.package)
    packages = next(Path(FOLDER).glob("lib/python3*/site-packages"))
    (packages / "acorn_odoo.pth").write_text(f"{folder}\n")
    information = packages / "odoo-19.0.dist-info"
    information.mkdir(exist_ok=True)
    (information / "METADATA").write_text(METADATA)

# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""The virtual environment, with Odoo linked into it. Checkouts with the same requirements and the
same Odoo share one; what another checkout uses is never changed."""

import hashlib
import os
import shutil
import subprocess
import sys

from . import uv
from .locks import locked
from .paths import CHECKOUT, CHECKOUTS, HOME, OWN
from .progress import StepFailed, run, step

SHARED = HOME / "venvs"
FOLDER = OWN / "venv"  # leads to one of the shared ones
PYTHON = FOLDER / "bin" / "python"
REQUIREMENTS = (CHECKOUT / "requirements.txt", CHECKOUT / "setup" / "requirements.txt")
METADATA = "Metadata-Version: 2.1\nName: odoo\nVersion: 19.0\n"


def ensure(source, python=sys.executable, place=FOLDER):
    """Make the environment when no checkout has made the same one.

    :param source: an :class:`~.odoo_source.OdooSource`
    :param python: the interpreter that it is for
    :param place: what leads to it; beside ``venv``, with a name that begins like it
    """
    folder = SHARED / _get_stamp(source, python)
    if place.is_symlink() and place.resolve() == folder and (folder / ".complete").exists():
        return
    with locked(HOME / "venvs.lock"):
        if not (folder / ".complete").exists():
            with step("Python packages"):
                _make(folder, source, python)
        _point(place, folder)
        if place == FOLDER:
            _point(HOME / "venv", folder)  # for people, who know no key
        used = {link.resolve() for link in CHECKOUTS.glob("*/venv*")}
        for old in SHARED.iterdir():
            if old not in used:
                shutil.rmtree(old, ignore_errors=True)


def _get_stamp(source, python):
    code = "import sys; print(sys.version)"
    version = subprocess.run([python, "-c", code], capture_output=True, text=True, check=True)
    texts = [
        version.stdout.strip(),
        str(source.package),
        *(path.read_text() for path in REQUIREMENTS),
    ]
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()[:12]


def _make(folder, source, python):
    shutil.rmtree(folder, ignore_errors=True)
    run([python, "-m", "venv", folder], "venv")
    python = folder / "bin" / "python"
    try:
        uv.install(python, REQUIREMENTS[1])
    except StepFailed as error:
        print(f"uv cannot be used here, pip installs: {str(error).splitlines()[0]}")
        pip = [python, "-m", "pip", "install", "--disable-pip-version-check"]
        run([*pip, "-r", REQUIREMENTS[1]], "pip")
    _link_odoo(folder, source)
    (folder / ".complete").touch()


def _link_odoo(folder, source):
    """A folder with nothing but Odoo on the path, and what tells pip that Odoo is installed."""
    only_odoo = folder / "odoo"
    only_odoo.mkdir()
    (only_odoo / "odoo").symlink_to(source.package)
    packages = next(folder.glob("lib/python3*/site-packages"))
    (packages / "acorn_odoo.pth").write_text(f"{only_odoo}\n")
    information = packages / "odoo-19.0.dist-info"
    information.mkdir()
    (information / "METADATA").write_text(METADATA)


def _point(link, folder):
    """Let the link lead to the folder, in one step; a folder of that name stays."""
    if link.is_symlink() or not link.exists():
        link.parent.mkdir(parents=True, exist_ok=True)
        draft = link.with_name(f"{link.name}.{os.getpid()}")
        draft.symlink_to(folder)
        draft.replace(link)

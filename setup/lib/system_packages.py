# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Debian packages that are missing: installed when we may, else one line says which command."""

import os
import shutil
from pathlib import Path

from .progress import StepFailed, run, step


def find_postgres_folder():
    """:return: the folder of initdb and pg_ctl, of the newest server; None when there is none"""
    folders = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"),
        key=lambda path: float(path.parts[-3]),
    )
    if folders:
        return folders[-1].parent
    found = shutil.which("initdb")
    return Path(found).resolve().parent if found else None


def find_chromium():
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if shutil.which(name):
            return shutil.which(name)
    return None


def _has_venv():
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError:
        return False
    return True


NEEDS = {
    "python3-venv": _has_venv,
    "postgresql": find_postgres_folder,
    "chromium": find_chromium,
    "wkhtmltopdf": lambda: shutil.which("wkhtmltopdf"),
    "fonts-noto-cjk": lambda: Path("/usr/share/fonts/opentype/noto").exists(),
}


def ensure(*packages):
    """:param packages: names of Debian packages, keys of NEEDS
    :raise StepFailed: with the command that a person has to run"""
    missing = [package for package in packages if not NEEDS[package]()]
    if not missing:
        return
    by_hand = f"apt-get install --no-install-recommends {' '.join(missing)}"
    prefix = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if not shutil.which("apt-get") or (prefix and not shutil.which("sudo")):
        raise StepFailed(f"These packages are missing. As root: {by_hand}")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    with step(f"System packages: {', '.join(missing)}"):
        try:
            run([*prefix, "apt-get", "update"], "apt-update")
            run(
                [*prefix, "apt-get", "install", "-y", "--no-install-recommends", *missing],
                "apt-install",
                env=environment,
            )
        except StepFailed as error:
            raise StepFailed(f"{error}\nRun as root: {by_hand}") from None

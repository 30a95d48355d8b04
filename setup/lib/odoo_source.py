# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Finds an Odoo 19, or brings one: the first way that works is taken."""

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from .paths import HOME
from .progress import StepFailed, run, step

REPOSITORY = "https://github.com/odoo/odoo.git"
SID_PACKAGES = (
    "odoo-19",
    "libjs-jquery",
    "libjs-jquery-form",
    "libjs-underscore",
    "fonts-roboto-unhinted",
    "fonts-montserrat",
    "fonts-ocr-b",
    "fonts-inconsolata",
)
# 4.7, the version whose file names Odoo's style sheets use: that of the stable releases.
STABLE_PACKAGES = ("fonts-font-awesome",)
KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"


@dataclass(frozen=True)
class OdooSource:
    """:ivar package: the folder of the Python package ``odoo``
    :ivar addons: the folders with Odoo's addons"""

    package: Path
    addons: tuple[Path, ...]


def get_odoo():
    """:return: :class:`OdooSource`
    :raise StepFailed: naming what was tried"""
    tried = []
    for name, way in (
        ("the folder ODOO_HOME", _from_environment),
        ("an installed Odoo", _from_python),
        ("Debian's package odoo-19", _from_debian),
        ("a clone of Odoo's public repository", _from_git),
    ):
        try:
            source = way()
        except StepFailed as error:
            source = None
            tried.append(f"- {name}: {error}")
        else:
            tried.append(f"- {name}: not there")
        if source:
            return source
    raise StepFailed(
        "No Odoo 19 was found. Tried:\n"
        + "\n".join(tried)
        + "\nPut a source checkout of Odoo 19.0 somewhere and name it in ODOO_HOME."
    )


def _from_folder(folder):
    package = folder / "odoo"
    if not (package / "release.py").exists():
        raise StepFailed(f"{folder} holds no Odoo")
    series = re.search(r"version_info = \((\d+)", (package / "release.py").read_text())
    if not series or series.group(1) != "19":
        raise StepFailed(f"the Odoo in {folder} is not of series 19")
    addons = [path for path in (package / "addons", folder / "addons") if path.is_dir()]
    if any((path / "web").exists() for path in addons[:1]):
        addons = addons[:1]
    return OdooSource(package, tuple(addons))


def _from_environment():
    folder = os.environ.get("ODOO_HOME")
    return _from_folder(Path(folder).resolve()) if folder else None


def _from_python():
    """An Odoo that the Python of this machine can import."""
    # One of our environments may be active, which only leads to an Odoo that lies elsewhere.
    code = "import odoo.release as r, os; print(os.path.dirname(os.path.realpath(r.__file__)))"
    found = subprocess.run(
        ["python3", "-c", code], capture_output=True, text=True, check=False, cwd="/"
    )
    return _from_folder(Path(found.stdout.strip()).parent) if found.returncode == 0 else None


# === DEBIAN === #


def _from_debian():
    root = HOME / "odoo"
    packages = root / "usr/lib/python3/dist-packages"
    if not (root / ".complete").exists():
        mirror = _get_mirror()
        with step("Odoo 19 from Debian's packages (150 MB)"):
            _unpack(mirror, root)
    return _from_folder(packages)


def _get_mirror():
    """:return: the address of the Debian mirror that this machine uses"""
    if not shutil.which("apt-get") or not Path(KEYRING).exists():
        raise StepFailed("this is no Debian machine")
    texts = []
    for path in [Path("/etc/apt/sources.list"), *Path("/etc/apt/sources.list.d").glob("*")]:
        if path.is_file():
            texts.append(path.read_text(errors="replace"))
    text = "\n".join(line for line in "\n".join(texts).splitlines() if not line.startswith("#"))
    addresses = re.findall(r"(?:URIs:\s*|^deb\s+(?:\[[^]]*\]\s+)?)(\S+/debian)/?(?=\s)", text, re.M)
    if not addresses:
        raise StepFailed("apt's sources name no Debian mirror")
    return addresses[0]


def _unpack(mirror, root):
    work = HOME / "debian"
    for suite, packages in (("sid", SID_PACKAGES), (_get_stable_suite(), STABLE_PACKAGES)):
        _download(mirror, suite, packages, work)
    draft = root.with_name("odoo.draft")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    for package in sorted(work.glob("*/*.deb")):
        run(["dpkg", "-x", package, draft], "dpkg")
    _mend(draft)
    (draft / ".complete").touch()
    shutil.rmtree(root, ignore_errors=True)
    draft.rename(root)
    shutil.rmtree(work, ignore_errors=True)


def _get_stable_suite():
    release = Path("/etc/os-release").read_text()
    suite = re.search(r"^VERSION_CODENAME=(\w+)", release, re.M)
    return suite.group(1) if suite and suite.group(1) != "sid" else "bookworm"


def _download(mirror, suite, packages, work):
    folder = work / suite
    (folder / "lists/partial").mkdir(parents=True, exist_ok=True)
    (folder / "cache/archives/partial").mkdir(parents=True, exist_ok=True)
    sources = folder / "sources.list"
    sources.write_text(f"deb [signed-by={KEYRING}] {mirror} {suite} main\n")
    options = {
        "Dir::Etc::SourceList": sources,
        "Dir::Etc::SourceParts": "/dev/null",
        "Dir::State::Lists": folder / "lists",
        "Dir::Cache": folder / "cache",
        "APT::Sandbox::User": "",
        "Debug::NoLocking": "1",
    }
    apt = ["apt-get", *(f"-o{name}={value}" for name, value in options.items())]
    run([*apt, "update"], f"odoo-{suite}-update")
    run([*apt, "download", *packages], f"odoo-{suite}-download", cwd=folder)


def _mend(root):
    """Debian removed a minified script; a missing asset is an error in the browser's console."""
    script = root / "usr/lib/python3/dist-packages/odoo/addons/mail/static/lib/selfie_segmentation"
    script.mkdir(parents=True, exist_ok=True)
    (script / "selfie_segmentation.js").touch()


# === GIT === #


def _from_git():
    folder = HOME / "odoo-git"
    if not folder.exists():
        if not shutil.which("git"):
            raise StepFailed("git is not installed")
        draft = HOME / "odoo-git.draft"
        shutil.rmtree(draft, ignore_errors=True)
        with step("Odoo 19 from its public repository"):
            run(
                ["git", "clone", "--depth", "1", "--branch", "19.0", REPOSITORY, draft],
                "odoo-clone",
            )
        draft.rename(folder)
    return _from_folder(folder)

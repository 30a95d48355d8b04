# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Packages by uv, several times as fast as pip, from where the machine's pip would get them.

uv does not read pip's configuration: pip tells it, and it is handed on."""

import ast
import os
import subprocess

from .progress import StepFailed, run

# By pip's setting: uv's option, given once a word of the value.
OPTIONS = {
    "find-links": "--find-links",
    "constraint": "--constraint",
    "trusted-host": "--allow-insecure-host",
    "no-binary": "--no-binary",
    "only-binary": "--only-binary",
}
SWITCHES = {"no-index": "--no-index", "pre": "--prerelease=allow", "no-cache-dir": "--no-cache"}
VARIABLES = {
    # Addresses may hold a password, which no list of processes shall show.
    "index-url": ("UV_DEFAULT_INDEX",),
    "extra-index-url": ("UV_EXTRA_INDEX_URL",),
    "cert": ("SSL_CERT_FILE",),
    "client-cert": ("SSL_CLIENT_CERT",),
    "proxy": ("HTTP_PROXY", "HTTPS_PROXY"),
    "timeout": ("UV_HTTP_TIMEOUT",),
    "default-timeout": ("UV_HTTP_TIMEOUT",),
}
# From weak to strong, as pip reads them.
SECTIONS = ("global", "install", ":env:")


def install(python, requirements):
    """:param python: that of a virtual environment with pip; uv is installed beside it
    :param requirements: the file of the requirements
    :raise StepFailed: when uv cannot be had, or cannot install them"""
    pip = [python, "-m", "pip", "--disable-pip-version-check"]
    listed = subprocess.run([*pip, "config", "list"], capture_output=True, text=True, check=False)
    if listed.returncode:
        raise StepFailed(f"pip config list: {listed.stderr.strip()}")
    options, variables = translate(listed.stdout)
    run([*pip, "install", "uv>=0.5"], "uv-itself")
    command = [python.with_name("uv"), "pip", "install", "--python", python, *options]
    run([*command, "-r", requirements], "uv", env={**os.environ, **variables})


def translate(listed):
    """:param str listed: what ``pip config list`` prints
    :return: options of ``uv pip install``; environment variables"""
    settings = _read(listed)
    # pip takes the best version of all indexes, uv that of the first index that knows the package.
    options = ["--no-config", "--index-strategy=unsafe-best-match"]
    for name, option in OPTIONS.items():
        options += [f"{option}={word}" for word in settings.get(name, "").split()]
    options += [
        option for name, option in SWITCHES.items() if settings.get(name) in ("1", "true", "yes")
    ]
    variables = {
        variable: " ".join(settings[name].split())
        for name, names in VARIABLES.items()
        if name in settings
        for variable in names
    }
    return options, variables


def _read(listed):
    settings = {}
    for section in SECTIONS:
        for line in listed.splitlines():
            name, _, value = line.partition("=")
            if name.startswith(f"{section}."):
                settings[name.removeprefix(f"{section}.")] = str(ast.literal_eval(value))
    return settings

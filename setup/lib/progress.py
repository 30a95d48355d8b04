# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Tells what happens, a line a step; a failing step names its log and what to do."""

import subprocess
import sys
import time
from contextlib import contextmanager

from .paths import LOGS


class StepFailed(Exception):
    """A step cannot be done; the text says why and what to do."""


@contextmanager
def step(title):
    """Show a step while it is at work, and how long it took."""
    interactive = sys.stdout.isatty()
    start = time.monotonic()
    if interactive:
        print(f"… {title}", end="\r", flush=True)
    try:
        yield
    except BaseException:
        print(f"✗ {title}", flush=True)
        raise
    print(f"✓ {title} ({time.monotonic() - start:.1f} s)", flush=True)


def run(command, log, **options):
    """Run a command with its output in a log file.

    :param command: list of words
    :param str log: name of the log file, without its ending
    :raise StepFailed: with the last lines of the log
    """
    LOGS.mkdir(parents=True, exist_ok=True)
    path = LOGS / f"{log}.log"
    with path.open("w") as file:
        try:
            code = subprocess.run(
                [str(word) for word in command],
                stdout=file,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                check=False,
                **options,
            ).returncode
        except OSError as error:
            raise StepFailed(f"{command[0]}: {error}") from None
    if code:
        tail = "\n".join(path.read_text(errors="replace").splitlines()[-15:])
        raise StepFailed(
            f"{' '.join(map(str, command[:4]))} … failed ({code}), see {path}:\n{tail}"
        )
    return path

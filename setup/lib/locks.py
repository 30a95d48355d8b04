# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Locks between commands. The system gives them back when a process ends, however it ends."""

import fcntl
from contextlib import contextmanager


@contextmanager
def locked(path, kind=fcntl.LOCK_EX):
    """Wait for the lock and hold it while the block runs.

    :param path: a file, made when it is not there; never deleted
    :param kind: ``fcntl.LOCK_SH`` and ``LOCK_UN`` are for what changes it later
    :return: the open file
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as file:
        fcntl.flock(file, kind)
        yield file

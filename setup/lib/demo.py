# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""``setup/demo [--exit] [--port N]``: Amazon orders from purchase order to booked remittance."""

import argparse
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager

from . import databases
from .demo_flow import DemoFlow
from .odoo_process import get_command, get_port, ready
from .paths import CHECKOUT, KEY, LOGS, OWN
from .progress import StepFailed, step
from .python_env import PYTHON
from .rpc import Odoo, wait_for

DATABASE = f"acorn_{KEY}_demo"
PASSWORD = "admin"


def main():
    parser = argparse.ArgumentParser(prog="setup/demo", description=__doc__)
    parser.add_argument("--port", type=int, help="port of Odoo (default: the checkout's own)")
    parser.add_argument("--exit", action="store_true", help="stop after the table")
    arguments = parser.parse_args()
    arguments.port = arguments.port or get_port()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with ready(durable=True, packages=["wkhtmltopdf"]) as environment:
            return _run(environment, arguments)
    except StepFailed as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped. Run it again at any time.")
        return 130


def _run(environment, arguments):
    _refuse_taken_port(arguments.port)
    databases.make_copies(environment, DATABASE)
    with _running_sandbox(environment) as sandbox_port, _running_odoo(environment, arguments.port):
        odoo = Odoo(f"http://127.0.0.1:{arguments.port}", DATABASE, "admin", PASSWORD)
        with step("Odoo answers"):
            wait_for(odoo.is_ready, 120, "Odoo does not answer; see the log odoo.log")
        flow = DemoFlow(odoo, f"http://127.0.0.1:{sandbox_port}")
        as_expected = flow.run()
        if not arguments.exit:
            print(f"\nOdoo: http://127.0.0.1:{arguments.port}   user: admin   password: {PASSWORD}")
            print(f"Amazon's stand-in: http://127.0.0.1:{sandbox_port}/_sandbox/state")
            print("Ctrl-C stops both.", flush=True)
            signal.pause()
    return 0 if as_expected else 1


def _refuse_taken_port(port):
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise StepFailed(f"Port {port} is taken. Choose another one: --port N.") from None


@contextmanager
def _running_sandbox(environment):
    port_file = OWN / "sandbox.port"
    port_file.unlink(missing_ok=True)
    command = [str(PYTHON), "-m", "tests.sandbox", "--limits", "--port-file", str(port_file)]
    with _running(command, environment, "sandbox") as process:
        with step("The stand-in for Amazon"):
            wait_for(
                lambda: port_file.exists() or process.poll() is not None,
                20,
                "The sandbox did not start.",
            )
            if process.poll() is not None:
                raise StepFailed(f"The sandbox stopped; see {LOGS / 'sandbox.log'}")
        yield int(port_file.read_text())


@contextmanager
def _running_odoo(environment, port):
    command = get_command("-d", DATABASE, "--db-filter", f"^{DATABASE}$", "--http-port", port)
    with _running(command, environment, "odoo"):
        yield


@contextmanager
def _running(command, environment, log):
    """A process in a group of its own, stopped at the end: Ctrl-C reaches us alone."""
    LOGS.mkdir(parents=True, exist_ok=True)
    with (LOGS / f"{log}.log").open("w") as file:
        process = subprocess.Popen(
            command,
            env=environment,
            stdout=file,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            cwd=CHECKOUT,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        _stop(process)


def _stop(process):
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGTERM)
        deadline = time.monotonic() + 10
        while process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.1)
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


if __name__ == "__main__":
    sys.exit(main())

# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""An SP-API server for Vendor Central that behaves as Amazon does, with its state in memory."""

import argparse
import json
import os
from pathlib import Path

DEMO = Path(__file__).parent / "scenarios" / "demo.json"


def main():
    parser = argparse.ArgumentParser(prog="python -m tests.sandbox", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one (default)")
    parser.add_argument(
        "--scenario", type=Path, default=DEMO, help="JSON file to begin with (default: the demo)"
    )
    parser.add_argument("--port-file", type=Path, help="write the port here once it listens")
    parser.add_argument(
        "--limits", action="store_true", help="enforce Amazon's rate limits (429 when over)"
    )
    arguments = parser.parse_args()
    try:
        from .server import make_sandbox_server
        from .state import State
    except ModuleNotFoundError as error:
        parser.exit(1, f"The Python package {error.name} is missing: pip install {error.name}\n")
    state = State(json.loads(arguments.scenario.read_text()))
    state.settings["limits"] = arguments.limits
    server = make_sandbox_server(state, arguments.port)
    address = f"http://127.0.0.1:{server.port}"
    if arguments.port_file:
        draft = arguments.port_file.with_suffix(".draft")
        draft.write_text(str(server.port))
        os.replace(draft, arguments.port_file)
    print(f"SP-API sandbox: {address} (token: {address}/auth/o2/token)", flush=True)
    print(f"Control: {address}/_sandbox/state", flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        print("Stopped.")


if __name__ == "__main__":
    main()

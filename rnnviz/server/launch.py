"""Where the dashboard's own files lie, and how its server is started."""

import os
import runpy
import sys
from pathlib import Path

from rnnviz.text.message import Refusal

PACKAGE = Path(__file__).parents[1]
# app.py, serve.py, pages/, static/ and .streamlit/: in a wheel within the package, else beside it
HOME = PACKAGE / "dashboard" if (PACKAGE / "dashboard").is_dir() else PACKAGE.parent
PORTS = 1, 65_535


def arguments(
    port: int | None = None,
    address: str | None = None,
    browser: bool = True,
    more: tuple[str, ...] = (),
) -> list[str]:
    """The command line that starts the dashboard; `more` is handed on to Streamlit as it is.

    Raises Refusal for a port that cannot be.
    """
    if port is not None and not PORTS[0] <= port <= PORTS[1]:
        raise Refusal(
            "--port is {port}; allowed are whole numbers from {low} to {high}.",
            port=port,
            low=PORTS[0],
            high=PORTS[1],
        )
    options = []
    if port is not None:
        options += ["--server.port", str(port)]
    if address is not None:
        options += ["--server.address", address]
    if not browser:
        options += ["--server.headless", "true"]
    return ["streamlit", "run", str(HOME / "serve.py"), *options, *more]


def serve(command: list[str]) -> None:
    """Be the server that a command line of `arguments` starts, until it is ended."""
    # a folder's own random.py or rnnviz/ must not stand in for ours, wherever this is called from
    here = os.getcwd()
    sys.path[:] = [place for place in sys.path if place not in ("", here)]
    sys.argv = command
    runpy.run_module("streamlit", run_name="__main__", alter_sys=True)

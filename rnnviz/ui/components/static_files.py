"""Where the browser finds the modules in `static/`.

Each component's own JavaScript is only a line that imports its module, because Streamlit sends it
again with every change of data.
"""

import hashlib
from functools import cache
from pathlib import Path

import plotly
import streamlit as st

from rnnviz.server.launch import HOME

STATIC = HOME / "static"
STYLES = Path(__file__).parent
PLOTLY = Path(plotly.__file__).parent / "package_data"
PLOTLY_FILE = "plotly.min.js"


def static_address(name: str) -> str:
    """Where the browser finds a module; the digest of all modules stands before its name, so that those
    it imports from beside itself are taken anew with it (see `server/packed_files.py`)."""
    return f"{base_path()}/app/static/@{_version()}/{name}"


@cache
def _version() -> str:
    return _digest(*sorted(STATIC.glob("*.js")))


def _digest(*files: Path) -> str:
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.name.encode() + file.read_bytes())
    return digest.hexdigest()[:12]


def base_path() -> str:
    """What all addresses of this server begin with, "" or /a/folder."""
    base = str(st.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{base}" if base else ""


@cache
def plotly_address() -> str:
    """Where the browser finds plotly.js, which is served out of Plotly's own package."""
    return f"{base_path()}/plotly/{PLOTLY_FILE}?v={_digest(PLOTLY / PLOTLY_FILE)}"


def loader(module: str) -> str:
    """JavaScript that hands every call on to a static module, also when unmounted before it came."""
    return f"""
const module = import(location.origin + "{static_address(module)}")
export default function (component) {{
  let here = true
  module.then(code => here && code.render(component))
  return () => {{ here = false; module.then(code => code.remove(component.parentElement)) }}
}}
"""

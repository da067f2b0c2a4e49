"""Where the browser finds the modules in `static/`, and what it is sent for them.

Each component's own JavaScript is only a line that imports its module, because Streamlit sends it
again with every change of data. All modules come as one.
"""

import hashlib
from functools import cache
from pathlib import Path

import plotly
import streamlit as st

from rnnviz.server.first_page import with_other_fonts
from rnnviz.server.launch import HOME
from rnnviz.server.one_module import one_module
from rnnviz.ui.components.icons import icons_address
from rnnviz.ui.session.streamlit_server import ICONS

STATIC = HOME / "static"
PLOTLY = Path(plotly.__file__).parent / "package_data"
PLOTLY_FILE = "plotly.min.js"
ALL = "all.js"


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


def module_address(module: str) -> str:
    """Where the browser finds the module with all others, and behind # its name there."""
    return f"{static_address(ALL)}#{module}"


def delivered(file: Path, content: bytes) -> bytes:
    """A file as it is sent packed: with all modules in the one of them all, with our font of icons in
    Streamlit's styles."""
    if file == (STATIC / ALL).resolve():
        modules = sorted(one for one in STATIC.glob("*.js") if one.name != ALL)
        return one_module({one.name: one.read_text("utf-8") for one in modules}).encode()
    return with_other_fonts(file, content, {ICONS: icons_address()})


def loader(module: str) -> str:
    """JavaScript that hands every call on to a static module, also when unmounted before it came."""
    return f"""
const all = import(location.origin + "{static_address(ALL)}")
const module = all.then(modules => modules.load("{module}"))
export default function (component) {{
  let here = true
  module.then(code => here && code.render(component))
  return () => {{ here = false; module.then(code => code.remove(component.parentElement)) }}
}}
"""

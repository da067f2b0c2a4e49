"""Where the browser finds the modules in `static/`.

Each component's own JavaScript is only a line that imports its module, because Streamlit sends it
again with every change of data.
"""

import hashlib
import os
import shutil
import tempfile
from functools import cache
from pathlib import Path

import streamlit as st

STATIC = Path(__file__).parents[3] / "static"
STYLES = Path(__file__).parent


@cache
def static_address(name: str) -> str:
    """Where the browser finds a static file; the digest makes it take a changed file anew."""
    digest = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]
    return f"{base_path()}/app/static/{name}?v={digest}"


def base_path() -> str:
    """What all addresses of this server begin with, "" or /a/folder."""
    base = str(st.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{base}" if base else ""


@cache
def plotly_address() -> str:
    """Where the browser finds plotly.js: a copy of the one that Plotly's own package carries."""
    import plotly

    source = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
    copy = STATIC / "plotly.min.js"
    if not copy.exists() or copy.stat().st_size != source.stat().st_size:
        # to a name of its own first: several servers may start at once
        handle, draft = tempfile.mkstemp(dir=STATIC, suffix=".part")
        os.close(handle)
        shutil.copyfile(source, draft)
        os.chmod(draft, 0o644)
        os.replace(draft, copy)
    return static_address("plotly.min.js")


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

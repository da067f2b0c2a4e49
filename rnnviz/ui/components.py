"""The browser's side: the unrolled network and live figures, drawn by the modules in `static/`.

Each component's own JavaScript is only a line that imports its module, because Streamlit sends it
again with every change of data.
"""

import hashlib
import html
import json
import os
import shutil
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from rnnviz.figures.contrast import strengthened
from rnnviz.ui import browser
from rnnviz.ui.broadcast import record

STATIC = Path(__file__).parents[2] / "static"
# high contrast in the session: what the reader has chosen, if so, and what the browser asks for
CONTRAST, CONTRAST_WANTED = "contrast", "contrast wanted"


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
def _plotly() -> str:
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


@cache
def _unrolled_component() -> Callable[..., Any]:
    return st.components.v2.component(
        "rnnviz_unrolled",
        html='<div class="unrolled"></div>',
        css=(Path(__file__).parent / "unrolled.css").read_text(),
        js=loader("unrolled.js"),
    )


@cache
def _figure_component() -> Callable[..., Any]:
    return st.components.v2.component(
        "rnnviz_figure",
        html='<div class="figure"></div>\n<style>.figure { width: 100%; }</style>',
        js=loader("figure.js"),
        isolate_styles=False,
    )


def unrolled_network(
    picture: dict[str, Any],
    key: str,
    on_step: Callable[[int], None],
    on_unit: Callable[[int, int], None],
) -> None:
    """Show the picture that `figures.unrolled` made; `on_step` hears which step the reader chose,
    `on_unit` which of the L rows and which unit of it, all from 0."""

    def step_heard() -> None:
        if (step := _whole(st.session_state[key].get("step"))) is not None:
            on_step(step)

    def unit_heard() -> None:
        said = st.session_state[key].get("unit")
        if isinstance(said, list) and len(said) == 2 and None not in (both := [*map(_whole, said)]):
            on_unit(both[0] or 0, both[1] or 0)

    data = picture | {"dark": is_dark(), "words": browser.words(browser.UNROLLED)}
    record("unrolled", key, data)
    _unrolled_component()(
        key=key,
        data=data,
        on_step_change=step_heard,
        on_unit_change=unit_heard,
    )


def _whole(said: object) -> int | None:
    """A whole number from 0 that the browser sent, None for anything else it may send."""
    good = isinstance(said, int | float) and not isinstance(said, bool) and 0 <= said < 1e6
    return int(said) if good else None  # type: ignore[call-overload]


@cache
def _arrivals_component() -> Callable[..., Any]:
    return st.components.v2.component(
        "rnnviz_arrivals",
        html='<div class="arrivals"></div>',
        css=(Path(__file__).parent / "arrivals.css").read_text(),
        js=loader("arrivals.js"),
    )


def arriving_chain(picture: dict[str, Any], key: str, on_step: Callable[[int], None]) -> None:
    """Show the chain that `figures.arrivals` made; `on_step` hears which step (from 0) was chosen."""

    def heard() -> None:
        if (step := _whole(st.session_state[key].get("step"))) is not None:
            on_step(step)

    data = picture | {"words": browser.words(browser.ARRIVALS)}
    record("arrivals", key, data)
    _arrivals_component()(key=key, data=data, on_step_change=heard)


def live_figure(
    figure: dict[str, Any],
    key: str,
    alt: str,
    main: bool = False,
    on_cell: Callable[[int, int], None] | None = None,
) -> None:
    """Show a Plotly figure that keeps its zoom and legend when its numbers change.

    The `main` picture of a page is drawn at once, others when the reader's typing rests; `on_cell`
    hears the row and column (from 0) of the heat map's cell that the reader clicked.

    Streamlit 1.67 builds a new chart at every change; when it keeps it, this function is to be replaced
    by `st.plotly_chart`.
    """

    from plotly.utils import PlotlyJSONEncoder

    def heard() -> None:
        said = st.session_state[key].get("cell")
        cell = [*map(_whole, said[:2])] if isinstance(said, list) else []
        if on_cell and len(cell) == 2 and None not in cell:
            on_cell(cell[0] or 0, cell[1] or 0)

    if is_strong():
        figure = strengthened(figure, is_dark())
    text = json.dumps(figure, cls=PlotlyJSONEncoder)
    data = {
        "figure": text,
        "height": figure["layout"]["height"],
        "alt": alt,
        "plotly": _plotly(),
        "stamp": hashlib.sha256(text.encode()).hexdigest()[:12],
        "main": main,
    }
    record("figure", key, data)
    _figure_component()(key=key, data=data, on_cell_change=heard)


@cache
def _gallery_component() -> Callable[..., Any]:
    return st.components.v2.component(
        "rnnviz_gallery",
        html='<div class="gallery"></div>',
        css=(Path(__file__).parent / "gallery.css").read_text(),
        js=loader("gallery.js"),
    )


def gallery(picture: str, key: str, on_task: Callable[[str], None]) -> None:
    """Show what `figures.gallery` made; `on_task` hears which task was chosen."""

    def heard() -> None:
        said = st.session_state[key].get("task")
        if isinstance(said, list) and said and isinstance(said[0], str):
            on_task(said[0])

    record("gallery", key, {"html": picture})
    _gallery_component()(key=key, data={"html": picture}, on_task_change=heard)


def markup(source: str) -> None:
    """Show HTML of our own making, in which what readers typed is escaped."""
    record("html", "", source)
    st.html(source)


def heading(text: str) -> None:
    """Show the title of a part of the page."""
    record("html", "", f"<h3>{html.escape(text)}</h3>")
    st.subheader(text, anchor=False)


@cache
def _address_component() -> Callable[..., Any]:
    # st.query_params would add a step to the browser's history for every key typed
    return st.components.v2.component(
        "rnnviz_address",
        html="<span></span>",
        js="""
export default function ({ data }) {
  const search = data.query ? "?" + data.query : ""
  if (search === location.search) return
  history.replaceState(history.state, "", location.pathname + search + location.hash)
}
""",
    )


def address_bar(query: dict[str, str]) -> None:
    """Write a page's state into the browser's address, without a new step in its history."""
    _address_component()(key="address", data={"query": urlencode(query)}, height=1)


def is_dark() -> bool:
    """Whether the reader looks at the dark theme."""
    return st.context.theme.type == "dark"


def is_strong() -> bool:
    """Whether the reader looks at everything in high contrast (see `ui/contrast.py`)."""
    state = st.session_state
    return bool(state.get(CONTRAST, state.get(CONTRAST_WANTED, False)))

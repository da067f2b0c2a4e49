"""The list of a page's sections, always in sight; drawn by `static/sections.js`."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from rnnviz.text.language import _
from rnnviz.ui.components.static_files import loader
from rnnviz.ui.session import sections

_HTML = """<nav class="sections"><ul class="line"><li class="whole">
<button type="button" aria-expanded="false"></button><div hidden><ul></ul></div></li></ul></nav>"""


@cache
def _component() -> Callable[..., Any]:
    return st.components.v2.component(
        "rnnviz_sections",
        html=_HTML,
        css=Path(__file__).with_name("section_list.css").read_text(),
        js=loader("sections.js"),
        isolate_styles=False,
    )


def section_list() -> None:
    """Show the list, unless the page has no sections or is confined to one."""
    there = sections.of_page()
    if not there or sections.only():
        return
    _component()(
        key="sections",
        data={
            "label": _("Pictures on this page"),
            "asked": sections.asked(),
            "contents": _("Contents"),
            "sections": [[one.word, _(one.title), one.folded, _(one.names)] for one in there],
        },
    )

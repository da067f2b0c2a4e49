"""The code of a page: a button in the sidebar, and a dialog with the same in PyTorch, in NumPy, as a
notebook."""

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from rnnviz.code.script import PageCode
from rnnviz.storage.database import StoreError
from rnnviz.text.language import N_, _, listed
from rnnviz.ui.components.html import caption, notice
from rnnviz.ui.session import presenter_session, sections
from rnnviz.ui.session.page_state import page_state

NO_CODE = PageCode("", (), ())  # what is asked for stands in the dialog already
KINDS = {"pytorch": "PyTorch", "numpy": N_("NumPy alone")}


def show_code(page: str, make: Callable[[], PageCode | None]) -> None:
    """The button of a page, by its word; `make` is asked for the code of what is shown when the dialog
    opens, and may ask its reader more within it. None is where there is nothing yet."""
    asked = page_state(AskedCode)
    if wanted := asked.page == page:
        asked.page = ""
    if sections.only() or presenter_session.current() is not None:
        return  # what is shown to a class, or alone, is not its page
    if st.button(_("Show the code"), key=f"code {page}", help=_(HELP), width="stretch") or wanted:
        st.dialog(_("The code of this page"), width="large")(_opened)(page, make)


@dataclass
class AskedCode:
    """The page whose code is to be shown when it is opened next."""

    page: str = ""


def ask_for_code(page: str) -> None:
    """Have a page, by its word, show its code when it is opened next."""
    page_state(AskedCode).page = page


HELP = N_("This page’s numbers as a short script: in PyTorch, in NumPy alone, as a notebook.")


def _opened(page: str, make: Callable[[], PageCode | None]) -> None:
    try:
        code = make()
        if code is None:
            caption(_("There is nothing yet to be written as code."), to_class=False)
            return
    except (ValueError, StoreError) as problem:
        notice(str(problem), to_class=False)
        return
    if code is not NO_CODE:
        draw(page, code)


def draw(page: str, code: PageCode) -> None:
    """The code, in tabs, and what saves it."""
    caption(code.title, to_class=False)
    if code.files:
        caption(
            _(
                "It reads files that are to lie beside it: {files}; all in them is the page’s own."
            ).format(files=listed(list(code.files))),
            to_class=False,
        )
    tabs = st.tabs([*(_(name) for name in KINDS.values()), _("Notebook")])
    whole = code.zipped(page)
    for tab, kind in zip(tabs, KINDS, strict=False):
        with tab:
            _script(page, code, kind, whole)
    with tabs[-1]:
        caption(
            _(
                "The same as a notebook for Jupyter, Colab or Visual Studio Code: first PyTorch, then "
                "NumPy."
            ),
            to_class=False,
        )
        with st.container(horizontal=True):
            _save(f"{page}.ipynb", code.notebook(), "application/x-ipynb+json", page)
            _save_all(page, "notebook", whole)


def _script(page: str, code: PageCode, kind: str, whole: bytes) -> None:
    source = code.script(kind)
    with st.container(horizontal=True):
        _save(f"{page}_{kind}.py", source, "text/x-python", page)
        _save_all(page, kind, whole)
    with st.container(key=f"lines-{page}-{kind}"):
        # colours would be too pale for a coloured ground
        st.code(source, language=None, line_numbers=True)


def _save(name: str, content: str, media: str, page: str) -> None:
    label = _("Save {file}").format(file=name)
    st.download_button(label, content, name, media, key=f"code {page} {name}", on_click="ignore")


def _save_all(page: str, kind: str, whole: bytes) -> None:
    """All of it, for a folder in which the scripts find their files."""
    key, label = f"code {page} all {kind}", _("Save all of it as {file}").format(file=f"{page}.zip")
    st.download_button(label, whole, f"{page}.zip", "application/zip", key=key, on_click="ignore")

"""The files that a reader keeps on the server: how large each is, how many there may be, and removing
them, which can be undone."""

from dataclasses import dataclass
from functools import partial

import streamlit as st

from rnnviz.figures.base.numbers import size
from rnnviz.settings.sources import current
from rnnviz.storage import uploads
from rnnviz.storage.database import StoreError
from rnnviz.storage.uploads import Upload
from rnnviz.text.language import _
from rnnviz.ui.components.html import as_label, caption, notice
from rnnviz.ui.session import presenter_session
from rnnviz.ui.session.browser import owner
from rnnviz.ui.session.page_state import page_state
from rnnviz.ui.session.store import open_store

MOST_SHOWN = 30


@dataclass
class RemovedFile:
    """The file that this session has removed last, as long as that can be undone here."""

    key: str = ""
    name: str = ""


def own_files() -> None:
    """Those of this reader, if there are any; nothing while a class looks on."""
    if presenter_session.current():
        return
    try:
        kept = uploads.of_owner(open_store(), owner())
    except StoreError:
        return  # the page says it where it needs the store
    if kept or page_state(RemovedFile).key:
        label = _("Your files: {count:,} of {most:,}").format(count=len(kept), most=current().uploads)
        with st.popover(label, icon=":material/folder:", width="stretch", key="own files"):
            _listed(kept)


def _listed(kept: list[Upload]) -> None:
    if kept:
        caption(
            _("Together {size}. Each may have up to {most}. They stay on this server.").format(
                size=size(sum(one.size for one in kept)), most=size(current().upload_bytes)
            ),
            to_class=False,
        )
    for one in kept[:MOST_SHOWN]:
        _row(one)
    if len(kept) > MOST_SHOWN:
        caption(_("and {count:,} older ones").format(count=len(kept) - MOST_SHOWN), to_class=False)
    if kept:
        caption(
            _(
                "Trainings and lectures that need a file that is removed keep its data; other links to "
                "it stop working after an hour."
            ),
            to_class=False,
        )
    removed = page_state(RemovedFile)
    if removed.key:
        notice(_("“{name}” is removed.").format(name=removed.name), to_class=False)
        st.button(_("Have it back"), icon=":material/undo:", key="file undo", on_click=_taken_back)


def _row(one: Upload) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key=f"file {one.key}"):
        said = _("{name} · {size}").format(name=as_label(_called(one)), size=size(one.size))
        st.markdown(said, width="stretch")
        st.button(
            _("Remove"),
            icon=":material/delete:",
            type="tertiary",
            key=f"file remove {one.key}",
            help=_("Remove “{name}”").format(name=as_label(_called(one))),
            on_click=partial(_removed, one),
        )


def _called(one: Upload) -> str:
    return one.name or one.key


def _removed(one: Upload) -> None:
    try:
        if uploads.remove(open_store(), owner(), one.key):
            removed = page_state(RemovedFile)
            removed.key, removed.name = one.key, _called(one)
    except StoreError as problem:
        presenter_session.notify(str(problem))


def _taken_back() -> None:
    removed = page_state(RemovedFile)
    try:
        if not uploads.take_back(open_store(), owner(), removed.key):
            presenter_session.notify(
                _("“{name}” has gone for good; upload it again.").format(name=removed.name)
            )
        removed.key = ""
    except (ValueError, StoreError) as problem:
        presenter_session.notify(str(problem))

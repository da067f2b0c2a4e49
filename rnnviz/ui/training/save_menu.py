"""The menu that hands out a training, a watched loop or a curve as files, each made when it is asked
for."""

from collections.abc import Callable
from contextvars import copy_context
from functools import partial

import streamlit as st

from rnnviz.experiments.row import Row
from rnnviz.experiments.store import Store
from rnnviz.exports.files import KINDS, Exported, curve_files, loop_files, training_files
from rnnviz.exports.members import dataset_keys
from rnnviz.figures.base.numbers import size
from rnnviz.settings.sources import current
from rnnviz.text import language
from rnnviz.text.language import N_, _
from rnnviz.ui.components.html import caption
from rnnviz.ui.session import page_clock
from rnnviz.ui.training.whose import is_anothers
from rnnviz.watch.loop_store import LoopStore

# what stands on a button, by the file's ending, in the order of the menu
OF_TRAININGS = {
    ".html": N_("Report, a page that works offline"),
    ".csv": N_("Losses as CSV"),
    ".parquet": N_("Losses as Parquet"),
    ".json": N_("Settings as JSON"),
    ".zip": N_("Everything as zip, at most {size}"),
}
OF_LOOPS = {
    ".html": N_("Report, a page that works offline"),
    ".csv": N_("Gradient norms as CSV"),
    ".parquet": N_("Gradient norms as Parquet"),
    ".zip": N_("Everything as zip, at most {size}"),
}
OF_CURVES = {
    ".csv": N_("Losses as CSV"),
    ".parquet": N_("Losses as Parquet"),
    ".zip": N_("Everything as zip, at most {size}"),
}


def save_training(store: Store, row: Row | None) -> None:
    """The menu of a training that has begun; raises StoreError. What somebody else has trained on data
    of their own is not handed out whole."""
    if row is None or row.newest is None:
        return
    private = is_anothers(row) and bool(dataset_keys(row.experiment))
    labels = {end: text for end, text in OF_TRAININGS.items() if not (private and end == ".zip")}
    name = f"rnnviz-{row.experiment.task.name}-{row.id}"
    _menu("save training", name, labels, lambda: training_files(store, row.id))


def save_loop(loops: LoopStore, id: str, layer: str) -> None:
    """The menu of a watched loop, whose report is of one of its layers; raises StoreError."""
    _menu("save loop", f"rnnviz-loop-{id}", OF_LOOPS, lambda: loop_files(loops, id, layer))


def save_curve(store: Store, id: str) -> None:
    """The menu of a curve that came as a file, of its owner's alone; raises StoreError."""
    _menu("save curve", f"rnnviz-curve-{id}", OF_CURVES, lambda: curve_files(store, id))


def _menu(key: str, name: str, labels: dict[str, str], files: Callable[[], Exported]) -> None:
    with st.popover(_("Save…"), icon=":material/download:", key=key, on_change="rerun") as menu:
        if not menu.open:
            return
        exported, most = files(), current().page_bytes
        for ending, text in labels.items():
            st.download_button(
                _(text).format(size=size(exported.sizes[ending])),
                partial(_made, partial(exported.made, ending), language.current()),
                f"{name}{ending}",
                KINDS[ending],
                icon=":material/download:",
                key=f"{key} {ending}",
                on_click="ignore",
                disabled=exported.sizes[ending] > most,
                width="stretch",
            )
        if any(exported.sizes[ending] > most for ending in labels):
            caption(_too_large(exported.id, most), to_class=False)
        caption(
            _(
                "A file is made when you ask for it; the report takes some seconds. The zip opens in "
                "another rnnviz, on its page Runs or by {command}."
            ).format(command="rnnviz import"),
            to_class=False,
        )


def _too_large(id: str, most: float) -> str:
    """Why a file is not made here, and how it is."""
    return _(
        "A page makes files of up to {most}. Whoever runs this server writes a larger one with "
        "{command}."
    ).format(most=size(most), command=f"rnnviz export {id} FILE.zip")


def _made(make: Callable[[], bytes], word: str) -> bytes:
    """A file, made outside of the page's script: in the reader's language, within a page's time."""

    def within() -> bytes:
        language.speak(word)
        with page_clock.timed():
            return make()

    return copy_context().run(within)

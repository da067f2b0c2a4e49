"""Opening a network of one's own from files, in the menu of networks: what was found is shown first."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import streamlit as st

from rnnviz.nn.opened.found import NAMES, Found, FoundLayer
from rnnviz.storage.database import StoreError
from rnnviz.storage.uploads import check_size
from rnnviz.text.allowance import TooMuch
from rnnviz.text.language import _, listed
from rnnviz.text.message import NOTHING, Message, Refusal
from rnnviz.ui.components.at_length import at_length_if_ever
from rnnviz.ui.components.html import as_label, notice
from rnnviz.ui.network import loop_networks, opened_networks, uploaded_network
from rnnviz.ui.network.uploaded_network import Uploaded
from rnnviz.ui.session import presenter_session
from rnnviz.ui.session.page_state import page_state
from rnnviz.ui.session.uploads import most_mebibytes

FILES, KEY = "network files", "opening "  # the keys of the box for files, and of what chooses
NONE = "-"  # the choice of no readout or embedding
CELLS = {"RNN": ("tanh", "relu"), "GRU": ("gru", "gru_before")}  # what weights alone do not tell
CHOICES = ("layer", "cell", "embedding", "readout")
FORMATS = ("PyTorch", "Lightning", "safetensors", "Hugging Face", "ONNX", "Keras")


@dataclass
class FoundFiles:
    """What was found in the files that stand in the box, and what is wrong with them."""

    at: tuple[Any, ...] = ()  # which files, and what was chosen
    files: list[Uploaded] = field(default_factory=list)
    found: Found | None = None
    refused: Message = NOTHING
    opened: int = 0  # networks so far


def offered() -> Sequence[str]:
    """The words of one's own opened networks, and of the layers of one's own loops, the newest
    first."""
    with suppress(StoreError):  # who needs the store says so
        return (*opened_networks.own_words(), *loop_networks.offered())
    return ()


def open_file(opened: Callable[[str], None]) -> None:
    """The control; `opened` hears the word of what was opened. Nothing while a class looks on."""
    if presenter_session.current():
        return
    looked = page_state(FoundFiles)
    # under another name it is another box, empty and shut
    with st.popover(
        _("Open a file"), icon=":material/folder:", width="stretch", key=f"open a file {looked.opened}"
    ):
        given = st.file_uploader(
            _("A network of your own"),
            key=f"{FILES} {looked.opened}",
            accept_multiple_files=True,
            max_upload_size=most_mebibytes(),
            help=_(
                "A state_dict (.pt, .pth), a checkpoint of Lightning (.ckpt), .safetensors, ONNX, "
                "Keras (.keras, .h5), or the files of a folder of Hugging Face, all at once; a "
                "vocabulary (JSON or text) may come with any. They stay on this server; nothing in "
                "them is executed."
            ),
        )
        if given:
            _looked_at(looked, given, opened)
        else:
            looked.at = ()
            st.caption(listed(FORMATS))


def _looked_at(looked: FoundFiles, given: Sequence[Any], opened: Callable[[str], None]) -> None:
    chosen = _choices()
    at = (tuple(one.file_id for one in given), tuple(chosen.items()))
    if looked.at != at:
        if looked.at[:1] != at[:1]:
            _forget(*CHOICES)
            chosen = _choices()
        _look(looked, given, chosen)
        looked.at = (at[0], tuple(chosen.items()))
    if looked.refused:
        notice(str(looked.refused), to_class=False)
    if looked.found is None:
        return
    _ask_layer(looked.found)
    st.button(
        _("Show this network"),
        icon=":material/visibility:",
        type="primary",
        width="stretch",
        key="open it",
        disabled=looked.found.layer is None or looked.found.layer.problem is not None,
        on_click=partial(_open, looked, chosen, opened),
    )
    st.caption("  \n".join(as_label(str(one)) for one in looked.found.sentences()))
    if looked.found.layer is not None:
        _ask_rest(looked.found, looked.found.layer)


def _look(looked: FoundFiles, given: Sequence[Any], chosen: dict[str, Any]) -> None:
    looked.found, looked.refused = None, NOTHING
    try:
        check_size(sum(one.size for one in given))  # before they are read
        looked.files = [Uploaded(one.name, one.getvalue()) for one in given]
        with at_length_if_ever():
            looked.found = uploaded_network.look_at(looked.files, chosen)
    except (ValueError, StoreError, OSError) as problem:
        looked.refused = _said(problem)


def _open(looked: FoundFiles, chosen: dict[str, Any], opened: Callable[[str], None]) -> None:
    try:
        network = uploaded_network.network_of(looked.files, chosen)
        word = opened_networks.keep(network, uploaded_network.name_of(looked.files))
    except (ValueError, TooMuch, StoreError, OSError) as problem:
        looked.refused = _said(problem)
        return
    looked.opened += 1
    looked.at, looked.files, looked.found = (), [], None
    opened(word)


def _said(problem: Exception) -> Message:
    if isinstance(problem, ValueError):
        return Refusal.of(problem).message
    return problem.message if isinstance(problem, StoreError) else Message.plain(str(problem))


def _choices() -> dict[str, Any]:
    """What the reader has chosen, by the arguments of `Network.open`."""
    found = {name: st.session_state.get(KEY + name) for name in CHOICES}
    return {
        name: False if choice == NONE else choice
        for name, choice in found.items()
        if choice is not None
    }


def _ask_layer(found: Found) -> None:
    """Choose where several could be meant, before anything can be shown."""
    layers = list(dict.fromkeys(one.name for one in (*found.layers, *found.single)))
    now = found.layer.name if found.layer else None
    _select("layer", _("Layer"), layers, now, lambda: _forget(*CHOICES[1:]))  # they were another's


def _ask_rest(found: Found, layer: FoundLayer) -> None:
    """Choose what goes with the layer, where it could be something else."""
    cells = () if layer.told else CELLS.get(NAMES.get(layer.cell, "RNN"), ())
    _select("cell", _("Cell"), cells, layer.cell)
    for name, label, fitting, taken in (
        ("embedding", _("Embedding"), found.embeddings, found.embedding),
        ("readout", _("Readout"), found.readouts, found.readout),
    ):
        names = [one.name for one in fitting]
        _select(name, label, [*names, NONE] if names else [], taken.name if taken else NONE)


def _select(
    name: str,
    label: str,
    options: Sequence[str],
    now: str | None,
    changed: Callable[[], None] | None = None,
) -> None:
    """A choice among several; none is asked for among fewer than two."""
    key = KEY + name
    if st.session_state.get(key) not in options:
        st.session_state.pop(key, None)
    if len(options) > 1:
        st.selectbox(
            label,
            list(options),
            index=options.index(now) if now in options else None,
            key=key,
            format_func=lambda one: _("none") if one == NONE else one,
            placeholder=_("choose one"),
            on_change=changed,
        )


def _forget(*names: str) -> None:
    for name in names:
        st.session_state.pop(KEY + name, None)

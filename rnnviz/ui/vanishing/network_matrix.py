"""The matrix of a network as a chain on the page Vanish & explode: which network, and which of its
matrices."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import streamlit as st

from rnnviz.analysis.matrix_chain import NetworkMatrix
from rnnviz.figures.base.sentences import row_name
from rnnviz.nn.network import Network
from rnnviz.pretrained.registry import RECIPES
from rnnviz.storage.database import StoreError
from rnnviz.text.language import _
from rnnviz.ui.network import chooser, open_file
from rnnviz.ui.network.selection import select, title_of
from rnnviz.ui.session import address_fields
from rnnviz.ui.session.address_fields import Field, always

USUAL = "english-lstm"
MOST_ROW = 7  # of the L rows of a network, from 0
MOST_BLOCK = 3  # of a cell's matrices, from 0
ACTIVATIONS = {"relu": "relu", "identity": "identity"}  # of a chain, by the cell; else tanh


def fields(key: str) -> tuple[Field, ...]:
    """What the address holds of it."""
    return (
        Field("net", always(USUAL), chooser.read_network, key=f"{key}net"),
        Field("row", always(0), address_fields.whole(0, MOST_ROW), key=f"{key}row"),
        Field("block", always(0), address_fields.whole(0, MOST_BLOCK), key=f"{key}block"),
    )


def network_of(word: str) -> Network:
    """The network of a word; raises ValueError or StoreError, a sentence, if there is none."""
    return select({"net": word, "mode": "characters"}).network([])


def blocks_of(net: Network) -> tuple[str, ...]:
    """What its matrices by h are called, a gate each; one without a name where there is but one."""
    return net.kind.gates or ("",)


def matrix_of(word: str, row: int, block: int) -> NetworkMatrix:
    """One of a network's matrices by h, of the L rows and a cell's blocks those that there are; raises
    ValueError or StoreError, a sentence, if there is no such network."""
    net = network_of(word)
    names = blocks_of(net)
    row, block = min(row, net.layers * net.directions - 1), min(block, len(names) - 1)
    return _matrix(net, f"{word} {row} {block}", row, block)


@lru_cache(maxsize=8)
def _matrix(net: Network, name: str, row: int, block: int) -> NetworkMatrix:
    *_before, ending = list(net.passes())[row]
    whole = net.weights(ending).weight_hh
    array = whole[block * net.hidden : (block + 1) * net.hidden].astype(float)
    return NetworkMatrix(f"{name} {id(net)}", array)


def activation_of(word: str) -> str:
    """The activation of a chain that is most like the network's cells."""
    return ACTIVATIONS.get(network_of(word).cell, "tanh")


def network_controls(key: str, changed: Callable[[], None]) -> None:
    """Which network, and which of its matrices; `changed` hears of another network."""
    keep: dict[str, Any] = {"persist_state": "session"}
    state = st.session_state
    own = open_file.offered()
    chosen = state[f"{key}net"]
    offered = tuple(dict.fromkeys((*(RECIPES), *own, chosen)))
    st.selectbox(
        _("Network"), offered, key=f"{key}net", format_func=title_of, on_change=changed, **keep
    )
    try:
        net = network_of(state[f"{key}net"])
    except (StoreError, ValueError):
        return  # the chain says so
    rows, names = range(net.layers * net.directions), blocks_of(net)
    state[f"{key}row"] = min(state[f"{key}row"], rows[-1])
    state[f"{key}block"] = min(state[f"{key}block"], len(names) - 1)
    if len(rows) > 1:
        st.selectbox(
            _("Layer"),
            rows,
            key=f"{key}row",
            format_func=lambda row: row_name(row, net.directions),
            **keep,
        )
    if len(names) > 1:
        st.segmented_control(
            _("Matrix of"),
            range(len(names)),
            key=f"{key}block",
            required=True,
            format_func=names.__getitem__,
            **keep,
        )
        st.caption(
            _(
                "A gated cell has a matrix for each gate; here one of them acts alone, with this "
                "activation."
            )
        )

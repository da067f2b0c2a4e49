"""The by-hand network's weights as tables to edit."""

from dataclasses import dataclass, field

import numpy as np
import streamlit as st

from rnnviz.nn.cells.base import Array
from rnnviz.nn.network import Network
from rnnviz.text.language import N_, _
from rnnviz.ui.components.html import notice
from rnnviz.ui.session.page_state import page_state

_TABLES = {
    N_("into the hidden state"): (
        ("h₁", "h₂"),
        {
            "W_ih": "rnn.weight_ih_l0",
            "b_ih": "rnn.bias_ih_l0",
            "W_hh": "rnn.weight_hh_l0",
            "b_hh": "rnn.bias_hh_l0",
        },
    ),
    N_("out of it"): (("y₁", "y₂"), {"W_hy": "readout.weight", "b_y": "readout.bias"}),
}


@dataclass
class Tables:
    """The numbers that the tables start from. They keep the reader's edits on top of them by
    themselves, so they start anew only when the weights came from elsewhere (an address, a scene)."""

    weights: list[float] | None = None
    parameters: dict[str, Array] = field(default_factory=dict)
    version: int = 0

    def follow(self, net: Network, weights: list[float] | None) -> None:
        """Start anew from other weights."""
        if self.version and self.weights == weights:
            return
        self.weights = weights
        self.parameters = {name: values.copy() for name, values in net.parameters.items()}
        self.version += 1


def weight_tables(net: Network) -> None:
    """Tables of all weights of the network by hand; an edit changes the network at once, one that
    cannot be is told in a notice and leaves the last good weights in force."""
    state, tables = st.session_state, page_state(Tables)
    tables.follow(net, state.weights)
    edited: dict[str, Array] = {}
    for place, title in zip(st.columns([5, 3]), _TABLES, strict=True):
        with place:
            edited |= _table(title, tables)
    broken = [
        label
        for __, names in _TABLES.values()
        for label, name in names.items()
        if not np.isfinite(edited[name]).all()
    ]
    if broken:
        notice(
            _(
                "{names}: a place holds no finite number. Until it does, the network keeps its last "
                "good weights."
            ).format(names=_(" and ").join(broken)),
            to_class=False,
        )
        return
    wanted = [float(v) for name in net.parameters for v in edited[name].ravel()]
    if wanted != [float(v) for values in net.parameters.values() for v in values.ravel()]:
        state.weights = tables.weights = wanted
        st.rerun()


def _table(title: str, tables: Tables) -> dict[str, Array]:
    """One table; returns its parameters as they are edited, by name."""
    import pandas as pd

    rows, names = _TABLES[title]
    start = tables.parameters
    columns = {
        f"{label} {j + 1}" if start[name].ndim == 2 else label: column
        for label, name in names.items()
        for j, column in enumerate(np.atleast_2d(start[name].T))
    }
    out = st.data_editor(
        pd.DataFrame(columns, index=list(rows)),
        key=f"weights {title} {tables.version}",
        alt=_("The weights {title} state").format(title=_(title)),
        width="stretch",
    )
    edited: dict[str, Array] = {}
    for label, name in names.items():
        chosen = [column for column in out.columns if column.split()[0] == label]
        edited[name] = out[chosen].to_numpy(dtype=float, na_value=np.nan)
    return edited

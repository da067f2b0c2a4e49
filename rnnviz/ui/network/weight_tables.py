"""The by-hand network's weights as tables to edit."""

from typing import Any

import numpy as np
import streamlit as st

from rnnviz.text.language import N_, _
from rnnviz.ui.components.html import notice
from rnnviz.ui.network.chooser import by_hand

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


def weight_tables() -> None:
    """Tables of all weights; an edit changes the network at once, one that cannot be is said and
    leaves the last good weights in force."""
    import pandas as pd

    state = st.session_state
    net = by_hand(state.activation, state.weights)
    # the tables start from fixed numbers and keep the reader's edits on top of them by themselves, so
    # they start anew only when the weights came from elsewhere (an address, a scene)
    if "_base" not in state or state.get("_edited") != state.weights:
        state._edited = state.weights
        state._base = {name: values.copy() for name, values in net.parameters.items()}
        state._version = state.get("_version", 0) + 1
    edited: dict[str, Any] = {}
    for place, (title, (rows, names)) in zip(st.columns([5, 3]), _TABLES.items(), strict=True):
        table = {
            f"{label} {j + 1}" if state._base[name].ndim == 2 else label: column
            for label, name in names.items()
            for j, column in enumerate(np.atleast_2d(state._base[name].T))
        }
        frame = pd.DataFrame(table, index=list(rows))
        key = f"weights {title} {state._version}"
        with place:
            out = st.data_editor(
                frame,
                key=key,
                alt=_("The weights {title} state").format(title=_(title)),
                width="stretch",
            )
        for label, name in names.items():
            chosen = [c for c in out.columns if c.split()[0] == label]
            edited[name] = out[chosen].to_numpy(dtype=float, na_value=np.nan)
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
            ).format(names=_(" and ").join(broken))
        )
        return
    wanted = [float(v) for name in net.parameters for v in edited[name].ravel()]
    if wanted != [float(v) for values in net.parameters.values() for v in values.ravel()]:
        state.weights = state._edited = wanted
        st.rerun()

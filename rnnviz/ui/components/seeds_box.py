"""The choice of how many seeds each run is trained with."""

import streamlit as st

from rnnviz.text.language import _
from rnnviz.training.experiment import MOST_SEEDS

COUNTS = (1, 4, 8, MOST_SEEDS)


def seed_label(first: int, place: int | None) -> str:
    """What one of the seeds from the `first` on is called, counted from 0; None is the median one."""
    return _("the median") if place is None else _("seed {seed}").format(seed=first + place)


def seeds_box(key: str, seed: int) -> None:
    """One or several, from a `seed` on; also as many as an address has asked for. Of several it is said
    how much longer they take."""
    now = int(st.session_state[key])
    st.segmented_control(
        _("Seeds"),
        sorted({*COUNTS, now}),
        key=key,
        required=True,
        format_func=str,
        persist_state="session",
        help=_(
            "One run is an anecdote: with several seeds each run becomes a band, with other data and "
            "another start for each."
        ),
    )
    if now > 1:
        said = _(
            "Seeds {first} to {last}: {count} times as many networks, which take up to {count} times "
            "as long."
        )
        st.caption(said.format(first=seed, last=seed + now - 1, count=now))

"""How fast a race is to go: the words of addresses for it, and its control."""

import re
from functools import partial

import streamlit as st

from rnnviz.experiments.commands import FASTEST, FULL, SLOWEST, ChangeDuration, ChangeSpeed, Pace
from rnnviz.text.language import N_, _, labels
from rnnviz.ui.components.number_steps import step_for
from rnnviz.ui.session.address_fields import choice
from rnnviz.ui.training.run_notation import plain

# what stands in addresses: the whole race in so long, full speed, updates a second, or by a key
USUAL, BY_NUMBER, BY_KEY = "15 s", "a second", "one at a time"
PACES: dict[str, Pace] = {
    "5 s": ChangeDuration(5.0),
    USUAL: ChangeDuration(15.0),
    "1 minute": ChangeDuration(60.0),
    "full": FULL,
}
LABELS = {
    "5 s": N_("5 seconds"),
    USUAL: N_("15 seconds"),
    "1 minute": N_("one minute"),
    "full": N_("as fast as it can"),
    BY_NUMBER: N_("updates a second"),
    BY_KEY: N_("one update at a time"),
}
USUAL_SPEED = 10.0  # updates a second
_A_SECOND = re.compile(r"(\d{1,4}(?:\.\d{1,6})?) a second", re.ASCII)


def read_pace(text: str) -> str:
    """Reads a pace, in the words of addresses."""
    speed = _speed(text)
    if speed is not None and SLOWEST <= speed <= FASTEST:
        return text
    return choice((*PACES, _in_words(USUAL_SPEED), BY_KEY))(text)


def _speed(text: str) -> float | None:
    found = _A_SECOND.fullmatch(text)
    return float(found[1]) if found else None


def _in_words(speed: float) -> str:
    return f"{plain(round(speed, 6))} a second"


def pace_of(word: str) -> Pace:
    """What a worker is told; who makes one update after the other goes on as is usual."""
    speed = _speed(word)
    return ChangeSpeed(speed) if speed is not None else PACES.get(word, PACES[USUAL])


def word_of(pace: Pace) -> str | None:
    """The words for what a worker has been told, None if there are none."""
    if isinstance(pace, ChangeSpeed) and pace.speed is not None:
        return _in_words(pace.speed)
    return next((word for word, of in PACES.items() if of == pace), None)


def pace_control(key: str) -> None:
    """Asks how long a race is to take, or how fast it is to go; `key` is that of the field."""
    state, kind, number = st.session_state, f"{key} kind", f"{key} number"
    speed = _speed(state[key])

    def chosen() -> None:
        if state[kind] in LABELS:
            by_number = state[kind] == BY_NUMBER
            state[key] = _in_words(USUAL_SPEED) if by_number else state[kind]

    state[kind] = BY_NUMBER if speed is not None else state[key]
    st.selectbox(
        _("Pace"),
        tuple(LABELS),
        key=kind,
        format_func=labels(LABELS),
        on_change=chosen,
        help=_(
            "How long the whole race is to take. Half of that time is for the first quarter of the "
            "updates, where most happens."
        ),
    )
    if speed is not None:
        state[number] = speed
        st.number_input(
            _("Updates a second"),
            SLOWEST,
            FASTEST,
            step=step_for(speed),
            key=number,
            format="%g",
            on_change=partial(_typed, key, number),
        )


def _typed(key: str, number: str) -> None:
    value = st.session_state[number]
    if isinstance(value, float | int) and SLOWEST <= value <= FASTEST:
        st.session_state[key] = _in_words(value)

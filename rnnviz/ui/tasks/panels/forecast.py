"""Forecast on the page Tasks: a signal, what is foreseen of it, and where a free run leads."""

import numpy as np
import streamlit as st

from rnnviz.figures.base.numbers import three_digits
from rnnviz.figures.tasks import forecast as figures
from rnnviz.figures.tasks.came_about import MOST_CELLS, CellStrip, Small, StripCell
from rnnviz.nn.cells.base import Array
from rnnviz.nn.free_run import Errors, free_errors
from rnnviz.nn.network import Network
from rnnviz.tasks.columns import MOST
from rnnviz.tasks.forecast import KINDS, LONGEST, LOUDEST, SHORTEST, WARM, Forecast, Stretch
from rnnviz.text.language import N_, _, labels
from rnnviz.ui.components.canvas import Canvas
from rnnviz.ui.session import address_fields
from rnnviz.ui.session.address_fields import Field, SessionValues, always
from rnnviz.ui.tasks.columns import load_column, show_column
from rnnviz.ui.tasks.kept_results import kept_with_model
from rnnviz.ui.tasks.panels.base import Inside, Panel, Play, Preset, Slots

FIRST = 10  # steps read before there is a now
BEFORE, AFTER = WARM, 300  # steps shown before and after the unseen part begins
STRETCHES = 32  # unseen ones, over which the errors of free runs are taken
UNROLLED = 60  # steps at most that "look inside" shows
KEY = 32  # letters of a dataset's key


def task(state: SessionValues) -> Forecast:
    """The task as the controls have it."""
    kind = state["forecast kind"]
    return Forecast(
        kind,
        int(state["forecast period"]),
        float(state["forecast noise"]),
        int(state["forecast sines"]),
        state["forecast data"] if kind == "own" else "",
    )


def controls() -> None:
    """Which signal, or a column of one's own."""
    state = st.session_state
    st.selectbox(
        _("Signal"),
        tuple(KINDS),
        key="forecast kind",
        format_func=labels(KINDS),
        persist_state="session",
    )
    if state["forecast kind"] == "own":
        load_column("forecast data")
        return
    st.number_input(
        _("Period, in steps"), SHORTEST, LONGEST, key="forecast period", persist_state="session"
    )
    st.slider(
        _("Noise (standard deviation)"),
        0.0,
        LOUDEST,
        step=0.05,
        key="forecast noise",
        persist_state="session",
    )
    if state["forecast kind"] == "sum":
        st.segmented_control(
            _("Sines"), (2, 3), key="forecast sines", required=True, persist_state="session"
        )


def preview() -> None:
    """The column of one's own."""
    if st.session_state["forecast kind"] == "own":
        show_column("forecast data")


def ask(playing: Play, slots: Slots) -> int:
    """A slider for now; returns its place among the values that are shown."""
    learned = playing.task
    assert isinstance(learned, Forecast)
    wide, narrow = st.columns([5, 3])
    slots["picture"], slots["errors"] = wide.container(), narrow.container()
    with wide:
        return _now(learned.shown(BEFORE, AFTER))


def show(canvas: Canvas, playing: Play, now: int) -> None:
    """What is foreseen up to now, the free run after it, and how far such runs go."""
    net, learned = playing.model, playing.task
    assert isinstance(net, Network) and isinstance(learned, Forecast)
    shown = learned.shown(BEFORE, AFTER)
    seen = figures.foreseen(net, shown, now)
    picture = figures.forecast(seen, canvas.dark)
    canvas.at("picture").figure(picture, "forecast picture", figures.words(seen), main=True)
    found = _errors(learned, net)
    canvas.at("errors").figure(
        figures.errors(found, learned.added, canvas.dark, shown.deviation, shown.name),
        "forecast errors",
        figures.errors_words(found, STRETCHES, shown.deviation),
    )


def small(learned: Forecast, net: Network, delay: int, now: int) -> Small:
    """What came after the moment, and what a free run makes of it."""
    seen = figures.foreseen(net, learned.shown(BEFORE, AFTER), now)
    came = seen.truth[now : now + MOST_CELLS]
    free, (__, error) = seen.free[: len(came)], seen.errors
    middle = float(came.mean()) if len(came) else 0.0
    scale = float(np.abs(came - middle).max()) if len(came) else 1.0

    def strip(name: str, values: Array) -> CellStrip:
        return CellStrip(
            name, [StripCell("", float(value - middle) / (scale or 1.0)) for value in values], True
        )

    strips = strip(_("what came"), came), strip(_("its free run"), free)
    return Small(strips, _("error {error}").format(error=three_digits(error)))


def _now(shown: Stretch) -> int:
    """The slider for the step up to which the network reads what came; returns its place."""
    state, high = st.session_state, shown.start + len(shown.values) - 1
    key = f"forecast now of {high}"  # a slider of other ends is another slider

    def moved() -> None:
        state["forecast now"] = state[key]

    now = _place(shown)
    state[key] = shown.start + now
    st.slider(
        _("Now: from zeros the network reads what came up to this step"),
        shown.start + FIRST,
        high,
        key=key,
        on_change=moved,
    )
    return now


def _place(shown: Stretch) -> int:
    """The place that is now: where the unseen part begins, unless the reader has chosen another."""
    wanted = st.session_state["forecast now"] - shown.start
    if not FIRST <= wanted < len(shown.values):
        wanted = shown.unseen or BEFORE
    return int(wanted)


@kept_with_model(16)
def _errors(learned: Forecast, net: Network) -> Errors:
    values, warm = learned.episodes(STRETCHES, figures.STEPS)
    return free_errors(net, values, warm, learned.signal.mean)


def inside(playing: Play) -> list[Inside]:
    """The last values up to now as Unroll reads them, and as targets those that followed."""
    learned = playing.task
    assert isinstance(learned, Forecast)
    shown = learned.shown(BEFORE, AFTER)
    now = _place(shown)
    first = max(now - UNROLLED, 0)
    return [Inside(_rows(shown.values[first:now]), _rows(shown.values[first + 1 : now + 1]))]


def _rows(values: np.ndarray) -> str:
    return "; ".join(f"{value:.3f}" for value in values)


PANEL = Panel(
    preview=preview,
    watch=N_(
        "Up to now the network reads what came, and foresees one step. From now on it reads "
        "what it foresaw itself: small errors add up, unless it has caught the law behind the "
        "signal."
    ),
    fields=(
        Field("kind", always("sum"), address_fields.choice(tuple(KINDS)), key="forecast kind"),
        Field("period", always(25), address_fields.whole(SHORTEST, LONGEST), key="forecast period"),
        Field(
            "noise", always(0.1), address_fields.real(0.0, LOUDEST), "{:g}".format, key="forecast noise"
        ),
        Field("sines", always(2), address_fields.whole(2, 3), key="forecast sines"),
        Field("data", always(""), address_fields.text(KEY), key="forecast data"),
        # 0: where the unseen part begins
        Field("now", always(0), address_fields.whole(0, MOST), key="forecast now"),
    ),
    task=task,
    controls=controls,
    ask=ask,
    show=show,
    inside=inside,
    small=small,
    presets=(
        Preset(
            N_("square wave: 5, 10, 50 steps"),
            N_(
                "Its level changes every 20 steps. Can a network count them that was trained in "
                "windows of 5 or 10? Watch where the pictures, which begin from a state of zeros, "
                "change their level."
            ),
            {
                "kind": "square",
                "period": "40",
                "runs": "windows5.h32.gru.rate0_01,"
                "windows10.h32.gru.rate0_01,windows50.h32.gru.rate0_01",
            },
        ),
        Preset(
            N_("three cells on a sum of sines"),
            N_(
                "Watch which of the three come near the noise one step ahead. Then compare their free "
                "runs: how many steps does each stay with the signal?"
            ),
            {"runs": "windows50.h32,windows50.h32.gru,windows50.h32.lstm"},
        ),
    ),
)

"""Truncate: what can a network learn if gradients are cut after n steps?"""

import streamlit as st

from rnnviz.analysis.echo_learned import learned
from rnnviz.analysis.echo_reach import reach_matrix
from rnnviz.experiments.store import Row
from rnnviz.figures.base.style import ink_of
from rnnviz.figures.training.gradient_norms import gradient_norms
from rnnviz.figures.training.learned import learned_table
from rnnviz.figures.training.losses import RunLosses, diverged_note, lag_words, losses
from rnnviz.figures.training.reach_matrices import reach_matrices
from rnnviz.figures.training.runs_table import runs_table
from rnnviz.figures.training.truncation import reach_picture
from rnnviz.runs.run import Run
from rnnviz.storage.database import StoreError
from rnnviz.text.language import _
from rnnviz.training.experiment import Experiment
from rnnviz.training.memory import memory
from rnnviz.ui.components.html import caption, markup, notice
from rnnviz.ui.components.live_figure import live_figure
from rnnviz.ui.components.theme import is_dark
from rnnviz.ui.frame.page import begin
from rnnviz.ui.session import address, presenter_session
from rnnviz.ui.session.recording import flush
from rnnviz.ui.session.store import open_store
from rnnviz.ui.training import echo_race, sidebar
from rnnviz.ui.training.steering import ALIVE, buttons, find, timeline

STRETCHES = 60  # of updates, each a point of a run's mean
SHOWN_STEPS = 20  # of the chain in the picture of truncation


def choose_run(names: list[str]) -> None:
    """Which run the picture of truncation is drawn for."""
    if st.session_state.get("reach of") not in range(len(names)):
        st.session_state["reach of"] = 0
    st.segmented_control(
        _("Reach of"),
        range(len(names)),
        required=True,
        key="reach of",
        label_visibility="collapsed",
        format_func=names.__getitem__,
    )


def reach(experiment: Experiment) -> None:
    """The picture of truncation, for a chosen run."""
    names = echo_race.names(experiment)
    place = st.session_state.get("reach of") or 0
    run = experiment.runs[min(place, len(names) - 1)]
    figure = reach_picture(
        run.truncation, list(experiment.task.lags), SHOWN_STEPS, is_dark(), run.carry
    )
    live_figure(
        figure,
        "reach",
        _("Which loss reaches back to which step with {truncation}").format(truncation=run.truncation),
    )


def pictures(row: Row | None, experiment: Experiment) -> None:
    """The losses on their floors and, of the moment shown, what each run has learned."""
    store, dark = open_store(), is_dark()
    names = echo_race.names(experiment)
    curves = store.curves(row.id) if row else []
    picture = st.container()  # stands above the slider that says which moment it marks
    moment, chosen = timeline(store, row)
    drawn = [
        RunLosses(
            name, curve.samples, curve.loss, *curve.means(STRETCHES), diverged_note(run.diverged_at)
        )
        for name, curve, run in zip(names, curves, moment.runs if moment else [], strict=False)
    ]
    floors = dict(experiment.task.floors())
    with picture:
        live_figure(
            losses(
                drawn,
                floors,
                experiment.samples,
                dark,
                st.session_state.axis == "log",
                moment.samples if moment and chosen else None,
                words=lag_words(experiment.task.known()),
            ),
            "losses",
            _("Loss of each run in nats against samples seen, with the floors as lines"),
        )
    if moment is None:
        caption(_("Nothing trained yet: press Start and watch the losses fall onto these floors."))
        return
    nets = [
        experiment.task.model(settings, run.parameters)
        for run, settings in zip(moment.runs, experiment.runs, strict=True)
    ]
    windows = [None if run.carry else run.truncation.every for run in experiment.runs]
    found = [learned(net, experiment.task, n) for net, n in zip(nets, windows, strict=True)]
    held = [held_by(run, experiment) for run in experiment.runs]
    shares = [
        {_("lag {lag} learned").format(lag=lag): share for lag, share in one.shares.items()}
        for one in found
    ]
    markup(runs_table(drawn, moment.runs, shares, held, moment.samples))
    left, right = st.columns(2)
    with left:
        live_figure(
            learned_table(dict(zip(names, found, strict=True)), dark),
            "table",
            _("P(Y=1) by lagged bits, true and learned"),
        )
    with right:
        norms = [(name, c.samples, c.gradient_norm) for name, c in zip(names, curves, strict=False)]
        clips = [run.clip_norm for run in experiment.runs]
        live_figure(gradient_norms(norms, clips, dark), "norms", _("Norm of each run's gradient"))
    colours = [ink_of(place, dark) for place in range(len(names))]
    matrices = [
        (name, reach_matrix(net, experiment.task, n), run.truncation)
        for name, net, n, run in zip(names, nets, windows, experiment.runs, strict=True)
    ]
    live_figure(
        reach_matrices(matrices, colours, dark),
        "matrices",
        _("Norm of the derivative of each loss by each state, on a probe sequence, for each run"),
    )


@st.cache_data(max_entries=100)
def held_by(run: Run, experiment: Experiment) -> int:
    """Bytes that one update holds, computed once."""
    return memory(run, experiment)


def page() -> None:
    """Everything beside the sidebar."""
    try:
        experiment = echo_race.experiment()
    except ValueError as problem:
        notice(str(problem))
        return
    if refused := sidebar.refusal():
        notice(refused)
    # to a class its lecturer says what to watch
    preset = None if presenter_session.current() else echo_race.preset_of(st.session_state)
    caption(_(preset.watch) if preset else "")
    try:
        row = find(open_store(), experiment)
        with st.container(horizontal=True, vertical_alignment="center"):
            buttons(open_store(), row, experiment)
            choose_run(echo_race.names(experiment))
        reach(experiment)

        # a paused race has a worker, too, which may be steered from another browser
        live_one = row is not None and (row.status in ALIVE or row.worker is not None)

        @st.fragment(run_every=0.4 if live_one else None)
        def live() -> None:
            try:
                now = find(open_store(), experiment)
                if (now.status if now else None) != (row.status if row else None):
                    st.rerun()
                if now is not None and now.message:
                    notice(str(now.message))
                pictures(now, experiment)
            except StoreError as problem:
                notice(str(problem))
            flush()

        live()
    except StoreError as problem:
        notice(str(problem))
    address.write_address(echo_race.FIELDS)


begin("Truncate")
echo_race.show_the_last_one(open_store)
for complaint in address.open_address(echo_race.FIELDS, {}):
    notice(complaint)
with st.sidebar:
    sidebar.controls()
page()
flush()

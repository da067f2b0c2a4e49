"""Truncate: what can a network learn if gradients are cut after n steps?"""

import streamlit as st

from rnnviz.experiment import Experiment, network_settings
from rnnviz.figures import training as figures
from rnnviz.learned import learned
from rnnviz.network import Network
from rnnviz.optimizers import OPTIMIZERS
from rnnviz.store import Row, StoreError
from rnnviz.ui import address, race, runs
from rnnviz.ui.components import is_dark, live_figure
from rnnviz.ui.page import begin, caption, notice
from rnnviz.ui.training import ALIVE, buttons, find, open_store, timeline

STRETCHES = 60  # of updates, each a point of a run's mean
SHOWN_STEPS = 20  # of the chain in the picture of truncation


def controls() -> None:
    """The sidebar: what is raced, and how it learns."""
    st.selectbox("Preset", list(race.PRESETS), key="preset", index=None, on_change=choose_preset,
                 placeholder="choose a comparison")  # fmt: skip
    runs.editor(race_or_none())
    st.text_input(
        "Lags and weights", key="lags", persist_state="session",
        help="P(Y=1) = 0.5 + the weights of those earlier bits that are 1, as 3:0.5,8:-0.25.",
    )  # fmt: skip
    with st.expander("How they learn"):
        st.selectbox("Optimizer", tuple(OPTIMIZERS), key="optimizer", persist_state="session")
        st.number_input("Learning rate", 1e-6, 1000.0, key="rate", format="%g", persist_state="session")
        st.number_input(
            "Samples for each run", 1_000, 100_000_000, key="samples", persist_state="session"
        )
        st.number_input("Batch (rows)", 1, 10_000, key="batch", persist_state="session")
        st.number_input("Seed", 0, 999_999, key="seed", persist_state="session")
    st.segmented_control(
        "Updates", tuple(race.SPEEDS), key="speed", required=True, persist_state="session"
    )
    st.segmented_control(
        "Samples axis", ("linear", "log"), key="axis", required=True, persist_state="session"
    )


def race_or_none() -> Experiment | None:
    """The race, if its words make sense."""
    try:
        return race.experiment()
    except ValueError:
        return None


def choose_preset() -> None:
    """Bring the controls to a prepared comparison."""
    if st.session_state.preset:
        address.set_state(race.FIELDS, race.PRESETS[st.session_state.preset].asked)


def reach(experiment: Experiment) -> None:
    """The picture of truncation, for a chosen run."""
    names = race.names(experiment)
    place = st.session_state.get("reach of") or 0
    run = experiment.runs[min(place, len(names) - 1)]
    figure = figures.reach_picture(
        run.truncation, list(experiment.task.lags), SHOWN_STEPS, is_dark(), run.carry
    )
    live_figure(figure, "reach", f"Which loss reaches back to which step with {run.truncation}")


def pictures(row: Row | None, experiment: Experiment) -> None:
    """The losses on their floors and, of the moment shown, what each run has learned."""
    store, dark = open_store(), is_dark()
    names = race.names(experiment)
    curves = store.curves(row.id) if row else []
    picture = st.container()  # stands above the slider that says which moment it marks
    moment, chosen = timeline(store, row)
    drawn = [
        figures.Curve(
            name, curve.samples, curve.loss, *curve.means(STRETCHES), figures.note(run.diverged_at)
        )
        for name, curve, run in zip(names, curves, moment.runs if moment else [], strict=False)
    ]
    floors = dict(experiment.task.floors())
    with picture:
        live_figure(
            figures.losses(
                drawn, floors, experiment.samples, dark, st.session_state.axis == "log",
                moment.samples if moment and chosen else None,
            ),
            "losses", "Loss of each run in nats against samples seen, with the floors as lines",
        )  # fmt: skip
    if moment is None:
        caption("Nothing trained yet: press Start and watch the losses fall onto these floors.")
        return
    found = {}
    for place, (name, run) in enumerate(zip(names, moment.runs, strict=True)):
        settings = experiment.runs[place]
        net = Network(parameters=run.parameters, **network_settings(settings, experiment.task))
        window = None if settings.carry else settings.truncation.every
        found[name] = learned(net, experiment.task, window)
    st.html(figures.runs_table(drawn, moment.runs, list(found.values()), moment.samples))
    left, right = st.columns(2)
    with left:
        live_figure(
            figures.learned_table(found, dark), "table", "P(Y=1) by lagged bits, true and learned"
        )
    with right:
        norms = [(name, c.samples, c.gradient_norm) for name, c in zip(names, curves, strict=False)]
        clips = [run.clip_norm for run in experiment.runs]
        live_figure(figures.norms(norms, clips, dark), "norms", "Norm of each run's gradient")


def page() -> None:
    """Everything beside the sidebar."""
    try:
        experiment = race.experiment()
    except ValueError as problem:
        notice(str(problem))
        return
    if refused := runs.refusal():
        notice(refused)
    preset = race.preset_of(st.session_state)
    caption(preset.watch if preset else "")
    try:
        row = find(open_store(), experiment)
        buttons(open_store(), row, experiment)
        reach(experiment)

        # a paused race has a worker, too, which may be steered from another browser
        live_one = row is not None and (row.status in ALIVE or row.worker is not None)

        @st.fragment(run_every=0.4 if live_one else None)
        def live() -> None:
            try:
                now = find(open_store(), experiment)
                if (now.status if now else None) != (row.status if row else None):
                    st.rerun()
                if now is not None and now.said:
                    notice(now.said)
                pictures(now, experiment)
            except StoreError as problem:
                notice(str(problem))

        live()
    except StoreError as problem:
        notice(str(problem))
    address.write_address(race.FIELDS)


begin("Truncate")
race.show_the_last_one(open_store)
for complaint in address.open_address(race.FIELDS, {}):
    notice(complaint)
with st.sidebar:
    controls()
page()

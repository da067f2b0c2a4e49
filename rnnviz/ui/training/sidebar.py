"""A race as controls: its presets, its runs, and how they learn."""

import streamlit as st

from rnnviz.runs.optimizers import OPTIMIZERS
from rnnviz.runs.run import HIGHEST_RATE, MOST_ROWS, MOST_UNITS
from rnnviz.tasks.echo import MOST_BITS
from rnnviz.text.language import _, labels
from rnnviz.training.experiment import MOST_SAMPLES, Experiment
from rnnviz.ui.components.number_steps import step_for
from rnnviz.ui.components.seed_box import seed_box
from rnnviz.ui.components.seeds_box import seeds_box
from rnnviz.ui.session import address, prepared
from rnnviz.ui.session.page_state import page_state
from rnnviz.ui.training.controls import MOST_LETTERS, MOST_RUNS, Controls, names, words
from rnnviz.ui.training.echo_race import MOST_LAGS, RACE
from rnnviz.ui.training.pace import pace_control
from rnnviz.ui.training.run_notation import CLASSIC_HELP, HELP, MORE_HELP
from rnnviz.ui.training.run_panel import STYLES, RefusedChange, add, panel, propose
from rnnviz.ui.training.steering import ShownPace


def controls() -> None:
    """The whole sidebar of a race of truncation lengths: what is raced, and how it learns."""
    choose_preset(RACE)
    edit(RACE)
    st.text_input(
        _("Lags and weights"),
        key="lags",
        max_chars=MOST_LAGS,
        persist_state="session",
        help=_("P(Y=1) = 0.5 + the weights of those earlier bits that are 1, as 3:0.5,8:-0.25."),
    )
    with st.expander(_("How they learn")):
        st.selectbox(_("Optimizer"), tuple(OPTIMIZERS), key="optimizer", persist_state="session")
        st.number_input(
            _("Learning rate"),
            0.0,
            HIGHEST_RATE,
            step=step_for(st.session_state["rate"]),
            key="rate",
            format="%g",
            persist_state="session",
        )
        samples(RACE)
        st.number_input(
            _("Bits of an epoch, 0 for none"),
            0,
            MOST_BITS,
            step=100_000,
            key="epoch",
            persist_state="session",
            help=_("Each epoch is drawn anew, and begins with a state of zeros."),
        )
        st.number_input(_("Batch (rows)"), 1, MOST_ROWS, key="batch", persist_state="session")
        seed_box("seed")
        seeds_box("seeds", int(st.session_state["seed"]))
    pace(RACE)


def choose_preset(race: Controls) -> None:
    """The prepared comparisons, if there are any."""

    def chosen() -> None:
        name = prepared.chosen(race.key + "preset", race.fields)
        if name and name in race.presets:  # whatever the browser may send
            address.set_state(race.fields, race.presets[name].asked)

    if race.presets:
        stands = race.preset_of(st.session_state)  # after Back, Reset or a change it may be another
        prepared.show(race.key + "preset", stands.name if stands else None)
        st.radio(  # all of them in sight, each at one click
            _("Try"),
            list(race.presets),
            key=race.key + "preset",
            index=None,
            on_change=chosen,
            format_func=_,
        )


def edit(race: Controls) -> None:
    """The runs, or only their words where those make no sense."""
    try:
        editor(race, race.experiment())
    except ValueError:
        editor(race, None)  # the page says what is wrong with its words


def samples(race: Controls) -> None:
    """How much each run is to see."""
    st.number_input(
        _("Samples for each run"), 1, MOST_SAMPLES, key=race.key + "samples", persist_state="session"
    )


def pace(race: Controls) -> None:
    """How fast it goes, and the axis it is drawn on."""
    shown = page_state(ShownPace)
    if shown.wanted:
        race.set("speed", shown.wanted)
        shown.wanted = ""
    pace_control(race.key + "speed")
    st.segmented_control(
        _("Samples axis"),
        ("linear", "log"),
        key=race.key + "axis",
        required=True,
        format_func=_,
        persist_state="session",
    )


def editor(race: Controls, experiment: Experiment | None) -> None:
    """The runs of the race, to be changed, copied and removed; only their words where those make no
    sense (None)."""
    st.caption(_("Runs"))
    if experiment is not None:
        named = names(experiment)
        for place, (run, name) in enumerate(zip(experiment.runs, named, strict=True)):
            with st.popover(f"{place + 1} · {name}", width="stretch"):
                panel(race, experiment.task, place, run, len(named))
        if len(named) < MOST_RUNS:
            st.button(
                _("Add a run"),
                on_click=add,
                args=(race, len(named) - 1),
                icon=":material/add:",
                width="stretch",
                key=race.key + "add a run",
                help=_("Like the last one, with a longer cut.")
                if race is RACE
                else _("Like the last one, with more units."),
            )
    if race is RACE:
        with st.expander(_("Compare lengths")):
            _lengths()
    with st.expander(_("Notation of the runs"), expanded=experiment is None):
        st.caption(
            _(
                "windows5.h16, even10.h4 reads: cut every 5 steps, 16 hidden units; cut evenly, 10 "
                "steps back, 4 hidden units. As addresses write it."
            )
            if race is RACE
            else _(
                "full.h16.gru, windows25.h64 reads: not cut, 16 hidden units, a GRU; cut every 25 "
                "steps, 64 hidden units. As addresses write it."
            )
        )
        st.text_input(
            _("Runs"),
            key=race.key + "runs",
            max_chars=MOST_LETTERS,
            persist_state="session",
            help=_(HELP) + ("" if race is RACE else _(MORE_HELP)) + _(CLASSIC_HELP),
        )


def _lengths() -> None:
    """One run for each of several lengths, all else alike."""
    with st.form("lengths form", border=False):
        st.text_input(_("Lengths, in steps"), "3, 4, 5, 10, 20", max_chars=MOST_LETTERS, key="lengths")
        st.selectbox(
            _("Cut"), ("windows", "even", "sliding"), key="lengths style", format_func=labels(STYLES)
        )
        st.number_input(_("Hidden units in each"), 1, MOST_UNITS, 16, key="lengths hidden")
        st.session_state.setdefault("lengths state", "carried")
        st.segmented_control(
            _("State"), ("carried", "reset"), required=True, format_func=_, key="lengths state"
        )
        st.form_submit_button(_("Race these"), on_click=_race_lengths)


def _race_lengths() -> None:
    state = st.session_state
    if "lengths" not in state:
        return  # pressed by a browser that says nothing of the boxes beside it
    lengths = words(state["lengths"])
    ending = f".h{state['lengths hidden']}{'.reset' if state['lengths state'] == 'reset' else ''}"
    if not lengths or not all(length.isdecimal() for length in lengths):
        page_state(RefusedChange).sentence = _(
            "The lengths are “{lengths}”; allowed are steps as 3, 5, 10."
        ).format(lengths=state["lengths"][:60])
        return
    propose(RACE, [f"{state['lengths style']}{length}{ending}" for length in lengths])


def refusal() -> str:
    """The sentence about a change that could not be, once."""
    change = page_state(RefusedChange)
    sentence, change.sentence = change.sentence, ""
    return sentence

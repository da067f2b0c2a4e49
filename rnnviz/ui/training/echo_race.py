"""What a race of truncation lengths on Echo is made of: its settings, their words in the address,
presets."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from rnnviz.experiments.store import Store
from rnnviz.runs.optimizers import OPTIMIZERS
from rnnviz.runs.run import HIGHEST_RATE, MOST_ROWS
from rnnviz.storage.database import StoreError
from rnnviz.tasks import Echo
from rnnviz.tasks.echo import MOST_BITS
from rnnviz.tasks.echo_bits import MOST_LETTERS as MOST_LETTERS_OF_BITS
from rnnviz.text.language import N_
from rnnviz.training.experiment import MOST_SAMPLES, MOST_SEED, MOST_SEEDS, Experiment
from rnnviz.ui.session import address, address_fields
from rnnviz.ui.session.address_fields import Field, always
from rnnviz.ui.session.browser import owner
from rnnviz.ui.session.history import Step
from rnnviz.ui.session.page_state import page_state
from rnnviz.ui.training import controls, exact_training
from rnnviz.ui.training.controls import MOST_LETTERS, MOST_RUNS, Controls, Preset
from rnnviz.ui.training.pace import USUAL, read_pace
from rnnviz.ui.training.run_notation import SHARED, plain, race_words, read_lags, write_lags
from rnnviz.ui.training.shown_seed import seed_field

__all__ = ["MOST_RUNS", "Preset", "experiment", "names", "preset_of", "words"]

MOST_LAGS = 300  # letters of the lags in words
CLASSIC = "windows5.h4.onebias.log1000.eps0_1,windows10.h16.onebias.log500.eps0_1"
PRESETS = {
    preset.name: preset
    for preset in (
        Preset(
            N_("the classic pair"),
            N_(
                "Two things differ: 5 steps with 4 units, 10 steps with 16. Watch which floor each "
                "loss comes to. Which of the two decides?"
            ),
            {"runs": "windows5.h4,windows10.h16"},
        ),
        Preset(
            N_("the cut or the state?"),
            N_(
                "All four combinations. Watch which go down together: those with the same cut, or "
                "those with as many units."
            ),
            {"runs": "windows5.h4,windows10.h16,windows5.h16,windows10.h4"},
        ),
        Preset(
            N_("3 steps against 4"),
            N_(
                "The nearest bit that counts lies 3 steps back. Watch which floor each loss comes to: "
                "does one step more in a window matter?"
            ),
            {"runs": "windows3.h16,windows4.h16"},
        ),
        Preset(
            N_("lag 12: 5, 10 and 20 steps"),
            N_(
                "The second lag is 12 and the state has room (32 units). Can a cut shorter than a lag "
                "learn it? Watch which of the bands of 8 seeds come to the lowest floor."
            ),
            # from seed 0 20 steps get there or not, by how a processor rounds
            {
                "lags": "3:0.5,12:-0.25",
                "runs": "windows5.h32,windows10.h32,windows20.h32",
                "samples": "3000000",
                "seeds": "8",
            },
        ),
        Preset(
            N_("carry or reset"),
            N_(
                "The same network and cut; once the state goes on from window to window, once it "
                "starts from zero in each. Watch which floor each loss comes to: does it matter?"
            ),
            {"runs": "windows5.h16,windows5.h16.reset"},
        ),
        Preset(
            N_("10 steps: windows or evenly"),
            N_(
                "In windows early losses reach less far back than late ones; cut evenly all reach 10. "
                "Watch whether it helps, and what an update costs."
            ),
            {"runs": "windows10.h16,even10.h16"},
        ),
        Preset(
            N_("evenly at 5, or windows of 10?"),
            N_(
                "It is often said that they do the same. Watch whether the even cut of 5 stays with "
                "windows of 10, or with windows of 5."
            ),
            {"lags": "3:0.5,12:-0.25", "runs": "windows5.h32,even5.h32,windows10.h32"},
        ),
        Preset(
            N_("readout only: 16 units"),
            N_(
                "One run trains its readout alone, on 16 random units; the others send gradients back "
                "through 1, 5 and 10 steps. Watch what those gain, which of them lose, and whose 8 "
                "seeds agree."
            ),
            {
                "runs": "windows5.h16.readout.rate1,windows1.h16,windows5.h16,windows10.h16",
                "seeds": "8",
            },
        ),
        Preset(
            N_("readout only: 32 units"),
            N_(
                "The same with 32 units. Watch how much of both lags random states hold already, and "
                "how much of it a readout finds."
            ),
            {"runs": "windows5.h32.readout.rate1,windows1.h32,windows5.h32,windows10.h32"},
        ),
        Preset(
            N_("the classic: 10 epochs"),
            N_(
                "As the program does it: epochs of a million bits in 200 rows, each row begun with a "
                "state of zeros. Watch the log: how low does each of the two come?"
            ),
            {
                "runs": CLASSIC,
                "samples": "10000000",
                "epoch": "1000000",
            },
            classic=True,
        ),
        Preset(
            N_("exploding, then clipped"),
            N_(
                "ReLU with plain gradient descent at a rate of 5; the second run clips its gradient. "
                "Watch the first updates: how many of 8 seeds get past them, and where do they end?"
            ),
            {
                "runs": "windows10.h16.relu,windows10.h16.relu.clip0_05",
                "optimizer": "sgd",
                "rate": "5",
                "seeds": "8",
            },
        ),
    )
}

# the keys of what unfolds
CASES = "floors by cases"
STYLES = "two styles"
BATCHES = "mini-batches"
PLAIN = "memory capacity"
SHOWN_SEED = "shown seed"  # the key of which seed the pictures show

FIELDS = (
    Field("runs", always("windows5.h4,windows10.h16"), address_fields.text(MOST_LETTERS)),
    Field("lags", always("3:0.5,8:-0.25"), address_fields.text(MOST_LAGS)),
    Field("optimizer", always("adagrad"), address_fields.choice(tuple(OPTIMIZERS))),
    Field("rate", always(0.1), address_fields.real(0.0, HIGHEST_RATE), plain),
    Field("batch", always(200), address_fields.whole(1, MOST_ROWS)),
    Field("seed", always(0), address_fields.whole(0, MOST_SEED)),
    Field("seeds", always(1), address_fields.whole(1, MOST_SEEDS)),
    Field("samples", always(2_000_000), address_fields.whole(1, MOST_SAMPLES)),
    Field("epoch", always(0), address_fields.whole(0, MOST_BITS)),
    Field("speed", always(USUAL), read_pace),
    Field("axis", always("linear"), address_fields.choice(("linear", "log"))),
    # what the strips are drawn over; the page says what is wrong with it
    Field("bits", always(""), address_fields.text(MOST_LETTERS_OF_BITS), step=Step.TYPED, is_said=True),
    seed_field(SHOWN_SEED),
    exact_training.FIELD,
    # the run that the picture of truncation is drawn for
    Field(
        "reach",
        always(0),
        lambda text: address_fields.whole(1, MOST_RUNS)(text) - 1,
        lambda place: str(place + 1),
        "reach of",
    ),
    # whether it is unfolded
    address_fields.flag_field("cases", CASES),
    address_fields.flag_field("styles", STYLES),
    address_fields.flag_field("batches", BATCHES),
    address_fields.flag_field("capacity", PLAIN),
)


def shared() -> dict[str, Any]:
    """What the controls set for all runs."""
    state = st.session_state
    return {"optimizer": state.optimizer, "rate": state.rate, "batch": int(state.batch)}


RACE = Controls(
    fields=FIELDS,
    task=lambda: replace(read_lags(st.session_state.lags), length=int(st.session_state.epoch)),
    shared=shared,
    presets=PRESETS,
    prepared=FIELDS[:9],
)
experiment, preset_of = RACE.experiment, RACE.preset_of
names, words = controls.names, controls.words


def settings_of(experiment: Experiment) -> dict[str, str]:
    """An experiment in the words of the address, so that it can be shown again."""
    first = experiment.runs[0]
    return race_words(experiment, {name: getattr(first, name) for name in SHARED}) | {
        "lags": write_lags(experiment.task),
        "optimizer": first.optimizer,
        "rate": plain(first.rate),
        "batch": str(first.batch),
        "epoch": str(experiment.task.length),
    }


@dataclass
class Visits:
    """Whether a session has been on the page."""

    any: bool = False


def show_the_last_one(open_store: Callable[[], Store]) -> None:
    """On a first visit without settings in the address, bring the controls to what this browser has
    trained last."""
    visits = page_state(Visits)
    first, visits.any = not visits.any, True
    if not first or address.is_given() or set(st.query_params) - {*address.COMMON}:
        return
    try:
        rows = open_store().experiments()
    except StoreError:
        return  # the page says so where it needs the store
    mine = [row for row in rows if row.owner == owner()]
    echo = [row for row in mine if isinstance(row.experiment.task, Echo)]
    if echo:
        address.open_address(FIELDS, {})
        address.set_state(FIELDS, settings_of(echo[0].experiment))

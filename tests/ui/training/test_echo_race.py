import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnviz.nn.cells import CELLS
from rnnviz.nn.network import POOLS
from rnnviz.runs.optimizers import OPTIMIZERS
from rnnviz.runs.run import MOST_DELAY, Run
from rnnviz.runs.truncation import Truncation
from rnnviz.tasks import Echo
from rnnviz.training.experiment import Experiment
from rnnviz.training.race import train
from rnnviz.ui.training import echo_race, run_notation

STATE = {field.name: field.default({}) for field in echo_race.FIELDS}


@pytest.fixture
def session(monkeypatch):
    class State(dict):
        __getattr__ = dict.__getitem__

    state = State(STATE)
    monkeypatch.setattr(echo_race.st, "session_state", state)
    return state


def test_the_default_is_the_classic_pair(session):
    made = echo_race.experiment()
    cuts = [(run.truncation, run.hidden) for run in made.runs]
    assert cuts == [(Truncation.windows(5), 4), (Truncation.windows(10), 16)]
    assert echo_race.preset_of(session).name == "the classic pair"


@pytest.mark.parametrize("preset", echo_race.PRESETS.values(), ids=lambda preset: preset.name)
def test_every_preset_is_a_race_and_comes_back_from_its_experiment(session, preset):
    readers = {field.name: field.read for field in echo_race.FIELDS}
    session |= {name: readers[name](text) for name, text in preset.asked.items()}
    made = echo_race.experiment()
    assert echo_race.preset_of(session) is preset
    words = echo_race.settings_of(made)
    session |= {name: readers[name](text) for name, text in words.items()}
    assert echo_race.experiment() == made


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "ends"),
    [
        ("the classic pair", [(0.50, 0.53), (0.44, 0.475)]),
        (
            "was it the truncation or the state?",
            [(0.50, 0.53), (0.44, 0.475), (0.44, 0.475), (0.50, 0.53)],
        ),
        ("3 steps against 4: the gradient must reach the lag", [(0.62, 0.67), (0.44, 0.49)]),
        ("lag 12: now the truncation decides", [(0.505, 0.525), (0.45, 0.465), (0.45, 0.465)]),
        ("exploding, then clipped", [(math.inf, math.inf), (0.0, 0.67)]),
    ],
)
def test_what_a_preset_says_is_what_happens(session, name, ends):
    readers = {field.name: field.read for field in echo_race.FIELDS}
    session |= {field: readers[field](text) for field, text in echo_race.PRESETS[name].asked.items()}
    *_, last = train(echo_race.experiment(), every=math.inf)
    for (low, high), run in zip(ends, last.runs, strict=True):
        end = float(run.losses[-len(run.losses) // 10 :].mean())
        assert low <= (math.inf if run.status == "diverged" else end) <= high


@st.composite
def cuts(draw):
    every = draw(st.integers(1, 40))
    each = draw(st.booleans())
    reach = draw(st.integers(1 if each else every, 60))
    made = Truncation(every=every, reach=reach, each=each)
    return draw(st.sampled_from([made, Truncation.full()]))


NUMBERS = st.floats(1e-9, 1000.0, exclude_min=True)
RUNS = st.builds(
    Run,
    cell=st.sampled_from(list(CELLS)),
    hidden=st.integers(1, 64),
    layers=st.integers(1, 4),
    truncation=cuts(),
    optimizer=st.sampled_from(list(OPTIMIZERS)),
    rate=NUMBERS,
    batch=st.integers(1, 10_000),
    clip_norm=st.none() | NUMBERS,
    clip_value=st.none() | NUMBERS,
    embedding=st.none() | st.integers(1, 64),
    bidirectional=st.booleans(),
    delay=st.integers(0, MOST_DELAY),
    pool=st.sampled_from([None, *POOLS]),
    curriculum=st.sampled_from([None, *run_notation.curricula()]),
    forcing=st.floats(0.0, 1.0),
)


@given(run=RUNS, other=RUNS)
def test_a_run_survives_its_word_whatever_the_others_are(run, other):
    shared = {name: getattr(other, name) for name in run_notation.SHARED}
    word = run_notation.write_run(run, shared)
    assert echo_race.words(f"{word}, {word}") == [word, word]
    assert run_notation.read_run(word, shared) == run


@given(
    lags=st.dictionaries(st.integers(0, 1000), st.floats(-0.06, 0.06), max_size=8),
    base=st.sampled_from([0.5, 0.49, 0.51]),
)
def test_a_task_survives_its_word(lags, base):
    task = Echo(lags=lags, base=base)
    assert run_notation.read_lags(run_notation.write_lags(task)) == task


def test_every_run_of_a_race_has_a_name_of_its_own():
    runs = [
        {},
        {},
        {"hidden": 5},
        {"carry": False},
        {"rate": 0.2},
        {"optimizer": "sgd"},
        {"batch": 3},
        {"clip_norm": 1.0},
        {"clip_value": 1.0},
        {"layers": 2},
        {"cell": "gru"},
        {"truncation": Truncation(every=3, reach=7)},
    ]
    named = echo_race.names(Experiment(runs=tuple(Run(**one) for one in runs)))
    assert len(set(named)) == len(runs)
    assert echo_race.names(Experiment()) == ["windows(5) H=4"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"runs": ""}, "0 runs; allowed are 1 to 6"),
        ({"runs": ",".join(["windows5.h4"] * 7)}, "7 runs"),
        ({"runs": "windows.h4"}, "A run is “windows.h4”; allowed are runs as windows5.h4"),
        ({"runs": "windows5.clip1_2_3"}, "runs as windows5.h4"),
        ({"runs": "every3reach2"}, "reach is 2 and every is 3"),
        ({"runs": "full5.h4"}, "runs as windows5.h4"),
        ({"runs": "windows5.h4.elman"}, "runs as windows5.h4"),
        ({"runs": "windows0.h4"}, "every is 0"),
        ({"runs": "windows5.h9999"}, "hidden is 9999"),
        ({"runs": "even5.h4.reset"}, "a state that is reset goes with windows"),
        ({"lags": "3"}, "The lags are “3”; allowed are lags with weights"),
        ({"lags": ""}, "lags with weights"),
        ({"lags": "3:0.9,8:0.4"}, "probability of a 1 would be"),
        ({"lags": "-3:0.5"}, "A lag is -3"),
    ],
)
def test_what_cannot_be_raced_is_a_sentence(session, change, words):
    session |= change
    with pytest.raises(ValueError, match=words):
        echo_race.experiment()

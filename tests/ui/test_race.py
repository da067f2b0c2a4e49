import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnviz.cells import CELLS
from rnnviz.experiment import Experiment, Run
from rnnviz.truncation import Truncation
from rnnviz.ui import race

STATE = {field.name: field.default({}) for field in race.FIELDS}


@pytest.fixture
def session(monkeypatch):
    class State(dict):
        __getattr__ = dict.__getitem__

    state = State(STATE)
    monkeypatch.setattr(race.st, "session_state", state)
    return state


def test_the_default_is_the_classic_pair(session):
    made = race.experiment()
    cuts = [(run.truncation, run.hidden) for run in made.runs]
    assert cuts == [(Truncation.windows(5), 4), (Truncation.windows(10), 16)]
    assert race.preset_of(session).name == "the classic pair"


@pytest.mark.parametrize("preset", race.PRESETS.values(), ids=lambda preset: preset.name)
def test_every_preset_is_a_race_and_comes_back_from_its_experiment(session, preset):
    readers = {field.name: field.read for field in race.FIELDS}
    session |= {name: readers[name](text) for name, text in preset.asked.items()}
    made = race.experiment()
    assert race.preset_of(session) is preset
    words = race.settings_of(made)
    session |= {name: readers[name](text) for name, text in words.items()}
    assert race.experiment() == made


RUNS = st.builds(
    Run,
    cell=st.sampled_from(list(CELLS)),
    hidden=st.integers(1, 64),
    truncation=st.one_of(
        st.integers(2, 50).map(Truncation.windows),
        st.integers(2, 50).map(Truncation.even),
        st.integers(2, 50).map(Truncation.sliding),
        st.just(Truncation.full()),
    ),
    clip_norm=st.none() | st.sampled_from([0.05, 1.0, 25.0]),
)


@given(run=RUNS)
def test_a_run_survives_its_word(run):
    words = race.settings_of(Experiment(runs=(run,)))["runs"]
    read = race.read_run(words)
    style, steps = read.pop("style"), read.pop("steps")
    cut = Truncation.full() if style == "full" else getattr(Truncation, style)(steps)
    assert Run(truncation=cut, **read) == run


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"runs": ""}, "0 runs; allowed are 1 to 6"),
        ({"runs": ",".join(["windows5.h4"] * 7)}, "7 runs"),
        ({"runs": "windows.h4"}, "runs as windows5.h4"),
        ({"runs": "full5.h4"}, "runs as windows5.h4"),
        ({"runs": "windows5.h4.elman"}, "runs as windows5.h4"),
        ({"runs": "windows0.h4"}, "every is 0"),
        ({"runs": "windows5.h9999"}, "hidden is 9999"),
        ({"runs": "even5.h4.reset"}, "a state that is reset goes with windows"),
        ({"lags": "3"}, "lags with weights"),
        ({"lags": "3:0.9,8:0.4"}, "probability of a 1 would be"),
        ({"lags": "-3:0.5"}, "A lag is -3"),
    ],
)
def test_what_cannot_be_raced_is_a_sentence(session, change, words):
    session |= change
    with pytest.raises(ValueError, match=words):
        race.experiment()

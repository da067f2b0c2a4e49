"""Runs and lags as words: whatever can be raced comes back from its word."""

from hypothesis import given
from hypothesis import strategies as st

from rnnviz.nn.cells import CELLS
from rnnviz.nn.classic_starts import CLASSIC_STARTS
from rnnviz.nn.network import MOST_FORGET_BIAS, POOLS
from rnnviz.runs.optimizers import OPTIMIZERS
from rnnviz.runs.run import MOST_DELAY, STARTS, TRAINED, Run
from rnnviz.runs.truncation import Truncation
from rnnviz.tasks import Echo
from rnnviz.training import classics
from rnnviz.training.experiment import Experiment
from rnnviz.ui.training import run_notation
from rnnviz.ui.training.controls import words


@st.composite
def cuts(draw):
    every = draw(st.integers(1, 40))
    each = draw(st.booleans())
    reach = draw(st.integers(1 if each else every, 60))
    made = Truncation(every=every, reach=reach, each=each)
    return draw(st.sampled_from([made, Truncation.full()]))


NUMBERS = st.floats(1e-9, 1000.0, exclude_min=True)
RUNS = (
    st.builds(
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
        context=st.booleans(),
        start=st.sampled_from((*STARTS, *CLASSIC_STARTS)),
        squared=st.booleans(),
        summed=st.booleans(),
        biases=st.integers(0, 2),
        double=st.booleans(),
        train=st.sampled_from(TRAINED),
        log=st.integers(0, 1_000_000),
    )
    | st.builds(
        Run,
        optimizer=st.just("adagrad"),
        root_epsilon=st.none() | st.floats(0.0, 1.0, exclude_min=True),
    )
    | st.builds(
        Run,
        cell=st.just("lstm"),
        start=st.sampled_from(STARTS),
        gain=st.floats(0.0, 100.0),
        forget_bias=st.floats(-MOST_FORGET_BIAS, MOST_FORGET_BIAS),
    )
)


@given(run=RUNS, other=RUNS)
def test_a_run_survives_its_word_whatever_the_others_are(run, other):
    shared = {name: getattr(other, name) for name in run_notation.SHARED}
    word = run_notation.write_run(run, shared)
    assert words(f"{word}, {word}") == [word, word]
    assert run_notation.read_run(word, shared) == run


@given(
    lags=st.dictionaries(st.integers(0, 1000), st.floats(-0.06, 0.06), max_size=8),
    base=st.sampled_from([0.5, 0.49, 0.51]),
)
def test_a_task_survives_its_word(lags, base):
    task = Echo(lags=lags, base=base)
    assert run_notation.read_lags(run_notation.write_lags(task)) == task


def test_lags_are_read_as_people_write_them():
    wanted = Echo(lags={3: 0.5, 8: -0.25}, base=0.5)
    for text in (
        "3:0.5,8:-0.25",
        " 3: 0.5, 8: −0.25 ",
        "3:0,5;8:-0,25",
        "3:0,5, 8:−0,25",
        "３：0.5，８：−0.25",
        "3:0.5 8:-0.25",
        "base:0.5,3:0.5,8:-0.25",
    ):
        assert run_notation.read_lags(text) == wanted


def test_a_run_is_read_at_full_width():
    shared = {"optimizer": "adagrad", "rate": 0.1, "batch": 200}
    assert run_notation.read_run("ｗindows５．h４", shared) == run_notation.read_run(
        "windows5.h4", shared
    )


def test_how_weights_start_has_short_words():
    shared = {"optimizer": "adagrad", "rate": 0.1, "batch": 200}
    run = run_notation.read_run("windows20.h16.lstm.fb4.orth", shared)
    assert (run.start, run.forget_bias) == ("orthogonal", 4.0)
    assert run_notation.read_run("full.h8.eye", shared).start == "identity"
    assert run_notation.write_run(run, shared) == "windows20.h16.lstm.orth.fb4"


def test_classic_programs_have_words_of_their_own():
    shared = {"optimizer": "adam", "rate": 0.02, "batch": 32}
    word = "full.h16.sigmoid.unit.squared.summed.double.nobias.sgd.b1.log1000.rate0_1"
    (run,) = classics.addition().runs
    assert run_notation.read_run(word, shared) == run
    assert run_notation.write_run(run, shared) == word
    (run,) = classics.characters("ab" * 30).runs
    assert run_notation.read_run(run_notation.write_run(run, shared), shared) == run


def test_a_race_in_words_is_the_same_race_again():
    shared = {"optimizer": "adam", "rate": 0.01, "batch": 50}
    runs = (Run(hidden=4, **shared), Run(hidden=8, **shared | {"batch": 20}))
    made = Experiment(runs=runs, samples=700, seed=3, seeds=2)
    words = run_notation.race_words(made, shared)
    assert {name: words[name] for name in ("samples", "seed", "seeds")} == {
        "samples": "700",
        "seed": "3",
        "seeds": "2",
    }
    read = tuple(run_notation.read_run(word, shared) for word in words["runs"].split(","))
    assert read == made.runs

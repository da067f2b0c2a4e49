"""Every Try of Tasks and Truncate holds what its title and question take for granted, by its own runs,
data and exact floors; a new one needs a check here."""

import io
import re

import numpy as np
import pytest
import streamlit

from rnnviz.runs.run import Run
from rnnviz.tasks import review_files
from rnnviz.tasks.addition import DELAYED
from rnnviz.tasks.dates import iso
from rnnviz.tasks.echo import Echo
from rnnviz.training import classics
from rnnviz.ui.tasks.controls import PANELS, fields_of, race_of
from rnnviz.ui.training import echo_race

CELLS = ["tanh", "gru", "lstm"]


@pytest.fixture
def raced(monkeypatch, tmp_path):
    """The experiment of a Try, as its page would start it, and the texts that stand beside it."""

    monkeypatch.setenv("RNNVIZ_STORE", str(tmp_path / "store"))

    class State(dict):
        __getattr__ = dict.__getitem__

    def go(race, all_fields, name):
        state = State()
        asked = race.presets[name].asked
        if asked.get("source") == "own":  # a file that holds as many as are asked for
            rows = "".join(f"film {n} was fine,{n % 2}\n" for n in range(1200))
            file = io.BytesIO(f"review,sentiment\n{rows}".encode())
            asked = asked | {"data": review_files.load(file, int(asked["rows"]), first=True).keep()}
        for one in all_fields:
            said = asked.get(one.name)
            state[one.key] = one.default(state) if said is None else one.read(said)
        monkeypatch.setattr(streamlit, "session_state", state)
        assert asked.keys() <= {one.name for one in all_fields}
        return race.experiment(), race.presets[name].watch

    return go


def differ(runs):
    """The names of what not all runs have in common."""
    return {name for name in Run.model_fields if len({str(getattr(run, name)) for run in runs}) > 1}


def cells(made, said):
    assert [run.cell for run in made.runs] == CELLS
    assert differ(made.runs) == {"cell"}


def delays(made, said):
    assert made.task.order == "most"
    *late, both = made.runs
    assert [run.delay for run in late] == [0, 1, 2, 4]
    assert differ(late) == {"delay"}
    assert both.bidirectional and not both.delay
    floors = made.task.floors()
    # each step of delay is worth something, and both directions leave nothing unknown
    known = [floors["the two bits"], *(floors[DELAYED.format(number=n)] for n in (1, 2, 4))]
    assert (np.diff(known) < -0.01).all()
    assert floors["both directions"] == 0.0


def counting(made, said):
    cells(made, said)
    each = re.findall(r"(a*)X(b*)", "".join(made.task.parts))
    assert all(len(read) == len(due) for read, due in each)
    assert max(len(read) for read, _ in each) == 20
    floors = made.task.floors()
    assert floors["the grammar"] == min(floors.values())
    assert floors["trigram"] > 2 * floors["the grammar"]  # counting is worth more than looking back


def square(made, said):
    assert [str(run.truncation) for run in made.runs] == ["windows(5)", "windows(10)", "windows(50)"]
    assert differ(made.runs) == {"truncation"}
    level = made.task.signal.values
    assert np.flatnonzero(np.diff(np.r_[level, level[:1]])).tolist() == [19, 39]
    assert "every 20 steps" in said
    floors = made.task.floors()
    assert floors["the level, not since when"] > floors["all but the noise"]


def sines(made, said):
    cells(made, said)
    assert made.task.kind == "sum"
    floors = made.task.floors()
    assert floors["all but the noise"] == min(floors.values()) > 0


def france(made, said):
    cells(made, said)
    assert (made.task.source, made.task.distance, made.task.up_to) == ("language", 20, True)
    assert "up to 20 words" in said and "1 in 5" in said
    floors = made.task.floors()
    assert floors["the grammar"] < floors["all but the country"] - 0.01
    # a window shows the country and its language together, so that it can be learned
    assert all(run.truncation.every > made.task.distance for run in made.runs)


def pools(made, said):
    assert [run.pool for run in made.runs] == ["last", "mean"]
    assert differ(made.runs) == {"pool"}


def directions(made, said):
    assert [run.bidirectional for run in made.runs] == [False, True]
    assert differ(made.runs) == {"bidirectional"}


def tutorial(made, said):
    (run,) = made.runs
    assert (run.cell, run.hidden, run.layers, run.bidirectional) == ("tanh", 20, 2, True)
    assert (run.embedding, run.optimizer, run.rate, run.batch) == (300, "adam", 0.001, 16)
    task = made.task
    assert (task.source, task.without_stops, task.epochs) == ("own", True, True)
    assert made.samples == 10 * len(task.corpus.train) == 8000  # 10 epochs of four fifths
    assert "first 1,000" in said and "10 epochs" in said and "nouns only" in said


def pairs(made, said):
    (run,) = made.runs
    assert (run.cell, run.hidden, len(made.task.known)) == ("tanh", 128, 6)
    assert "128 tanh units" in said and "six answers" in said


def room(made, said):
    assert [run.hidden for run in made.runs] == [8, 16, 64]
    assert differ(made.runs) == {"hidden"}
    assert made.task.longest == 6
    rng = np.random.default_rng(0)
    lengths = made.task.examples(rng, 500).lengths
    assert lengths.max() == 6


def gates(made, said):
    cells(made, said)
    assert {run.hidden for run in made.runs} == {64}
    assert made.task.kind == "dates"
    # what was read at the start has to last: all dates have answers of one length
    assert {len("".join(one)) for one in iso()} == {10}


def truth(made, said):
    assert [run.forcing for run in made.runs] == [1.0, 0.5, 0.0]
    assert differ(made.runs) == {"forcing"}


def loops(made, said):
    cells(made, said)
    assert (made.task.kind, made.task.levels) == ("loops", 2)
    rng = np.random.default_rng(0)
    rounds = {int(n) for _ in range(300) for n in re.findall(r"range\((\d)\)", made.task.draw(rng, 2))}
    assert rounds == {2, 3, 4, 5}
    assert "2 to 5 times" in said


def parsing(made, said):
    cells(made, said)
    assert (made.task.kind, made.task.levels) == ("parsing", 2)
    rng = np.random.default_rng(0)
    assert not any("for" in made.task.draw(rng, 2) for _ in range(100))


def c_again(made, said):
    assert [run.context for run in made.runs] == [False, True]
    assert differ(made.runs) == {"context"}


def curricula(made, said):
    assert [run.curriculum for run in made.runs] == ["hard", "rising", "mixed"]
    assert differ(made.runs) == {"curriculum"}
    assert made.task.levels == 2
    rng = np.random.default_rng(0)
    first = made.task.staged(rng, 64, "rising", 0.0).lengths.mean()
    assert first < made.task.staged(rng, 64, "mixed", 0.0).lengths.mean()
    assert first < made.task.staged(rng, 64, "hard", 0.0).lengths.mean()


def programs(made, said):
    cells(made, said)
    assert "copy the last number" in said
    floors = made.task.floors()
    assert any("last number" in name for name in floors), list(floors)


def both_sides(made, said):
    directions(made, said)
    floors = made.task.floors()
    # one direction must fail, and its floor is not that of the words alone
    assert floors["both directions"] == 0.0
    assert 0.01 < floors["the words up to it"] < floors["the word alone"] - 0.01


def words_later(made, said):
    *late, both = made.runs
    assert [run.delay for run in late] == [0, 1, 2]
    assert differ(late) == {"delay"}
    assert both.bidirectional and not both.delay
    floors = [made.task.delayed(delay) for delay in (0, 1, 2)]
    assert (np.diff(floors) < -0.01).all()
    assert floors[-1] == pytest.approx(0.0, abs=1e-12)  # two words later all is known


def is_classic(make):
    """Whether a Try is the run of the original, whose log is held in `training/test_classics.py`."""

    def check(made, said):
        assert made.runs == make().runs
        assert (made.task.name, made.seed) == (make().task.name, 0)

    return check


def classic_text(made, said):
    is_classic(lambda: classics.characters("ab " * 20))(made, said)
    assert made.task.rows == "passes"


def exactly(make):
    def check(made, said):
        is_classic(make)(made, said)
        assert made == make()

    return check


TASKS = {
    "labelling": {
        "one direction, or both": both_sides,
        "delays, or both directions": words_later,
    },
    "addition": {
        "delays, or both directions": delays,
        "the classic: 10,000 sums": exactly(classics.addition),
    },
    "hello": {"the classic: 15 updates": exactly(classics.hello)},
    "characters": {
        "who can count to 20?": counting,
        "the classic: 100 lines": classic_text,
    },
    "forecast": {"square wave: 5, 10, 50 steps": square, "three cells on a sum of sines": sines},
    "sentiment": {
        "last state, or mean of all": pools,
        "one direction, or both": directions,
        "tanh, GRU, LSTM": cells,
        "IMDB, as the tutorial does it": tutorial,
    },
    "words": {
        "the classic: 100 epochs": exactly(classics.sentence),
        "I grew up in France": france,
    },
    "translate": {
        "the six pairs": pairs,
        "the classic: six pairs": exactly(classics.pairs),
        "how much fits through c?": room,
        "what do gates buy?": gates,
        "how much truth is fed in?": truth,
        "c at first, or at every step": c_again,
    },
    "execute": {
        "three curricula": curricula,
        "tanh, GRU, LSTM": programs,
        "loops: tanh, GRU, LSTM": loops,
        "parsing: tanh, GRU, LSTM": parsing,
        "c at first, or at every step": c_again,
    },
}


def test_every_try_of_tasks_has_its_check():
    assert {name: set(of) for name, of in TASKS.items()} == {
        name: {preset.name for preset in panel.presets}
        for name, panel in PANELS.items()
        if panel.presets
    }


@pytest.mark.parametrize(("task", "name"), [(task, name) for task, of in TASKS.items() for name in of])
def test_a_try_of_tasks_holds_its_title_and_its_question(raced, task, name):
    TASKS[task][name](*raced(race_of(task), fields_of(task), name))


# Truncate


def cuts(made):
    return [(str(run.truncation), run.hidden) for run in made.runs]


def pair(made, said):
    assert cuts(made) == [("windows(5)", 4), ("windows(10)", 16)]


def four(made, said):
    assert {*cuts(made)} == {(f"windows({n})", hidden) for n in (5, 10) for hidden in (4, 16)}


def three_or_four(made, said):
    assert cuts(made) == [("windows(3)", 16), ("windows(4)", 16)]
    assert min(made.task.lags) == 3
    # a window of 3 never shows it to a loss, one of 4 does
    assert [run.truncation.share(3) > 0 for run in made.runs] == [False, True]


def twelve(made, said):
    assert sorted(made.task.lags)[1] == 12
    assert cuts(made) == [(f"windows({n})", 32) for n in (5, 10, 20)]
    assert (made.seed, made.seeds) == (0, 8)
    assert f"bands of {made.seeds} seeds" in said
    assert [run.truncation.share(12) > 0 for run in made.runs] == [False, False, True]


def reset(made, said):
    assert [run.carry for run in made.runs] == [True, False]
    assert differ(made.runs) == {"carry"}
    # it matters: what is reset cannot come to the lowest floor
    assert made.task.reset_floor(5) > made.task.floors()["all lags"] + 0.01


def evenly(made, said):
    windows, even = (run.truncation for run in made.runs)
    assert all(even.reaches(20, 20 - back) for back in range(10))
    assert [windows.share(back) for back in (0, 9)] == pytest.approx([1.0, 0.1])
    assert [even.share(back) for back in (0, 9)] == [1.0, 1.0]


def five_or_ten(made, said):
    assert [str(run.truncation) for run in made.runs] == ["windows(5)", "even(5)", "windows(10)"]
    assert differ(made.runs) == {"truncation"}


def readout_only(units):
    def check(made, said):
        assert [run.train for run in made.runs] == ["readout", "all", "all", "all"]
        assert cuts(made)[1:] == [(f"windows({n})", units) for n in (1, 5, 10)]
        assert {run.hidden for run in made.runs} == {units}

    return check


def exploding(made, said):
    assert [run.clip_norm for run in made.runs] == [None, 0.05]
    assert differ(made.runs) == {"clip_norm"}
    assert {(run.cell, run.optimizer, run.rate) for run in made.runs} == {("relu", "sgd", 5.0)}
    assert f"of {made.seeds} seeds" in said


TRUNCATE = {
    "the classic pair": pair,
    "the cut or the state?": four,
    "3 steps against 4": three_or_four,
    "lag 12: 5, 10 and 20 steps": twelve,
    "carry or reset": reset,
    "10 steps: windows or evenly": evenly,
    "evenly at 5, or windows of 10?": five_or_ten,
    "readout only: 16 units": readout_only(16),
    "readout only: 32 units": readout_only(32),
    "the classic: 10 epochs": exactly(classics.echo),
    "exploding, then clipped": exploding,
}


def test_every_try_of_truncate_has_its_check():
    assert TRUNCATE.keys() == echo_race.PRESETS.keys()


@pytest.mark.parametrize("name", TRUNCATE)
def test_a_try_of_truncate_holds_its_title_and_its_question(raced, name):
    made, said = raced(echo_race.RACE, echo_race.FIELDS, name)
    assert isinstance(made.task, Echo)
    TRUNCATE[name](made, said)

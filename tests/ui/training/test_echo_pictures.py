"""The pictures of a race on Echo: which there are, and what they are made of."""

import json
import re

import pytest
from support.own_race import OwnRace

from rnnviz.experiments.store import Store
from rnnviz.runs.run import Run
from rnnviz.runs.truncation import Truncation
from rnnviz.training.experiment import Experiment
from rnnviz.ui.training.echo_pictures import ROWS, echo_pictures
from rnnviz.ui.training.race_view import Asked, look_at

RUNS = (Run(hidden=3, batch=20), Run(hidden=2, batch=20, truncation=Truncation.windows(4)))
EXPERIMENT = Experiment(samples=100_000, runs=RUNS)


@pytest.fixture
def drawn(tmp_path):
    store = Store(tmp_path / "store.sqlite")
    race = OwnRace(store, EXPERIMENT)

    def go(updates=0, at=None, **more):
        if updates:
            race.advance(updates)
        plain = dict.fromkeys(("dark", "strong", "logarithmic", "perplexity"), False)
        asked = Asked(**({"page": "truncate", "id": race.id, "language": "en", **plain} | more), at=at)
        view = look_at(store, race.row, EXPERIMENT, asked)
        return echo_pictures(view), view

    yield go
    store.close()


def figure(piece):
    return json.loads(piece.data["figure"])


def test_before_the_first_frame_there_are_only_the_floors_and_the_rows(drawn):
    pieces, _ = drawn()
    assert list(pieces) == ["losses", "batches"]
    assert figure(pieces["losses"])["data"] == []


def test_every_picture_has_a_place_below_the_losses(drawn):
    pieces, _ = drawn(3)
    named = [name for _section, row in ROWS for name in row]
    assert ["losses", "seen", *named] == [*list(pieces)[:2], "log", *list(pieces)[2:]]  # of who prints


def test_the_table_says_how_much_of_each_lag_was_learned(drawn):
    pieces, view = drawn(3)
    table = pieces["runs"].data
    for lag in EXPERIMENT.task.lags:
        assert f"lag {lag} learned" in table
    shares = [share for place in range(2) for share in view.moment.learned(place).shares.values()]
    widths = [float(text) for text in re.findall(r"--share:([\d.]+)", table)]
    assert widths == pytest.approx(shares, abs=6e-4)


def test_the_matrices_are_those_of_the_moment(drawn):
    pieces, view = drawn(3)
    first, _veil, second, _ = figure(pieces["matrices"])["data"]
    for place, trace in enumerate((first, second)):
        assert 10 ** trace["z"][5][3] == pytest.approx(view.moment.reach(place)[5, 3])


def test_a_moment_gone_back_to_is_marked(drawn):
    drawn(2)
    pieces, view = drawn(2, at=0)
    marks = [
        shape for shape in figure(pieces["losses"])["layout"]["shapes"] if shape["x0"] == view.mark
    ]
    assert len(marks) == 1
    pieces, _ = drawn()
    assert figure(pieces["losses"])["layout"]["shapes"] != marks


def test_a_long_race_is_sent_packed(drawn):
    pieces, view = drawn(300)
    single = figure(pieces["losses"])["data"][0]
    assert len(view.course.curves[0].loss) == 300
    assert set(single["y"]) == {"dtype", "bdata", "shape"}


def test_a_run_that_is_reset_has_its_floor_in_the_chart_and_in_words(tmp_path):
    store = Store(tmp_path / "store.sqlite")
    runs = (Run(hidden=2, batch=20), Run(hidden=2, batch=20, carry=False))
    race = OwnRace(store, Experiment(samples=100_000, runs=runs))
    race.advance(1)
    plain = dict.fromkeys(("dark", "strong", "logarithmic", "perplexity"), False)
    asked = Asked(page="truncate", id=race.id, language="en", **plain)
    found = echo_pictures(look_at(store, race.row, race.experiment, asked))
    notes = figure(found["losses"])["layout"]["annotations"]
    said = [note["text"].replace("<br>", " ") for note in notes]
    assert "0.60  state reset every 5 steps" in said
    assert "can lose less than 0.605 nats" in found["runs"].data
    store.close()

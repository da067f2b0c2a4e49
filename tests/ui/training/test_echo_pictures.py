"""The pictures of a race on Echo: which there are, and what they are made of."""

import json
import re
from contextlib import closing

import pytest
from support.own_race import OwnRace

from rnnviz.experiments.store import Store
from rnnviz.figures.base.numbers import exact_percent
from rnnviz.runs.run import Run
from rnnviz.runs.truncation import Truncation
from rnnviz.training.experiment import Experiment
from rnnviz.ui.training.echo_pictures import NEAREST, ROWS, echo_pictures
from rnnviz.ui.training.echo_strips import DRAWN
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


def test_before_the_first_frame_there_are_only_the_floors_the_strips_and_the_rows(drawn):
    pieces, _ = drawn()
    assert list(pieces) == ["losses", *DRAWN]
    assert list(drawn(batches=True)[0]) == ["losses", *DRAWN, "batches"]
    assert figure(pieces["losses"])["data"] == []


def test_every_picture_has_a_place_below_the_losses(drawn):
    pieces, _ = drawn(3, batches=True)
    nearest, named = ([name for _section, row in rows for name in row] for rows in (NEAREST, ROWS))
    # the sentence stands above them; of the log only who prints has one
    assert {"losses", "seen", *nearest, *named} == {*pieces, "log"}
    order = [name for name in pieces if name == "losses" or name not in (*nearest, "seen")]
    assert order == ["losses", *(name for name in named if name != "log")]


@pytest.mark.filterwarnings("ignore:overflow", "ignore:invalid value", "ignore:Mean of empty")
def test_a_race_that_explodes_is_drawn_at_every_update(tmp_path):
    runs = [
        Run(cell="relu", hidden=16, optimizer="sgd", rate=5.0, truncation=Truncation.windows(10)),
        Run(hidden=2),
    ]
    made = Experiment(samples=100_000, runs=runs)
    with closing(Store(tmp_path / "store.sqlite")) as store:
        race = OwnRace(store, made)
        plain = dict.fromkeys(("dark", "strong", "logarithmic", "perplexity"), False)
        asked = Asked(page="truncate", id=race.id, language="en", **plain)
        for _update in range(9):
            race.advance()
            view = look_at(store, race.row, made, asked)
            assert {"recall", "states", "table"} <= echo_pictures(view).keys()
        assert view.moment.runs[0].diverged_at


def test_the_share_of_right_answers_stands_beside_every_loss(drawn):
    pieces, view = drawn(3)
    labels = [
        note["text"].replace("<br>", " ").replace(" · ", " ")
        for note in figure(pieces["losses"])["layout"]["annotations"]
    ]
    # 62.5 %; 87.5 and 62.5 %; 100, 50 and twice 75 %, averaged
    for start, share in (("0.66", "62.5"), ("0.63", "62.5"), ("0.52", "75"), ("0.45", "75")):
        assert next(one for one in labels if one.startswith(start)).endswith(f"learned {share} % right")
    shown = [exact_percent(view.moment.learned(place).right) for place in range(2)]
    for share, name in zip(shown, view.names, strict=True):
        assert any(one.startswith(name) and one.endswith(f", {share} right") for one in labels)
    assert "“nothing learned”, 62.5 % right" in pieces["losses"].data["alt"]
    drawn(3)
    earlier, back = drawn(3, at=view.moment.samples)
    assert back.back
    ends = [
        n["text"] for n in figure(earlier["losses"])["layout"]["annotations"] if n["name"] != "floor"
    ]
    assert not any(
        "right" in end for end in ends
    )  # they are of the newest loss, and it is not looked at


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

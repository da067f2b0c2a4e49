"""A race as somebody looks at it: which moment, and what its pictures depend on."""

import numpy as np
import pytest
from support.own_race import OwnRace, statements

from rnnviz.experiments import frame_writer
from rnnviz.experiments.moment import course
from rnnviz.runs.run import Run
from rnnviz.text.message import Refusal
from rnnviz.training.experiment import Experiment
from rnnviz.ui.components.live_piece import html_piece
from rnnviz.ui.training.race_view import Asked, look_at, pieces, state

EXPERIMENT = Experiment(samples=100_000, runs=(Run(hidden=3, batch=20),))


@pytest.fixture
def race(store):
    return OwnRace(store, EXPERIMENT)


def asked(race, at=None, **more):
    plain = {
        "language": "en",
        "dark": False,
        "strong": False,
        "logarithmic": False,
        "perplexity": False,
    }
    return Asked(page="truncate", id=race.id, at=at, **(plain | more))


def test_what_is_asked_for_is_read_back_from_its_address(race):
    for one in (
        asked(race),
        asked(race, at=300, dark=True, perplexity=True),
        asked(race, language="zh", strong=True, logarithmic=True),
        asked(race, bits="0110"),
    ):
        assert Asked.read(one.query()) == one


@pytest.mark.parametrize(
    "wrong",
    [
        *({"at": "x"}, {"at": ""}, {"language": "xx"}, {"id": None}, {"dark": None}),
        *({"bits": "012"}, {"bits": "01" * 31}),
    ],
)
def test_another_address_is_refused(race, wrong):
    query = asked(race, at=3).query() | wrong
    with pytest.raises(Refusal, match="no such pictures"):
        Asked.read({name: text for name, text in query.items() if text is not None})


def test_an_address_from_before_there_were_bits_is_read(race):
    query = asked(race).query()
    assert query.pop("bits") == ""
    assert Asked.read(query) == asked(race)


def test_without_a_frame_there_is_no_moment(store, race):
    for row in (None, race.row):
        view = look_at(store, row, EXPERIMENT, asked(race))
        assert view.moment is None
        assert view.losses() == []


def test_the_newest_moment_is_shown_unless_the_reader_went_back(store, race):
    rows = [race.advance(2) for _ in range(4)]
    view = look_at(store, rows[-1], EXPERIMENT, asked(race))
    assert (view.moment.frame.number, view.back, view.mark) == (3, False, None)
    second = rows[1].samples
    for at in (second, second + 1):
        view = look_at(store, rows[-1], EXPERIMENT, asked(race, at))
        assert (view.moment.samples, view.mark) == (second, second)
    view = look_at(store, rows[-1], EXPERIMENT, asked(race, at=0))
    assert view.moment.frame.number == 0  # the first that is kept


def test_pictures_are_drawn_once_for_all_who_look_at_the_same(store, race):
    drawn = []

    def draw(view):
        drawn.append(view)
        return {"runs": html_piece(str(len(drawn)))}

    def look(**more):
        return pieces(draw, look_at(store, race.row, EXPERIMENT, asked(race, **more)))["runs"].data

    race.advance()
    assert [look(), look(), look(dark=True), look(), look(at=0)] == ["1", "1", "2", "1", "3"]
    race.advance()
    assert look() == "4"


def test_the_state_changes_with_what_pictures_cannot_show(store, race):
    def now(drawn=("losses",)):
        row = race.row
        return state(row, look_at(store, row, EXPERIMENT, asked(race)), dict.fromkeys(drawn))

    states = [now()]
    race.advance()
    states.append(now(("losses", "runs")))
    race.advance()
    states.append(now(("losses", "runs")))  # now there is a slider
    race.advance()
    assert now(("losses", "runs")) == states[-1]
    race.status("paused")
    states.append(now(("losses", "runs")))
    store.rows("UPDATE experiments SET said = 'It waits.' WHERE id = ?", race.id)
    states.append(now(("losses", "runs")))
    assert len(set(states)) == len(states)
    assert state(None, look_at(store, None, EXPERIMENT, asked(race)), {}) == ""


def test_a_look_at_what_is_known_asks_the_store_nothing(store, race):
    row = race.advance()
    look_at(store, row, EXPERIMENT, asked(race))
    with statements(store) as said:
        look_at(store, row, EXPERIMENT, asked(race, dark=True))
    assert said == []


def test_a_curve_is_named_and_says_where_it_ended(store, race):
    race.advance(3)
    store.rows("UPDATE checkpoints SET diverged_at = 12, checksum = NULL WHERE experiment = ?", race.id)
    (curve,) = look_at(store, race.row, EXPERIMENT, asked(race)).losses()
    assert curve.name == "cut every 5, 3 units"
    assert curve.note == "diverged at update 12"
    assert len(curve.means) == 3


def test_names_of_what_is_in_sight_are_in_one_order_and_not_endless(race):
    query = asked(race, near="states losses states").query()
    assert Asked.read(query).near == "losses states"
    with pytest.raises(Refusal):
        Asked.read(query | {"near": "x" * 401})


SEVERAL = EXPERIMENT.model_copy(update={"seeds": 3})


def test_the_band_of_a_race_is_that_of_its_stored_curves(store):
    race = OwnRace(store, SEVERAL)
    for _ in range(5):
        race.advance(8)
    view = look_at(store, race.row, SEVERAL, asked(race))
    (run,) = view.losses()
    curves = view.course.curves_of_seeds(0)
    assert len(curves) == run.seeds.count == 3
    updates = np.array([curve.loss for curve in curves])  # so few that all of them are stored
    assert updates.shape == (3, 40)
    np.testing.assert_allclose(run.seeds.samples, curves[0].samples)
    np.testing.assert_allclose(run.seeds.means, updates)
    np.testing.assert_allclose(run.means, np.median(updates, axis=0))
    assert not len(run.losses)
    chosen = look_at(store, race.row, SEVERAL, asked(race, seed=1))
    np.testing.assert_array_equal(chosen.curves[0].gradient_norm, curves[1].gradient_norm)


def test_a_seed_is_read_back_and_one_that_cannot_be_is_refused(race):
    assert Asked.read(asked(race, seed=3).query()) == asked(race, seed=3)
    assert "seed" not in asked(race).query()
    for wrong in ("16", "-1", "x", ""):
        with pytest.raises(Refusal, match="no such pictures"):
            Asked.read(asked(race).query() | {"seed": wrong})


def test_what_is_measured_is_that_of_the_seed_that_is_shown(store):
    race = OwnRace(store, SEVERAL)
    row = race.advance(3)
    for seed in range(3):
        view = look_at(store, row, SEVERAL, asked(race, seed=seed))
        known = view.moment.runs[0].seeds[seed].measures
        assert [found for _at, found in view.measures(0)] == ([known] if known else [])


def test_a_race_that_goes_on_while_it_is_looked_at_is_seen_a_frame_further(store, race, monkeypatch):
    monkeypatch.setattr(frame_writer, "MOST_FRAMES", 2)
    for _ in range(4):
        row = race.advance()
    seen = course(store, row).frames[-1]
    race.advance()
    newest = race.advance().newest
    assert seen not in store.frames(race.id)
    view = look_at(store, row, EXPERIMENT, asked(race))
    assert view.moment.head.number == newest[0] > seen.number

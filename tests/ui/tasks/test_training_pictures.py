"""The pictures of a task's race: which there are, and in what unit."""

import json
import re

import pytest
from support.own_race import OwnRace

from rnnviz.experiments.store import Store
from rnnviz.runs.run import Run
from rnnviz.runs.truncation import Truncation
from rnnviz.tasks import Addition, Caption, Words
from rnnviz.training import classics
from rnnviz.training.experiment import Experiment
from rnnviz.ui.tasks.training_pictures import rows, task_pictures
from rnnviz.ui.training.race_view import Asked, look_at


@pytest.fixture
def drawn(tmp_path):
    """Trains a little and draws."""
    store = Store(tmp_path / "store.sqlite")

    def go(experiment, updates=1, **more):
        race = OwnRace(store, experiment)
        if updates:
            race.advance(updates)
        plain = dict.fromkeys(("dark", "strong", "logarithmic", "perplexity"), False)
        asked = Asked(**({"page": "tasks", "id": race.id, "language": "en", **plain} | more))
        return task_pictures(look_at(store, race.row, experiment, asked))

    yield go
    store.close()


WORDS = Experiment(task=Words(), samples=10_000, runs=(Run(**Words.usual),))


def title(piece):
    return json.loads(piece.data["figure"])["layout"]["title"]["text"]


def test_before_the_first_frame_there_are_only_the_floors_and_the_rows(drawn):
    assert list(drawn(WORDS, updates=0)) == ["words losses"]
    assert list(drawn(WORDS, updates=0, batches=True)) == ["words losses", "batches"]


def test_then_there_is_the_table_of_runs(drawn):
    found = drawn(WORDS)
    assert list(found) == ["words losses", "seen", "words measures", "runs"]
    assert list(drawn(WORDS, batches=True)) == [*found, "batches"]
    assert "<th>right answers</th>" in found["runs"].data
    assert 'class="runs"' in found["runs"].data


def test_words_may_be_shown_as_perplexity(drawn):
    assert title(drawn(WORDS)["words losses"]) == "Loss, in nats"
    assert title(drawn(WORDS, perplexity=True)["words losses"]).startswith("Perplexity")


def test_what_is_measured_beside_the_loss_has_a_picture(drawn):
    found = drawn(Experiment(task=Caption(), samples=2_000, runs=(Run(**Caption.usual),)))
    assert list(found) == ["caption losses", "seen", "caption measures", "runs"]


def test_runs_that_differ_in_their_delay_are_compared(drawn):
    full = Truncation.full()
    runs = tuple(Run(hidden=4, truncation=full, delay=delay) for delay in (0, 2))
    found = drawn(Experiment(task=Addition(order="most"), samples=3_200, runs=runs))
    assert list(found)[-1] == "addition compared"


def test_every_picture_below_the_losses_has_a_place(drawn):
    names = {name for _section, row in rows("addition") for name in row}
    assert names == {"addition log", "addition measures", "runs", "batches", "addition compared"}


def test_of_a_text_it_is_said_what_is_held_out(drawn):
    task = Words("the cat sat on the mat and the dog sat on the log " * 50, held_out=True)
    found = drawn(Experiment(task=task, samples=10_000, runs=(Run(**Words.usual),)))
    assert list(found) == ["words losses", "seen", "words measures", "runs"]
    assert "<th>right answers, held out</th>" in found["runs"].data
    assert "held out: no run is trained on them" in found["runs"].data
    assert "on the part that it has not seen" in found["runs"].data
    curves = json.loads(found["words losses"].data["figure"])["data"]
    assert any(curve.get("name", "").endswith("held out") for curve in curves)


def test_a_run_that_prints_has_its_log(drawn):
    found = drawn(classics.hello(), updates=15)
    assert list(found) == ["hello losses", "seen", "hello log", "hello measures", "runs"]
    assert found["hello log"].data.count("<tr>") == 16
    assert re.search("<td[^>]*>15</td>", found["hello log"].data)

"""How what a run makes of the typed input came about: its stages, and each task's small picture."""

import numpy as np
import pytest
from support.own_race import OwnRace

from rnnviz.experiments.store import Store
from rnnviz.nn.trace import unroll
from rnnviz.pretrained.task_networks import opening
from rnnviz.runs.run import Run
from rnnviz.tasks import Hello
from rnnviz.tasks.pictures import read
from rnnviz.training.experiment import Experiment
from rnnviz.ui.components.canvas import Canvas
from rnnviz.ui.components.theme import Appearance
from rnnviz.ui.tasks import came_about
from rnnviz.ui.tasks.panels import PANELS
from rnnviz.ui.tasks.panels.addition import Numbers
from rnnviz.ui.tasks.panels.caption import EXAMPLE
from rnnviz.ui.tasks.panels.characters import Prompted
from rnnviz.ui.tasks.panels.translate import Translated
from rnnviz.ui.tasks.panels.words import Begun
from rnnviz.ui.tasks.played_network import run_at
from rnnviz.ui.training.race_view import Asked, look_at

EXPERIMENT = Experiment(task=Hello(), samples=40, runs=(Run(**Hello.usual),))
LOOK = Appearance("en", False, False)
ASKED = {
    "addition": lambda learned: Numbers(173, 94, 9),
    "hello": lambda learned: [*"hello"],
    "labelling": lambda learned: ("rusty", "woods", "sings", "tonight"),
    "characters": lambda learned: Prompted(None, [*"the value of"]),
    "words": lambda learned: Begun(["after", "learning"], "nats"),
    "forecast": lambda learned: 100,
    "sentiment": lambda learned: learned.read("not bad at all"),
    "caption": lambda learned: read(EXAMPLE),
    "translate": lambda learned: Translated("3 march 1998", "", 1),
    "execute": lambda learned: "print(7+5)",
}


@pytest.fixture
def race(tmp_path):
    store = Store(tmp_path / "store.sqlite")
    yield OwnRace(store, EXPERIMENT)
    store.close()


def playing(race, at=None):
    asked = Asked("tasks", race.id, "en", False, False, False, False, at)
    return run_at(race.store, race.row, look_at(race.store, race.row, EXPERIMENT, asked), 0)


def small(name):
    made = opening(name)
    return PANELS[name].small(made.task, made.model, made.run.delay, ASKED[name](made.task))


def text(strip):
    return [cell.text for cell in strip.cells]


@pytest.mark.parametrize("name", PANELS)
def test_every_task_has_a_small_picture(name):
    found = small(name)
    assert found.strips and all(strip.name and strip.cells for strip in found.strips)
    for strip in found.strips:
        least = -1.0 if strip.signed else 0.0
        values = [cell.value for cell in strip.cells if cell.value is not None]
        assert strip.signed or all(least <= value <= 1.5 for value in values)


def test_a_sum_is_its_bits_and_its_carry():
    answer, carry = small("addition").strips
    assert text(answer) == [str(267 >> place & 1) for place in range(len(answer.cells))]
    due, came = [], 0
    for place in range(len(carry.cells)):
        due.append(str(came))
        came = int((173 >> place & 1) + (94 >> place & 1) + came > 1)
    assert text(carry) == due
    assert "bits right" in small("addition").said


def test_surprise_is_what_the_network_computes_of_the_text():
    made = opening("characters")
    numbers = np.array([made.model.vocabulary.index(letter) for letter in "the value of"])
    losses = unroll(made.model, numbers[:-1], numbers[1:]).losses
    (strip,) = small("characters").strips
    shares = [cell.value for cell in strip.cells]
    assert shares[0] is None
    np.testing.assert_allclose(shares[1:], losses / np.log(len(made.task.tokens)), rtol=1e-6)


def test_what_is_translated_and_printed_is_written_letter_by_letter():
    assert text(small("translate").strips[0]) == [*"1998-03-03"]
    assert text(small("execute").strips[0]) == [*"12"] or small("execute").said == "✗ wrong"
    assert text(small("hello").strips[0]) == [*"ohlol"]


def test_a_run_has_the_stages_that_it_has_come_to(race):
    assert playing(race).stages() == []
    race.advance()
    race.advance()
    assert [stage.samples for stage in playing(race).stages()] == [0, 1]
    for _ in range(38):
        race.advance()
    stages = playing(race).stages()
    assert [stage.samples for stage in stages] == [0, 1, 4, 12, 40]
    assert [stage.samples for stage in playing(race, 12).stages()] == [0, 1, 4, 12]
    start = EXPERIMENT.task.start(EXPERIMENT.runs[0], EXPERIMENT.seed)
    np.testing.assert_array_equal(
        stages[0].model.parameters["readout.weight"], start.parameters["readout.weight"]
    )
    assert playing(race).stages()[1].model is stages[1].model  # computed once


def test_it_is_drawn_under_a_name_of_its_own_and_each_stage_computed_once(race, monkeypatch):
    for _ in range(3):
        race.advance()
    counted = []
    panel = PANELS["hello"]
    inner = panel.small
    monkeypatch.setattr(
        came_about,
        "PANELS",
        {"hello": type("P", (), {"small": staticmethod(lambda *a: counted.append(1) or inner(*a))})},
    )
    for _ in range(2):
        canvas = Canvas("hello play", LOOK)
        came_about.show(canvas, playing(race), [*"hello"])
        assert list(canvas.drawn.pieces) == ["hello play came about"]
    once = len(counted)
    came_about.show(Canvas("hello play", LOOK), playing(race), [*"hello"])
    assert len(counted) == once
    came_about.show(Canvas("hello play", LOOK), playing(race), [*"hell"])
    assert len(counted) > once

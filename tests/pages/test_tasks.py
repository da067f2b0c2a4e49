"""The page Tasks without a browser: the gallery, each task's input and picture, its training, its
address."""

import re

import pytest
from support.figure_readers import parsed
from support.tasks_page import said, shown

from rnnviz.experiments import supervisor
from rnnviz.experiments.store import Store
from rnnviz.runs.run import Run
from rnnviz.tasks import TASKS, Addition, Hello, Words
from rnnviz.training.experiment import Experiment
from rnnviz.ui.tasks import controls

PAGE = "pages/tasks.py"


@pytest.fixture
def opened(read, only_tasks):
    return lambda **query: read(PAGE, **query)


def test_addition_comes_first_with_something_to_see(opened):
    page = opened()
    assert page.state("task") == "addition"
    assert "173 + 94 = 267" in said(page, "verdict")
    assert "✓ right" in said(page, "verdict")
    assert page.notices == []
    assert page.address == {}


def test_every_task_with_a_panel_is_in_the_gallery_under_its_shape(opened):
    html = opened().data("gallery")["html"]
    for name in controls.PANELS:
        (card,) = (card for card in html.split('role="group"')[1:] if f'data-task="{name}"' in card)
        assert f'aria-label="{TASKS[name].shape}:' in card
        assert TASKS[name].title in card


def test_a_task_is_chosen_and_what_was_set_in_the_others_stays(opened):
    page = opened()
    page.type("40", "addition first")
    page.tell("gallery", task=["hello", 1])
    assert page.address == {"task": "hello"}
    assert "hello → ohlol" in said(page, "verdict")
    page.tell("gallery", task=["addition", 2])
    assert "40 + 94 = 134" in said(page, "verdict")
    assert page.address == {"first": "40"}
    page.tell("gallery", task=["<script>", 3])
    assert page.state("task") == "addition"


def test_a_link_opens_a_task_with_all_that_was_set(opened):
    asked = {
        "task": "hello",
        "word": "abba",
        "answer": "baab",
        "runs": "full.h4.gru.emb3",
        "samples": "77",
        "seed": "5",
        "speed": "full",
        "axis": "log",
        "of": "1",
    }
    page = opened(**asked)
    assert page.notices == []
    assert page.address == asked
    assert "abba" in said(page, "verdict")
    assert "1 · gru H=4" in page.control("hello of").options


def test_a_bad_link_is_said_and_the_rest_holds(opened):
    page = opened(task="nonsense", bits="99", first="12")
    assert any("“nonsense”" in words for words in page.notices)
    assert any("“99”" in words for words in page.notices)
    assert "12 + 94 = 106" in said(page, "verdict")
    page = opened(task="hello", runs="full.h4.flying", of="x")
    assert any("A run is “full.h4.flying”" in words for words in page.notices)
    assert any("“x”" in words for words in page.notices)
    assert "hello → ohlol" in said(page, "verdict")


def test_what_is_played_with_and_what_is_set_may_differ_and_it_is_said(opened):
    page = opened(bits="5")
    assert any("has learned other settings" in words for words in page.captions)
    assert not any("has learned other settings" in words for words in opened().captions)


def test_start_enters_what_the_controls_say(opened, store_file, monkeypatch):
    started = []
    monkeypatch.setattr(supervisor, "start", lambda id, store: started.append(id))
    monkeypatch.setattr(supervisor, "tend", lambda store: None)
    page = opened(task="hello", word="abba", answer="baab", samples="33", seed="4")
    page.press("Start")
    (row,) = Store(store_file).experiments()
    assert started == [row.id]
    assert row.experiment.task == Hello("abba", "baab")
    assert (row.experiment.samples, row.experiment.seed) == (33, 4)
    assert row.experiment.runs == (Run(**Hello.usual),)
    assert row.speed == 10.0
    assert page.state("hello of") == "1"  # it follows the run
    assert "tanh H=8 2 layers" in page.control("hello of").options[1]


def test_several_runs_are_played_with_one_after_the_other(opened, trained, store_file):
    runs = tuple(Run(**{**Addition.usual, "hidden": hidden}) for hidden in (2, 5))
    id = trained(Experiment(task=Addition(bits=4), samples=320, runs=runs))
    page = opened(bits="4", samples="320", runs="full.h2,full.h5", tried="4", first="3", second="9")
    last = Store(store_file).last_frame(id)
    for place, run in enumerate(runs):
        page.choose(**{"addition of": str(place + 1)})
        net = Addition(bits=4).model(run, last.runs[place].parameters).astype("float64")
        one = Addition(bits=4).answer(net, 3, 9, 4)
        assert f"3 + 9 = {one.total}" in said(page, "verdict")
        assert len(re.findall('<tr class="unit', shown(page, "adding"))) == run.hidden


@pytest.mark.parametrize(
    ("name", "preset"),
    [(name, preset.name) for name, panel in controls.PANELS.items() for preset in panel.presets],
)
def test_every_preset_is_a_race_and_is_known_again(opened, name, preset):
    page = opened(task=name)
    page.choose(**{f"{name} preset": preset})
    race = controls.race_of(name)
    assert page.notices == []
    assert race.presets[preset].watch in said(page, "caption watch")
    assert len(page.control(f"{name} of").options) == 1 + len(
        race.presets[preset].asked["runs"].split(",")
    )


def test_the_panel_of_a_run_offers_what_its_task_allows(opened):
    page = opened(task="hello")
    assert page.has("hello run 0 bidirectional") and page.has("hello run 0 embedding")
    assert page.has("hello run 0 delay") and not page.has("hello run 0 style")
    page.choose(**{"hello run 0 embedding": 0})
    page.at.checkbox(key="hello run 0 bidirectional").check()
    page.run()
    assert page.address["runs"] == "full.h8.l2.both"
    page = opened()
    assert not page.has("addition run 0 embedding")
    page = opened(task="characters")
    assert page.has("characters run 0 style") and not page.has("characters run 0 bidirectional")


def test_a_damaged_store_is_a_sentence_and_the_ready_network_plays_on(opened, store_file):
    store_file.write_bytes(b"not a database, not even a small one" * 100)
    page = opened()
    assert str(store_file.name) in page.notices[0]
    assert "173 + 94 = 267" in said(page, "verdict")


def test_moving_through_a_race_moves_what_is_played_with(opened, trained):
    experiment = Experiment(task=Words(), samples=10_000, runs=(Run(**Words.usual),))
    id = trained(experiment)
    page = opened(task="words", of="1")
    late = said(page, "beside")
    (slider,) = (s for s in page.at.slider if s.key and s.key.startswith(f"moment {id}"))
    slider.set_value(0)
    page.run()
    assert said(page, "beside") != late
    assert page.address == {"task": "words", "of": "1"}


def test_all_html_is_well_formed(opened):
    for name in ("addition", "hello", "characters", "words"):
        for element in opened(task=name).at.get("html"):
            if "<link" not in element.value and "style>" not in element.value:
                parsed(re.sub(r"<br>|<img[^>]*>", "", element.value))

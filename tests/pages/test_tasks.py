"""The page Tasks without a browser: the gallery, each task's input and picture, its training, its
address."""

import re

import pytest
from support.figure_readers import parsed
from support.tasks_page import said

from rnnviz.experiments import supervisor
from rnnviz.experiments.commands import ChangeDuration
from rnnviz.experiments.store import Store
from rnnviz.runs.run import Run
from rnnviz.tasks import Hello

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
    assert "1 · GRU, 4 units" in page.control("hello of").options


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
    assert row.pace == ChangeDuration(15.0)
    assert page.state("hello of") == "1"  # it follows the run
    assert "tanh, 8 units, 2 layers" in page.control("hello of").options[1]


def test_a_damaged_store_is_a_sentence_and_the_ready_network_plays_on(opened, store_file):
    store_file.write_bytes(b"not a database, not even a small one" * 100)
    page = opened()
    assert str(store_file.name) in page.notices[0]
    assert "173 + 94 = 267" in said(page, "verdict")


def test_all_html_is_well_formed(opened):
    for name in ("addition", "hello", "labelling", "characters", "words"):
        for element in opened(task=name).at.get("html"):
            if "<link" not in element.value and "style>" not in element.value:
                parsed(re.sub(r"<br>|<img[^>]*>", "", element.value))


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

"""Translate on the page Tasks: a text typed, another's vector handed over, and what is refused."""

import numpy as np
import pytest
from support.figure_readers import parsed

from rnnviz.analysis.encoder_decoder_trace import passage
from rnnviz.nn.decoding import beam
from rnnviz.pretrained.task_networks import opening
from rnnviz.runs.run import Run
from rnnviz.tasks import Translate
from rnnviz.training.experiment import Experiment
from rnnviz.ui.tasks.panels.translate import PANEL
from rnnviz.ui.training.run_notation import SHARED, read_run, write_run

pytestmark = pytest.mark.usefixtures("only_tasks")


def shown(reader, kind):
    (found,) = (e.value for e in reader.at.get("html") if f'class="{kind}"' in e.value)
    return parsed(found)


def verdict(reader):
    return shown(reader, "verdict").one(".verdict").text


def answer(text):
    made = opening("translate")
    one = passage(made.model, made.task.read(text), made.task.most(text))
    return made, one, made.task.words(one.tokens)


def test_the_answer_is_what_the_network_gives(read):
    reader = read("pages/tasks.py", task="translate")
    for typed in ("3 March 1998", "Tuesday, 14 July 2020", "9.11.89", "1.1.1"):
        if typed != "3 March 1998":
            reader.type(typed, "translate text")
        made, one, said = answer(typed.lower())
        assert verdict(reader).startswith(f"{typed.lower()} → {said} ")
        heat = reader.figure("translate answer")["data"][0]
        np.testing.assert_allclose(np.array(heat["z"])[:-1].T, one.probabilities[:, 2:], atol=1e-12)
        found = beam(made.model, one.own, 3, made.task.most(typed))
        rows = shown(reader, "beside beams").one(".beams").all("tr")[1:]
        assert [row.children[1].text for row in rows] == [made.task.words(a.tokens) for a in found]
    assert reader.notices == []
    assert reader.address == {"task": "translate", "text": "1.1.1"}


def test_the_ready_trained_network_spells_right(read):
    assert "1998-03-03 ✓ right" in verdict(read("pages/tasks.py", task="translate"))


def test_the_vector_of_another_text_decides_alone(read):
    reader = read("pages/tasks.py", task="translate", text="3 March 1998", **{"with": "Mar 9, 2011"})
    assert verdict(reader).startswith("3 march 1998 with another's c → 2011-03-09 ✓ the answer to")
    assert len(shown(reader, "passage").all(".vector")) == 2
    reader.type("", "translate with")
    assert "→ 1998-03-03" in verdict(reader)
    assert len(shown(reader, "passage").all(".vector")) == 1


def test_what_cannot_be_read_is_told_and_the_last_answer_stays(read):
    reader = read("pages/tasks.py", task="translate", text="4.5.2006")
    before = verdict(reader)
    for box in ("translate text", "translate with"):
        reader.type("März", box)
        (said,) = reader.notices
        assert said.startswith("The encoder has never met “ä”; it reads")
        assert reader.state(box) == "März"
        reader.type("4.5.2006" if box == "translate text" else "", box)
        assert verdict(reader) == before and reader.notices == []


def test_pairs_without_a_separator_are_named_by_their_line(read):
    reader = read("pages/tasks.py", task="translate", kind="pairs", pairs="man -> women\nking queen")
    (said,) = reader.notices
    assert said == "Line 2, “king queen”, has no separator; write a pair as man -> women."
    assert reader.state("translate pairs") == "man -> women\nking queen"
    assert "✓ right" in verdict(reader)  # the network that there is can still be played with
    reader.choose(**{"translate kind": "dates"})  # which need no pairs
    assert reader.notices == []
    reader.choose(**{"translate kind": "pairs"})
    assert reader.notices == [said]
    reader.at.text_area(key="translate pairs").set_value("man -> women\nking -> queen")
    reader.run()
    assert reader.notices == []


def test_the_slider_forces_all_runs(read):
    reader = read("pages/tasks.py", task="translate", runs="full.h8.lstm,full.h9.gru.forcing0_2")
    assert reader.state("translate forcing") == 1.0
    reader.choose(**{"translate forcing": 0.5})
    assert reader.state("translate runs") == "full.h8.lstm.forcing0_5,full.h9.gru.forcing0_5"
    assert reader.notices == []
    reader.choose(**{"translate forcing": 0.0})
    assert reader.address["runs"] == "full.h8.lstm.forcing0,full.h9.gru.forcing0"
    reader.choose(**{"translate forcing": 1.0})
    assert reader.state("translate runs") == "full.h8.lstm,full.h9.gru"


@pytest.mark.parametrize("preset", PANEL.presets, ids=lambda preset: preset.name)
def test_every_preset_can_be_trained(preset):
    readers = {field.name: field for field in PANEL.fields}
    state = {field.key: field.default({}) for field in PANEL.fields}
    for name, text in preset.asked.items():
        if name in readers:
            state[readers[name].key] = readers[name].read(text)
    usual = Run(**Translate.usual)
    shared = {name: getattr(usual, name) for name in SHARED}
    runs = tuple(read_run(word, shared) for word in preset.asked["runs"].split(","))
    Experiment(task=PANEL.task(state), samples=int(preset.asked["samples"]), runs=runs)
    assert [write_run(run, shared) for run in runs] == preset.asked["runs"].split(",")


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"letters": "9-3"}, "two numbers of letters from 2 to 20, as 2-6"),
        ({"letters": "many"}, "two numbers of letters"),
        ({"kind": "poems"}, "dates, pairs, reversal"),
        ({"width": "11"}, "whole numbers from 1 to 10"),
        ({"text": "1" * 61}, "texts of up to 60 characters"),
    ],
)
def test_an_address_that_cannot_be_is_told(read, query, words):
    (said,) = read("pages/tasks.py", task="translate", **query).notices
    assert words in said


def test_typed_text_is_shown_as_text(read):
    # all its characters are ones that dates have, but for the brackets
    reader = read("pages/tasks.py", task="translate", text="<b>may</b>")
    (said,) = reader.notices
    assert "“<”" in said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("03/04/1998", "→ 1998-04-03 ✓ right"),
        ("5 April 09", "a spelling that it was never taught"),
        ("Tue 10 Jul 2007", "a spelling that it was never taught"),
        ("Saturday May 9 2018", "a spelling that it was never taught"),
        ("hello", "no date that can be read"),
    ],
)
def test_only_what_was_taught_is_right_or_wrong(read, text, said):
    found = verdict(read("pages/tasks.py", task="translate", text=text))
    assert said in found
    assert ("right" in found or "wrong" in found) == ("✓" in said)

"""A watched loop as a report."""

import json
import re
from contextlib import closing

import pytest
from support.stored_loops import train

from rnnviz.exports import loop_report as made
from rnnviz.exports.loop_report import loop_report
from rnnviz.exports.patches import patched
from rnnviz.plot.lone_figure import values_of
from rnnviz.text.message import Refusal
from rnnviz.watch.loop_store import LoopStore
from rnnviz.watch.packed_frame import unpack


@pytest.fixture
def loops(path, monkeypatch):
    monkeypatch.setenv("RNNVIZ_STORE", str(path))
    with closing(LoopStore(path)) as found:
        yield found


def test_every_moment_shows_the_states_that_were_seen(loops):
    id = train(updates=3, name="<b>mine</b>")._writer.id
    text = loop_report(loops, id)
    assert '<p class="over">The watched loop &lt;b&gt;mine&lt;/b&gt;</p>' in text
    script = text[text.rindex("<script>") :]
    _gradient, states, _norms = json.loads(re.search(r"const pictures = (.*)\n", script)[1])
    assert len(states["moments"]) == 3
    for head, moment in zip(loops.heads(id), states["moments"], strict=True):
        ((_name, layer),) = unpack(loops.frame(id, head.number).packed).layers.items()
        figure = patched(states["light"], moment["light"])
        assert pytest.approx(layer.hidden[-1], abs=1e-5) == values_of(figure["data"][0]["z"]).T
    assert json.loads(re.search(r"const said = (.*)\n", script)[1]) == ["Step 0", "Step 1", "Step 2"]


def test_of_many_moments_some_are_taken_and_damaged_ones_left_out(loops, monkeypatch):
    id = train(updates=6)._writer.id
    loops.rows("UPDATE loop_frames SET seconds = 99 WHERE loop = ? AND number = 0", id)
    monkeypatch.setattr(made, "MOST_MOMENTS", 3)
    script = loop_report(loops, id)
    assert json.loads(re.search(r"const said = (.*)\n", script)[1]) == ["Step 2", "Step 5"]


def test_where_nothing_was_seen_there_is_nothing_to_report(loops):
    with pytest.raises(Refusal, match="Of the loop mine there is nothing to be seen yet"):
        loop_report(loops, loops.begin("mine", 1))

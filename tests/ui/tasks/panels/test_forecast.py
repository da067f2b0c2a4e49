"""Forecast on the page Tasks: the slider of now, a column of one's own, what is refused, and what "look
inside" takes along."""

import json
import re

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from rnnviz.nn.free_run import free_run, one_step
from rnnviz.nn.network import Network
from rnnviz.nn.tokenizer import read as read_text
from rnnviz.pretrained.task_networks import opening
from rnnviz.tasks import Forecast, columns
from rnnviz.tasks.columns import keep
from rnnviz.ui.tasks.panels.forecast import PANEL
from rnnviz.ui.training.run_notation import read_run

WALK = np.round(np.random.default_rng(0).standard_normal(200).cumsum() * 7 + 40, 2)
FILE = "day;price, €\n" + "\n".join(f"{k};{v}".replace(".", ",") for k, v in enumerate(WALK))


@pytest.fixture(autouse=True)
def own_store(only_tasks):
    columns.own.cache_clear()


def drawn(reader, place):
    trace = reader.figure("forecast picture")["data"][place]
    return np.array(trace["x"]), np.array(trace["y"], dtype=float)


def test_the_picture_is_what_the_network_foresees(read):
    reader = read("pages/tasks.py", task="forecast")
    made = opening("forecast")
    shown = made.task.shown(400, 300)
    values, net = shown.values, made.model
    assert isinstance(made.task, Forecast)
    for now in (400, 333):
        if now != 400:
            reader.choose(**{"forecast now of 699": now})
        steps, ahead = drawn(reader, 1)
        np.testing.assert_allclose(ahead, one_step(net, values[:now])[steps - 1], atol=1e-9)
        steps, free = drawn(reader, 2)
        assert (steps[0], steps[-1]) == (now, now + 99)
        np.testing.assert_allclose(free, free_run(net, values[:now], 100), atol=1e-9)
    assert reader.address == {"task": "forecast", "now": "333"}
    assert reader.notices == []


def test_now_stays_within_what_is_shown(read):
    for now, shown in (("5", 400), ("10", 10), ("699", 699), ("700", 400)):
        assert drawn(read("pages/tasks.py", task="forecast", now=now), 2)[0][0] == shown
    (said,) = read("pages/tasks.py", task="forecast", now="-1").notices
    assert said.startswith("The address asks for now = “-1”; allowed are whole numbers from 0")


def load(reader, content, name="prices.csv"):
    (box,) = reader.at.file_uploader
    box.set_value((name, content, "text/csv"))
    reader.run()


def test_a_column_of_ones_own_is_loaded_kept_and_named(read):
    reader = read("pages/tasks.py", task="forecast", kind="own")
    assert any("There is no data yet; load a CSV file" in said for said in reader.notices)
    load(reader, FILE.encode())
    assert reader.notices == []
    key = reader.state("forecast data")
    np.testing.assert_allclose(columns.own(key).values[0], (0 - 79.5) / np.arange(160).std())
    assert reader.control("forecast data column").value == "day"
    reader.choose(**{"forecast data column": "price, €"})
    own = columns.own(reader.state("forecast data"))
    np.testing.assert_allclose(own.values * own.deviation + own.mean, WALK)
    assert any("“price, €”: 200 values" in said for said in reader.captions)
    # its link brings it back, on this computer
    again = read("pages/tasks.py", **reader.address)
    assert again.state("forecast data") == reader.state("forecast data")
    assert again.notices == []


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"x\n1\n2\n", "The column “x” has 2 rows; at least 50 are needed"),
        (FILE.encode("utf-16"), "Line 1: the file is not in UTF-8"),
        (b"word\n" + b"a\n" * 60, "No column begins with a number"),
    ],
)
def test_a_file_that_cannot_be_is_said_and_what_was_there_stays(read, content, words):
    key = columns.keep("walk", WALK)
    reader = read("pages/tasks.py", task="forecast", kind="own", data=key)
    assert reader.notices == []
    load(reader, content)
    (said,) = reader.notices
    assert said.startswith(f"prices.csv: {words}")
    assert said.endswith("What was loaded before stays.")
    assert reader.state("forecast data") == key
    assert any("“walk”: 200 values" in caption for caption in reader.captions)
    load(reader, FILE.encode())
    assert reader.notices == []


def test_a_column_that_cannot_be_is_said_and_the_one_before_stays(read):
    reader = read("pages/tasks.py", task="forecast", kind="own")
    load(reader, FILE.replace("\n7;", "\n7;a", 1).encode())
    key = reader.state("forecast data")
    reader.choose(**{"forecast data column": "price, €"})
    (said,) = reader.notices
    assert re.match(r"Line 9: “a\S+” in the column “price, €” is no finite number", said)
    assert reader.state("forecast data") == key
    reader.choose(**{"forecast data column": "day"})
    assert reader.notices == []


def test_a_file_over_the_limit_is_refused_before_it_is_read(read, monkeypatch):
    monkeypatch.setattr(columns, "LARGEST", 1_000)
    monkeypatch.setattr(columns, "table", lambda content: pytest.fail("it was read"))
    reader = read("pages/tasks.py", task="forecast", kind="own")
    load(reader, FILE.encode())
    assert any("prices.csv: The file has 0.0 MB; allowed are up to" in said for said in reader.notices)


def test_data_that_is_not_on_this_computer_is_said(read):
    reader = read("pages/tasks.py", task="forecast", kind="own", data="0123456789abcdef")
    assert any("0123456789abcdef is not on this computer" in said for said in reader.notices)


# parts of it


def page(key, now):
    import streamlit as st

    from rnnviz.nn.network import Network
    from rnnviz.runs.run import Run
    from rnnviz.tasks import Forecast
    from rnnviz.ui.tasks.panels.base import Play
    from rnnviz.ui.tasks.panels.forecast import PANEL

    st.session_state["forecast now"] = now
    net = Network.random("gru", 1, 4, 1, output="linear")
    task = Forecast("own", data=key)
    playing = Play(task, Run(**task.usual), net, "run 1")
    PANEL.play(playing)
    (inside,) = PANEL.inside(playing)
    st.session_state.text, st.session_state.target = inside.text, inside.target


@pytest.mark.parametrize(("count", "now", "shown"), [(50, 0, 40), (50, 49, 49), (1000, 905, 905)])
def test_now_is_a_step_of_the_whole_column(count, now, shown):
    values = 20.0 + np.arange(count) % 9
    key = keep("level, m", values)
    at = AppTest.from_function(page, args=(key, now)).run(timeout=30)
    assert not at.exception
    (slider,) = at.slider
    assert (slider.value, slider.max) == (shown, min(count, int(0.8 * count) + 300) - 1)
    picture = json.loads(json.loads(at.get("bidi_component")[0].proto.json)["figure"])
    truth, ahead, free = picture["data"]
    np.testing.assert_allclose(truth["y"], values[truth["x"]], atol=1e-9)
    assert (ahead["x"][-1], free["x"][0], len(free["x"])) == (shown, shown, 100)
    assert "level, m" in picture["layout"]["yaxis"]["title"]["text"]
    # what is looked at inside are the last values, as the network reads them
    net = Network.random("gru", 1, 4, 1, output="linear")
    typed = read_text(at.session_state.text, "numbers", net, at.session_state.target)
    column = Forecast("own", data=key).shown(count, count).values
    assert len(typed.inputs) == min(shown, 60)
    np.testing.assert_allclose(typed.inputs[:, 0], column[:shown][-60:], atol=5e-4)
    np.testing.assert_allclose(typed.targets[-1, 0], column[shown], atol=5e-4)


def test_the_prepared_comparisons_can_be_run():
    shared = {"optimizer": "adam", "rate": 0.005, "batch": 32}
    words = {field.name: field for field in PANEL.fields}
    for preset in PANEL.presets:
        asked = {name: words[name].read(text) for name, text in preset.asked.items() if name in words}
        assert set(preset.asked) <= {*words, "runs", "samples"}
        task = Forecast(**asked)
        for word in preset.asked["runs"].split(","):
            task.check(read_run(word, shared))

"""Forecast's panel with a column of one's own, however short; and what "look inside" takes along."""

import json

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from rnnviz.nn.network import Network
from rnnviz.nn.tokenizer import read
from rnnviz.tasks import Forecast
from rnnviz.tasks.columns import keep
from rnnviz.ui.tasks.panels.forecast import PANEL
from rnnviz.ui.training.run_notation import read_run


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


@pytest.fixture(autouse=True)
def own_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("RNNVIZ_STORE", str(tmp_path / "store.sqlite"))


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
    typed = read(at.session_state.text, "numbers", net, at.session_state.target)
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

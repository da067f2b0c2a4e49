"""Forecast on the page Tasks: the slider of now, a column of one's own, what is refused, and what "look
inside" takes along."""

import json
import re

import numpy as np
import pytest
import streamlit as st
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
    assert reader.control("forecast data column").value == "price, €"
    reader.choose(**{"forecast data column": "day"})
    assert reader.state("forecast data") != key
    reader.choose(**{"forecast data column": "price, €"})
    assert reader.state("forecast data") == key
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
        (b"x\n1\n2\n", "The column “x” has 2 rows; at least 20 are needed"),
        (b"PK\x03\x04\0", "The file is no text but packed"),
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
    load(reader, FILE.encode())
    key = reader.state("forecast data")
    load(reader, FILE.replace("\n7;", "\n7;a", 1).encode())
    (said,) = reader.notices
    assert re.match(r"prices.csv: Line 9: “a\S+” in the column “price, €” is no finite number", said)
    assert reader.state("forecast data") == key
    reader.choose(**{"forecast data column": "day"})
    assert reader.notices == []


def test_a_file_over_the_limit_is_refused_before_it_is_read(read, monkeypatch):
    monkeypatch.setattr(columns, "LARGEST", 1_000)
    monkeypatch.setattr(columns, "table", lambda content: pytest.fail("it was read"))
    reader = read("pages/tasks.py", task="forecast", kind="own")
    load(reader, FILE.encode())
    assert any(
        "prices.csv: The file has 0.0 MB; allowed here are up to" in said for said in reader.notices
    )


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


def test_a_file_whose_reading_is_broken_off_is_read_by_the_next_run(read, monkeypatch):
    reader, whole, broken = read("pages/tasks.py", task="forecast", kind="own"), columns.table, []

    def table(content, *head):
        if not broken:
            broken.append(content)
            st.rerun()
        return whole(content, *head)

    monkeypatch.setattr(columns, "table", table)
    load(reader, FILE.encode())
    assert broken
    assert any("200 values" in said for said in reader.captions)


# how a file was read


def german(value):
    return f"{value:,}".replace(",", ".")


def said(reader):
    return " ".join(reader.captions)


def test_what_was_made_of_a_file_is_shown_before_start(read):
    reader = read("pages/tasks.py", task="forecast", kind="own")
    load(reader, FILE.encode("utf-16"))
    assert "The file is not in UTF-8; it is read as UTF-16." in said(reader)
    assert "200 rows, set apart by semicolons." in said(reader)
    assert "Only counts or dates its rows: “day”." in said(reader)
    assert "Decimals follow a comma" in said(reader)
    (table,) = (e.value for e in reader.at.get("html") if 'class="preview"' in e.value)
    assert table.count("<tr>") == 1 + 5
    assert f"<bdi>{str(WALK[0]).replace('.', ',')}</bdi>" in table
    seen, rest = reader.figure("forecast data preview")["data"]
    assert (len(seen["y"]), len(rest["y"])) == (160, 41)
    assert reader.control("forecast data head").value is True


def test_what_cannot_be_known_is_asked(read):
    reader = read("pages/tasks.py", task="forecast", kind="own")
    rows = "\n".join(f"{n + 1};{german(1000 + n * 7 % 120)}" for n in range(120))
    load(reader, f"day;cases\n{rows}".encode())
    assert "Whether “1.000” has decimals or thousands cannot be known" in said(reader)
    assert columns.own(reader.state("forecast data")).mean == pytest.approx(1057.5, abs=0.1)
    reader.choose(**{"forecast data decimal": "."})
    assert columns.own(reader.state("forecast data")).mean == pytest.approx(1.0575, abs=1e-4)
    reader.choose(**{"forecast data decimal": ","})
    assert columns.own(reader.state("forecast data")).mean == pytest.approx(1057.5, abs=0.1)


def test_german_thousands_are_known_where_smaller_numbers_have_none(read):
    reader = read("pages/tasks.py", task="forecast", kind="own")
    rows = "\n".join(f"{n + 1};{german(940 + n)}" for n in range(120))
    load(reader, f"day;cases\n{rows}".encode())
    own = columns.own(reader.state("forecast data"))
    assert (own.name, own.mean) == ("cases", pytest.approx(987.5))
    assert not reader.has("forecast data decimal")
    assert "All unseen values lie beyond those that are trained on, as on a ramp" in said(reader)


def test_the_first_row_may_be_said_to_be_otherwise(read):
    reader = read("pages/tasks.py", task="forecast", kind="own")
    load(reader, "\n".join(str(n * 37 % 90) for n in range(60)).encode())
    assert len(columns.own(reader.state("forecast data")).values) == 60
    reader.choose(**{"forecast data head": True})
    assert len(columns.own(reader.state("forecast data")).values) == 59


def test_few_values_are_read_and_what_that_means_is_said(read):
    reader = read("pages/tasks.py", task="forecast", kind="own")
    rows = "\n".join(f'"1-{n + 1}",{266.5 + n * 53 % 400}' for n in range(36))
    load(reader, f'"Month","Sales"\n{rows}\n'.encode())
    assert reader.notices == []
    assert "“Sales”: 36 values" in said(reader)
    assert "With so few, 8 unseen values" in said(reader)

"""The page Vanish & explode without a browser: pictures and sentences for any setting, its address, bad
input, the way to Truncate."""

from pathlib import Path

import numpy as np
import pytest
import streamlit as st

from rnnviz.analysis.chain_backward import band
from rnnviz.analysis.matrix_chain import Chain, chain_passes
from rnnviz.experiments import supervisor
from rnnviz.experiments.store import Store
from rnnviz.ui.frame import page as frame
from rnnviz.ui.vanishing import clipping
from rnnviz.ui.vanishing.presets import PRESETS

PAGE = "pages/vanish.py"


@pytest.fixture
def opened(read, tmp_path, monkeypatch):
    # outside of its app a page has nobody to link to
    only = tuple(page for page in frame.PAGES if page.file == PAGE)
    assert len(only) == 1
    monkeypatch.setattr(frame, "PAGES", only)
    monkeypatch.setenv("RNNVIZ_STORE", str(tmp_path / "store.db"))
    st.cache_resource.clear()  # the server keeps one store open
    yield lambda **query: read(PAGE, **query)
    st.cache_resource.clear()


def median(page):
    (line,) = (one for one in page.figure("norms")["data"] if one.get("name") == "median")
    return line["y"]


def title(page, key="norms"):
    return page.figure(key)["layout"]["title"]["text"]


def expected(**settings):
    return band(chain_passes(Chain(**settings)).norms())[2]


# at first sight


def test_the_question_comes_before_truncate():
    files = [page.file for page in frame.PAGES]
    assert files.index(PAGE) == files.index("pages/truncate.py") - 1


def test_something_is_alive_at_first_sight(opened):
    page = opened()
    np.testing.assert_allclose(median(page), expected())
    assert "shrunk to" in title(page)
    assert any("push the gain through 1" in words for words in page.explained)
    assert page.notices == []
    assert page.address == {}
    for key in ("norms", "eigenvalues", "singular", "clipping", "remedies"):
        assert len(page.data(key)["alt"]) > 10
    # what is seen of clipping at first sight is a gradient that is clipped
    before, by_norm, by_value = page.figure("clipping")["data"]
    for clipped in (by_norm, by_value):
        assert np.hypot(clipped["x"][1], clipped["y"][1]) < 0.9 * np.hypot(
            before["x"][1], before["y"][1]
        )


def test_the_gain_tips_the_picture(opened):
    page = opened()
    page.choose(**{"chain gain": 1.25})
    np.testing.assert_allclose(median(page), expected(gain=1.25))
    assert "grown to" in title(page)
    assert page.address == {"gain": "1.25"}


@pytest.mark.parametrize("preset", PRESETS.values(), ids=lambda preset: preset.name)
def test_every_preset_shows_its_sentence_and_comes_back_by_its_address(opened, preset):
    page = opened(gain="0.33")
    page.choose(**{"chain preset": preset.name})
    assert preset.watch in page.explained
    assert page.address == preset.asked
    assert page.notices == []
    other = opened(**preset.asked)
    assert preset.watch in other.explained
    assert median(other) == median(page)


def test_a_classic_example_comes_as_it_is_known_and_goes_again(opened):
    page = opened(activation="tanh")
    page.choose(**{"chain matrix": "half"})
    assert page.address == {"matrix": "half", "gain": "1"}
    assert median(page)[-1] == pytest.approx(0.00023793756048323344, rel=1e-12)
    assert len(median(page)) == 21
    page.choose(**{"chain matrix": "random"})
    assert len(median(page)) == 51
    assert page.state("chain start") == "direction"


# what the reader sets


def test_everything_that_can_be_set_is_in_the_address(opened):
    asked = {
        "matrix": "own",
        "gain": "1.1",
        "activation": "tanh",
        "scale": "0.5",
        "steps": "30",
        "start": "ones",
        "draws": "20",
        "seed": "7",
        "table": "0.5 1\n0 2",
        "limit": "0.5",
        "forget": "2",
        "hidden": "9",
        "distance": "10",
    }
    page = opened(**asked)
    assert page.address == asked
    assert page.notices == []
    assert "10 steps back" in title(page, "clipping")
    table = ((0.5, 1.0), (0.0, 2.0))
    settings = {"matrix": "own", "gain": 1.1, "activation": "tanh", "scale": 0.5, "steps": 30}
    wanted = expected(**settings, start="ones", draws=20, seed=7, table=table) / np.sqrt(2)
    np.testing.assert_allclose(median(page), wanted)
    assert "LSTM, forget bias 2" in str(page.figure("remedies")["layout"]["annotations"])


def test_the_distance_of_the_clipped_gradient_follows_the_chain_until_it_is_chosen(opened):
    page = opened()
    assert "50 steps back" in title(page, "clipping")
    page.choose(**{"chain steps": 30})
    assert "30 steps back" in title(page, "clipping")
    page.choose(**{"chain shown": 12})
    assert page.address == {"steps": "30", "distance": "12"}
    page.choose(**{"chain steps": 5})
    assert "5 steps back" in title(page, "clipping")


def test_a_bad_link_is_said_and_the_page_is_there(opened):
    page = opened(hidden="900", steps="201", gain="nan", matrix="magic", limit="-1", distance="x")
    assert len(page.notices) == 6
    assert any(
        "hidden = “900”; allowed are whole numbers from 1 to 64" in said for said in page.notices
    )
    assert any(
        "steps = “201”; allowed are whole numbers from 1 to 200" in said for said in page.notices
    )
    np.testing.assert_allclose(median(page), expected())


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("1 2; 3", "not square"),
        ("1 2\n3 <b>x</b>", "Row 2 of the table holds “<b>x</b>”"),
        ("", "has 0 rows"),
        ("1e7", "numbers from −1,000,000 to 1,000,000"),
        (";".join(["0 " * 65] * 65), "has 65 rows; allowed are 1 to 64"),
    ],
)
def test_a_broken_table_is_said_and_kept_and_the_last_good_one_stays(opened, typed, said):
    page = opened(matrix="own", table="0.3 1; 0 0.4", gain="1")
    good = median(page)
    assert page.notices == []
    page.at.text_area(key="chain table").set_value(typed)
    page.run()
    assert len(page.notices) == 1
    assert said in page.notices[0]
    assert page.at.text_area(key="chain table").value == typed
    assert median(page) == good
    page.at.text_area(key="chain table").set_value("0.3 1; 0 2")
    page.run()
    assert page.notices == []
    assert median(page) != good


def test_a_broken_table_in_a_link_still_gives_a_picture(opened):
    page = opened(matrix="own", table="1 2; x")
    assert "Row 2" in page.notices[0]
    assert len(median(page)) == 51


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"matrix": "own", "table": "100000", "steps": "200", "gain": "1"}, "overflowed at step 62"),
        ({"matrix": "own", "table": "0.0001", "steps": "200", "gain": "1"}, "number at step 81"),
        ({"gain": "0"}, "exactly 0 from step 1"),
        (
            {
                "matrix": "own",
                "table": "100000 50000; 3 100000",
                "steps": "200",
                "gain": "1",
                "activation": "relu",
            },
            "states overflowed at step 63",
        ),
    ],
)
def test_what_overflows_or_dies_is_said_and_drawn(opened, query, said):
    page = opened(**query)
    assert said in title(page)
    marks = [one for one in page.figure("norms")["data"] if one.get("name") == "end"]
    assert len(marks) == 1


@pytest.mark.parametrize(
    "query",
    [
        {"hidden": "1", "steps": "1"},
        {"hidden": "1", "steps": "1", "draws": "1"},
        {"hidden": "64", "steps": "200", "draws": "200", "gain": "3"},
        {"scale": "100"},
        {"activation": "relu", "scale": "0"},
        {"activation": "tanh", "gain": "3", "scale": "0"},
    ],
)
def test_the_ends_of_every_control_make_a_page(opened, query):
    page = opened(**query)
    assert page.notices == []
    assert len(median(page)) == int(query.get("steps", 50)) + 1
    page.figure("remedies")


def test_too_large_a_gradient_to_clip_is_said_and_the_rest_is_there(opened):
    page = opened(matrix="own", table="100000", steps="200", gain="1")
    assert any("too large for its own squares" in said for said in page.notices)
    page.choose(**{"chain shown": 2})
    assert page.notices == []
    assert "2 steps back" in title(page, "clipping")


# the way to training


def test_one_click_starts_the_race_and_goes_there(opened, tmp_path, monkeypatch):
    went, begun = [], []

    def go(page, query_params):
        went.append((page, query_params))

    monkeypatch.setattr(clipping.st, "switch_page", go)
    monkeypatch.setattr(supervisor, "start", lambda id, store: begun.append(id))
    page = opened()
    page.press("Train it: an exploding run, with and without clipping")
    assert went == [("pages/truncate.py", clipping.RACE.asked)]
    (row,) = Store(tmp_path / "store.db").experiments()
    assert begun[0] == row.id
    assert [run.clip_norm for run in row.experiment.runs] == [None, 0.05]


def test_a_damaged_store_is_a_sentence_and_the_pictures_are_there(opened, tmp_path):
    Path(tmp_path / "store.db").write_bytes(b"not a database, not even a small one" * 100)
    page = opened()
    assert any("store.db" in said for said in page.notices)
    assert len(median(page)) == 51
    page.figure("remedies")


def test_other_pages_controls_are_left_alone(opened):
    page = opened(gain="1.25", seed="5")
    for name in ("gain", "seed", "hidden", "activation"):
        assert name not in page.at.session_state


@pytest.mark.parametrize(
    ("control", "typed", "said"),
    [
        ("hidden", 65, "The number of units H is 65; allowed are 1 to 64."),
        ("steps", 201, "The number of steps T is 201; allowed are 1 to 200."),
        ("draws", 1000, "The number of draws is 1000; allowed are 1 to 200."),
    ],
)
def test_more_than_can_be_is_refused_with_a_sentence_and_the_picture_stays(
    opened, control, typed, said
):
    page = opened(gain="0.9")
    before = median(page)
    page.choose(**{f"chain {control}": typed})
    assert said in page.notices[0]
    assert page.state(f"chain {control}") == typed
    assert median(page) == before
    page.choose(**{f"chain {control}": 20})
    assert page.notices == []

"""A sweep as JSON, out and in, and its tables."""

import json

from support.stored_sweeps import SWEEP, enter

from rnnviz.sweeps.model import Sweep


def downloads(page):
    return [one.proto.label for one in page.at.get("download_button")]


def box(page):
    (found,) = page.at.text_area
    return found


def test_it_is_handed_out_when_it_is_unfolded(opened, store):
    enter(store)
    assert not downloads(opened())
    page = opened(json="yes")
    assert downloads(page) == ["JSON", "CSV", "Parquet"]
    assert Sweep.from_json(box(page).value) == SWEEP


def test_nothing_finished_has_no_tables(opened):
    assert downloads(opened(json="yes")) == ["JSON"]


def test_another_one_is_opened(opened):
    page = opened(json="yes")
    settings = json.loads(box(page).value) | {"samples": 300}
    box(page).set_value(json.dumps(settings))
    page.press("Open it")
    assert page.address["samples"] == "300"
    assert page.address["xs"] == "2, 4, 8"


def test_what_is_none_is_said_and_changes_nothing(opened):
    for text, said in (("{", "JSON"), ('{"x": 3}', "x"), ("[" * 9000, "JSON")):
        page = opened(json="yes")
        box(page).set_value(text)
        page.press("Open it")
        assert any(said in one for one in page.notices), page.notices
        assert page.address["samples"] == "100"

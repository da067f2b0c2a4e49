"""What is done with chosen lines is done to all that they come from, to one's own alone, and undone."""

import pytest
from support.own_lists import brought, small, told_loop, trained
from support.runs_page import choose, labels, names, row, words

from rnnviz.experiments.status import Status
from rnnviz.lectures import claim
from rnnviz.storage import removal, tags


def test_a_training_is_renamed(opened, store):
    id = trained(store, small(), title="old")
    page = opened()
    choose(page, f"run.{id}.1")
    (box,) = [one for one in page.at.text_input if one.label == "Name"]
    box.set_value("<b>new</b>")
    page.run()
    assert store.row(id).title == "<b>new</b>"
    assert names(page)[0].startswith("<b>new</b> · ")


@pytest.mark.parametrize("kind", ["loop", "curve"])
def test_loops_and_curves_are_renamed(opened, store, kind):
    id = told_loop(store, [0.5]) if kind == "loop" else brought(store, [1, 2], [0.5, 0.4])
    page = opened()
    choose(page, f"{kind}.{id}")
    (box,) = [one for one in page.at.text_input if one.label == "Name"]
    box.set_value("renamed")
    page.run()
    assert names(page) == ["renamed"]


def test_all_that_is_chosen_goes_and_comes_back(opened, store):
    race, loop = trained(store, small()), told_loop(store, [0.5])
    curve = brought(store, [1, 2], [0.5, 0.4])
    page = opened()
    before = words(page)
    choose(page, f"run.{race}.1", f"loop.{loop}", f"curve.{curve}")
    page.press("Delete")
    assert row(page, "cut every 5, 4 units")["about"] == "Echo · came along"  # the list is empty
    assert store.experiments() == []
    page.press("Undo: have 3 back")
    assert words(page) == before
    assert page.address["runs"] == f"run.{race}.1,loop.{loop},curve.{curve}"
    assert [one.id for one in store.experiments()] == [race]


def test_what_was_removed_comes_back_on_a_page_that_is_loaded_anew(opened, store):
    race, curve = trained(store, small()), brought(store, [1, 2], [0.5, 0.4])
    other = trained(store, small(hidden=3), owner="somebody")
    page = opened()
    choose(page, f"run.{race}.1", f"curve.{curve}")
    page.press("Delete")
    removal.remove(store, "experiments", [other], ("somebody",))
    again = opened()
    again.press("Undo: have 2 back")
    assert set(words(again)) == {f"run.{race}.1", f"run.{race}.2", f"curve.{curve}"}
    assert not any("Undo" in one for one in labels(opened()))


def test_what_a_lecture_is_held_about_stays(opened, store, monkeypatch):
    race = trained(store, small())
    monkeypatch.setattr(claim, "is_claimed", lambda store, digest, owner: True)
    page = opened()
    choose(page, f"run.{race}.1")
    page.press("Delete")
    assert page.notices == ["A lecture is being held about one of them: it stays."]
    assert [one.id for one in store.experiments()] == [race]


def test_what_rests_goes_on(opened, store):
    rests, ended = trained(store, small(), status="stopped"), trained(store, small(hidden=3))
    page = opened()
    choose(page, f"run.{ended}.1")
    assert "Resume" not in labels(page)
    choose(page, f"run.{rests}.1", f"run.{ended}.1")
    page.press("Resume")
    assert store.row(rests).status == Status.QUEUED
    assert store.row(ended).status == Status.FINISHED


def test_a_copy_is_a_training_of_its_own(opened, store):
    race, curve = trained(store, small(), title="race"), brought(store, [1, 2], [0.5, 0.4])
    page = opened()
    choose(page, f"run.{race}.1", f"curve.{curve}")
    page.press("Duplicate")
    assert page.notices == ["2 copies are on the list."]
    (copied,) = [one for one in store.experiments() if one.id != race]
    assert (copied.title, copied.experiment) == ("race (copy)", small())
    assert store.frames(copied.id) == store.frames(race)
    last, first = store.last_frame(copied.id), store.last_frame(race)
    assert [run.loss for run in last.runs] == [run.loss for run in first.runs]
    assert "from a file (copy)" in names(page)


def test_tags_are_put_on_all_that_is_chosen_and_taken_off(opened, store):
    one, other = trained(store, small()), trained(store, small(hidden=3))
    tags.change(store, [one], ["old", "mine"])
    tags.change(store, [other], ["old"])
    page = opened()
    choose(page, f"run.{one}.1", f"run.{other}.2")
    (box,) = [one for one in page.at.multiselect if one.label == "Tags on all that is chosen"]
    assert box.value == ["old"]
    box.set_value(["new"])
    page.run()
    assert tags.tags_of(store, [one, other]) == {one: ("mine", "new"), other: ("new",)}
    assert row(page, names(page)[0])["tags"] == ["new"]


def test_what_is_somebody_else_s_can_be_looked_at_and_no_more(opened, store):
    id = trained(store, small(), title="theirs", owner="somebody else")
    assert not any("theirs" in name for name in names(opened()))
    page = opened(runs=f"run.{id}.1")
    assert row(page, names(page)[0])["about"] == "Echo · somebody else’s"
    assert not {"Delete", "Duplicate", "Resume"} & set(labels(page))
    assert page.figure("runs chart")["data"]

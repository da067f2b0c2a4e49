"""What is done with entries of the list reaches what is stored, of one's own alone."""

import pytest
from support.own_lists import brought, catalogue, small, told_loop, trained

from rnnviz.catalogue import changes
from rnnviz.catalogue.changes import Removed, common_tags, of_lines
from rnnviz.catalogue.line import lines
from rnnviz.experiments import admission, supervisor
from rnnviz.settings.settings import Settings
from rnnviz.storage import tags
from rnnviz.storage.ownership import MACHINE
from rnnviz.text.message import Refusal
from rnnviz.watch.loop_store import LoopStore

OWN = (MACHINE,)


def listed(store):
    return lines(catalogue(store).entries(OWN))


def test_lines_of_one_training_are_one_thing(store):
    id = trained(store, small(seeds=2))
    theirs = trained(store, small(seed=9), owner="somebody")
    every = lines(catalogue(store).entries(OWN, (theirs,)))
    assert [entry.id for entry in of_lines(every, OWN)] == [id]


def test_each_kind_is_renamed(store):
    trained(store, small())
    told_loop(store, [0.5])
    brought(store, [1, 2], [0.5, 0.4])
    loops = LoopStore(store.path)
    for entry in of_lines(listed(store), OWN):
        assert changes.rename(store, loops, entry, "called so", OWN)
        assert not changes.rename(store, loops, entry, "stolen", ("somebody",))
    loops.close()
    assert {line.first.title for line in listed(store)} == {"called so"}


def test_what_rests_goes_on(store, monkeypatch):
    asked = []
    monkeypatch.setattr(supervisor, "resume", lambda id, store: asked.append(id))
    rests, _ended = trained(store, small(), status="paused"), trained(store, small(hidden=3))
    assert changes.resume(store, of_lines(listed(store), OWN)) == 1
    assert asked == [rests]


def test_a_full_store_copies_nothing(store, monkeypatch):
    trained(store, small())
    monkeypatch.setattr(admission, "current", lambda: Settings(stored_bytes=10**6))
    monkeypatch.setattr(type(store), "used_bytes", lambda self: 10**7)
    with pytest.raises(Refusal, match="10 MB"):
        changes.duplicate(store, of_lines(listed(store), OWN), MACHINE, "{name} (copy)")
    assert len(store.experiments()) == 1


def test_who_is_trained_is_not_copied(store):
    trained(store, small(), status="running")
    brought(store, [1, 2], [0.5, 0.4])
    told_loop(store, [0.5])
    able = [changes.may_duplicate(entry) for entry in of_lines(listed(store), OWN)]
    assert sorted(able) == [False, False, True]


def test_what_has_gone_for_good_is_said(store):
    with pytest.raises(Refusal, match="has gone by now"):
        changes.take_back(store, Removed({"loops": ["0123"]}), OWN)
    assert changes.take_back(store, Removed(), OWN) == 0


def test_common_tags_are_those_that_all_have(store):
    one, other = trained(store, small()), trained(store, small(hidden=3))
    tags.change(store, [one, other], ["both"])
    tags.change(store, [one], ["one"])
    assert common_tags(listed(store)) == ("both",)
    assert common_tags([]) == ()

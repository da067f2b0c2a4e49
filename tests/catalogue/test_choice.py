"""The list is searched, filtered, put in order and into groups."""

import pytest
from support.own_lists import brought, catalogue, small, told_loop, trained

from rnnviz.catalogue.choice import Wish, chosen, grouped, names_of, options, selectable, values_of
from rnnviz.catalogue.entry import EntryKind
from rnnviz.catalogue.line import lines
from rnnviz.storage import tags
from rnnviz.storage.ownership import MACHINE


@pytest.fixture
def found(store):
    one = trained(store, small(), title="first")
    trained(store, small(hidden=3), status="stopped", title="second")
    told_loop(store, [0.9, 0.1])
    brought(store, [1, 2], [0.7, 0.2])
    tags.change(store, [one], ("good", "mine"))
    return lines(catalogue(store).entries((MACHINE,)))


def see(found, **wish):
    return chosen(found, Wish(**wish), lambda line: line.name)


def test_filters_of_one_setting_are_any_of_several_are_all(found):
    assert len(see(found)) == len(found) == 6
    both = (("hidden", "2"), ("hidden", "3"))
    assert len(see(found, where=both)) == 4
    assert [line.settings["hidden"] for line in see(found, where=(both[0],))] == [2, 2]
    assert len(see(found, where=(*both, ("truncation", "4/4")))) == 2
    assert see(found, where=(("hidden", "7"),)) == []
    assert {line.kind for line in see(found, where=(("kind", "loop"),))} == {EntryKind.LOOP}
    assert len(see(found, where=(("tag", "good"), ("status", "finished")))) == 2


def test_a_search_looks_for_every_word(found):
    assert len(see(found, search="FIRST")) == 2
    assert len(see(found, search="first 4")) == 1
    assert see(found, search="first second") == []


def test_the_order_is_the_one_that_is_asked_for(found):
    losses = [line.losses.mean for line in see(found, sort="loss", falls=False)]
    assert losses == sorted(losses)
    names = [line.name for line in see(found, sort="name", falls=False)]
    assert names == sorted(names, key=str.casefold)
    assert [line.first.created for line in see(found)] == sorted(
        (line.first.created for line in found), reverse=True
    )


def test_what_differs_can_be_asked_for_and_grouped_by(found):
    assert names_of(found)[:4] == ["kind", "task", "status", "tag"]
    assert {"hidden", "truncation"} <= set(names_of(found))
    every = options(found, names_of(found))
    assert every["hidden", "3"].settings["hidden"] == 3
    assert "good" in every["tag", "good"].tags
    assert [value for name, value in every if name == "hidden"] == ["2", "3"]
    groups = dict(grouped(found, "hidden"))
    assert list(groups) == ["2", "3", None]
    assert [len(of) for of in groups.values()] == [2, 2, 2]
    assert [name for name, _of in grouped(found, "tag")] == ["good", "mine", None]
    assert grouped(found, "") == [(None, found)]


def test_numbers_stand_in_their_own_order(store):
    for hidden in (2, 10, 3):
        trained(store, small(hidden=hidden), frames=1)
    found = lines(catalogue(store).entries((MACHINE,)))
    assert [name for name, _ in grouped(found, "hidden")] == ["2", "3", "10"]
    assert values_of(found[0], "nothing") == ()
    assert all(map(selectable, found))

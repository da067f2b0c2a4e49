"""A page shows the very training that a link names, of several with the same settings."""

import pytest
from support.own_lists import catalogue, small, trained
from support.page_fixtures import store, store_file
from support.reader import Reader

from rnnviz.catalogue.line import lines
from rnnviz.experiments import supervisor
from rnnviz.experiments.status import Status
from rnnviz.figures.base import numbers
from rnnviz.storage import removal
from rnnviz.storage.ownership import MACHINE
from rnnviz.text.message import Refusal
from rnnviz.ui.frame import page as frame
from rnnviz.ui.runs import line_links
from rnnviz.ui.runs.line_links import leads_to
from rnnviz.ui.training.exact_training import read_id

__all__ = ["store", "store_file"]
PAGE = "pages/truncate.py"


@pytest.fixture
def opened(store, monkeypatch):
    """Opens what the line of a training leads to."""
    monkeypatch.setattr(line_links, "open_store", lambda: store)
    monkeypatch.setattr(frame, "PAGES", tuple(one for one in frame.PAGES if one.file == PAGE))
    monkeypatch.setattr(supervisor, "tend", lambda store: None)
    monkeypatch.setattr(supervisor, "start", lambda id, store: None)

    def go(id):
        found = lines(catalogue(store).entries((), (id,)))[0]
        word, asked = leads_to(found)
        assert word == "truncate"
        return found, Reader(PAGE, **asked)

    return go


def labels(page):
    """What stands at the ends of the curves."""
    notes = page.figure("losses")["layout"]["annotations"]
    return " ".join(note["text"].replace("<br>", " ") for note in notes)


@pytest.mark.parametrize("status", [Status.FINISHED, Status.PAUSED, Status.STOPPED, Status.DIED])
@pytest.mark.parametrize("owner", [MACHINE, "somebody"])
def test_it_is_that_one_and_not_the_newest_and_says_the_same_loss(opened, store, status, owner):
    first = trained(store, small(), steps=20, status=status, owner=owner)
    newer = trained(store, small(), steps=40)
    line, page = opened(first)
    assert page.address["training"] == first
    said = numbers.loss(line.losses.mean)
    assert f"cut every 2, 2 units: {said}" in labels(page)
    other = lines(catalogue(store).entries((), (newer,)))[0]
    assert numbers.loss(other.losses.mean) != said
    page.visit(**{name: text for name, text in page.address.items() if name != "training"})
    assert f"cut every 2, 2 units: {said}" not in labels(page)


def test_what_has_been_removed_is_said_and_the_newest_is_shown(opened, store):
    first, newer = trained(store, small(), steps=20), trained(store, small(), steps=40)
    _line, page = opened(first)
    removal.remove(store, "experiments", [first], (MACHINE,))
    page.visit(**page.address)
    assert any("has been removed" in one for one in page.notices)
    shown = lines(catalogue(store).entries((), (newer,)))[0]
    assert numbers.loss(shown.losses.mean) in labels(page)


def test_other_settings_let_go_of_it(opened, store):
    first = trained(store, small(), steps=20)
    _line, page = opened(first)
    page.choose(seed=3)
    assert "training" not in page.address
    assert page.notices == []


@pytest.mark.parametrize("text", ["0", "0123ABCD", "../01234567", "01234567 "])
def test_what_is_no_id_is_refused(text):
    with pytest.raises(Refusal, match="ids of trainings as 0123abcd"):
        read_id(text)
    assert read_id("") == ""

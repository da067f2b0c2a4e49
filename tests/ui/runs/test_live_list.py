"""The page as a whole: what it says, and what it says where the store cannot be used."""

from support.own_lists import brought, small, trained

from rnnviz.catalogue.entry import task_text
from rnnviz.catalogue.listing import RunCatalogue
from rnnviz.storage.database import StoreError
from rnnviz.tasks import Echo


def test_the_lowest_of_one_task_is_said(opened, store):
    for name, loss in (("high", 0.6), ("low", 0.454)):
        brought(store, [1, 2], [0.7, loss], name, task=task_text(Echo()))
    said = "Lowest of 2: low at 0.454; it has reached the floor “all lags learned”."
    assert said in opened().explained
    trained(store, small())
    assert any(one.startswith("Lowest of 2: cut every") for one in opened(where="kind=run").explained)


def test_a_store_that_cannot_be_used_is_said(opened, store, monkeypatch):
    def fails(*of):
        raise StoreError("The disk is full.")

    monkeypatch.setattr(RunCatalogue, "entries", fails)
    assert opened().notices == ["The disk is full."]

"""Whose something in the store is."""

from rnnviz.experiments.store import Store
from rnnviz.storage.ownership import MACHINE
from rnnviz.training.experiment import Experiment


def test_what_a_notebook_stores_is_the_machines_own(tmp_path):
    store = Store(tmp_path / "store.db")
    assert store.row(store.add(Experiment())).owner == MACHINE

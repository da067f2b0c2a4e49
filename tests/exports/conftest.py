"""Two stores: one that is exported from, and one that opens what comes."""

from contextlib import closing

import pytest
from support.exported import MADE, trained

from rnnviz.experiments.store import Store
from rnnviz.exports.bundle import bundle


@pytest.fixture
def second(tmp_path, monkeypatch):
    """Another store, whose data of one's own lie in a folder of its own."""
    folder = tmp_path / "second"
    folder.mkdir()
    with closing(Store(folder / "store.sqlite")) as made:

        def use() -> Store:
            monkeypatch.setenv("RNNVIZ_STORE", str(made.path))
            return made

        yield use


@pytest.fixture(scope="module")
def echo_zip(tmp_path_factory):
    """A small race on Echo as a zip."""
    with closing(Store(tmp_path_factory.mktemp("made") / "store.sqlite")) as store:
        return bundle(store, trained(store, MADE["echo"]()))

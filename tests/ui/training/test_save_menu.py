"""The menu that hands out files: what is offered, and that each is made when it is asked for."""

import pytest
from support.exported import MADE, trained

from rnnviz.exports.tables import losses_csv
from rnnviz.text import language
from rnnviz.ui.training import save_menu
from rnnviz.ui.training.save_menu import _made, save_loop, save_training


class Menu:
    """Takes down what is placed in an opened popover."""

    def __init__(self, is_open=True):
        self.open, self.placed = is_open, {}

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    def popover(self, label, **_more):
        self.label = label
        return self

    def download_button(self, label, data, name, kind, **_more):
        self.placed[label] = data, name, kind


@pytest.fixture
def menu(monkeypatch):
    made = Menu()
    monkeypatch.setattr(save_menu, "st", made)
    monkeypatch.setattr(save_menu, "caption", lambda text, to_class: None)
    monkeypatch.setattr(save_menu, "is_anothers", lambda row: False)
    return made


def test_every_file_of_a_training_is_offered_and_made_on_demand(store, menu):
    id = trained(store, MADE["echo"]())
    save_training(store, store.row(id))
    assert menu.label == "Save…"
    ends = [name.rpartition(".")[2] for _data, name, _kind in menu.placed.values()]
    assert ends == ["html", "csv", "parquet", "json", "zip"]
    data, name, kind = menu.placed["Losses as CSV"]
    assert (name, kind) == (f"rnnviz-echo-{id}.csv", "text/csv")
    assert data().decode() == losses_csv(store, id)


def test_what_has_not_begun_has_no_menu(store, menu):
    save_training(store, None)
    save_training(store, store.row(store.add(MADE["echo"]())))
    assert menu.placed == {} and not hasattr(menu, "label")


def test_a_closed_menu_asks_nothing_of_the_store(menu, monkeypatch, store):
    id = trained(store, MADE["echo"]())
    menu.open = False
    monkeypatch.setattr(save_menu, "training_files", lambda *of: pytest.fail("It was asked."))
    save_training(store, store.row(id))
    assert menu.placed == {}


def test_anothers_own_data_are_not_handed_out(store, menu, monkeypatch):
    monkeypatch.setenv("RNNVIZ_STORE", str(store.path))
    id = trained(store, MADE["own data"]())
    monkeypatch.setattr(save_menu, "is_anothers", lambda row: True)
    save_training(store, store.row(id))
    assert not any(name.endswith(".zip") for _data, name, _kind in menu.placed.values())


def test_a_loop_has_its_norms(menu, monkeypatch):
    from types import SimpleNamespace

    files = SimpleNamespace(make={end: end.encode for end in save_menu.OF_LOOPS}, largest=5_000)
    monkeypatch.setattr(save_menu, "loop_files", lambda *of: files)
    save_loop(None, "1234", "rnn")
    data, name, _kind = menu.placed["Gradient norms as CSV"]
    assert (data(), name) == (b".csv", "rnnviz-loop-1234.csv")


def test_a_file_is_in_the_language_of_the_page_that_offered_it():
    made = _made(lambda: language.current().encode(), "zh")
    assert made == b"zh"
    assert language.current() == "en"

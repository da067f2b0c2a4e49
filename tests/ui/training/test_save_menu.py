"""The menu that hands out files: what is offered, and that each is made when it is asked for."""

import numpy as np
import pytest
from support.exported import MADE, trained

from rnnviz.exports.tables import losses_csv
from rnnviz.settings.settings import Settings
from rnnviz.storage import own_curves
from rnnviz.text import language
from rnnviz.ui.training import save_menu
from rnnviz.ui.training.save_menu import _made, save_curve, save_loop, save_training


class Menu:
    """Takes down what is placed in an opened popover."""

    def __init__(self, is_open=True):
        self.open, self.placed, self.disabled = is_open, {}, {}

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    def popover(self, label, **_more):
        self.label = label
        return self

    def download_button(self, label, data, name, kind, disabled, **_more):
        self.placed[label] = data, name, kind
        self.disabled[label] = disabled

    @property
    def labels(self):
        return list(self.placed)


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

    files = SimpleNamespace(
        id="1234", made=lambda end: end.encode(), sizes=dict.fromkeys(save_menu.OF_LOOPS, 5_000)
    )
    monkeypatch.setattr(save_menu, "loop_files", lambda *of: files)
    save_loop(None, "1234", "rnn")
    data, name, _kind = menu.placed["Gradient norms as CSV"]
    assert (data(), name) == (b".csv", "rnnviz-loop-1234.csv")


def test_a_curve_has_tables_and_a_zip(store, menu):
    id = own_curves.add(store, "me", "mine", np.array([[1.0, 2.0], [0.5, 0.25]]))
    save_curve(store, id)
    ends = [name.rpartition(".")[2] for _data, name, _kind in menu.placed.values()]
    assert ends == ["csv", "parquet", "zip"]
    data, name, _kind = menu.placed["Losses as CSV"]
    assert (data(), name) == (b"step,loss\n1.0,0.5\n2.0,0.25\n", f"rnnviz-curve-{id}.csv")


def test_what_is_too_large_for_a_page_says_how_it_is_made(store, menu, monkeypatch):
    id, said = trained(store, MADE["echo"]()), []
    monkeypatch.setattr(save_menu, "caption", lambda text, to_class: said.append(text))
    monkeypatch.setattr(save_menu, "current", lambda: Settings(page_bytes=20_000_000))
    save_training(store, store.row(id))
    assert not any(menu.disabled.values()) and len(said) == 1
    store.rows("UPDATE checkpoints SET measures = ? WHERE experiment = ?", "{}" + " " * 10**6, id)
    menu.disabled = {}
    save_training(store, store.row(id))
    (off,) = (name for name, is_off in menu.disabled.items() if is_off)
    assert off.startswith("Everything as zip, at most ")
    assert said[1] == (
        f"A page makes files of up to 20 MB. Whoever runs this server writes a larger one with rnnviz "
        f"export {id} FILE.zip."
    )


def test_a_file_is_in_the_language_of_the_page_that_offered_it():
    made = _made(lambda: language.current().encode(), "zh")
    assert made == b"zh"
    assert language.current() == "en"

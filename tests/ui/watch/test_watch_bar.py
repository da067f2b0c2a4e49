"""Loops of one name are told apart."""

from support.stored_loops import train

from rnnviz.ui.session import watched_loops as loops
from rnnviz.ui.watch.watch_bar import LETTERS, _named


def test_names_are_short_and_all_different():
    for name in ("same", "same", "long " * 30):
        train(1, name=name)
    named = list(_named(loops.newest()).values())
    assert len(set(named)) == 3
    assert all(len(one) <= LETTERS + 7 for one in named)
    assert "same" in named

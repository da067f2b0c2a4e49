"""The lines that attach a loop are Python that runs."""

import pytest
import torch
from streamlit.testing.v1 import AppTest

from rnnviz.ui.watch import how_to
from rnnviz.ui.watch.how_to import LINES, WHOLE


def test_the_lines_are_right(own_store):
    told = {"model": torch.nn.GRU(2, 3)}
    exec(LINES, told)
    with told["watch"] as watch:
        assert watch.name == "my run"
        assert watch.layers


def test_the_whole_loop_runs_and_has_something_to_be_seen(own_store):
    short = WHOLE.replace("5000", "3").replace("every=20", "every=1")
    assert short.count("3):") == 1
    told = {}
    exec(short, told)
    assert told["watch"].closed
    assert told["watch"].frames


@pytest.mark.parametrize("mine", [True, False])
def test_who_can_have_no_loop_here_is_told_where(mine, own_store, monkeypatch):
    monkeypatch.setattr(how_to.loops, "may_come", lambda: mine)
    page = AppTest.from_function(show_how_to).run()
    assert not page.exception
    assert page.markdown[0].value.startswith(
        "No training loop is watched yet" if mine else "Loops are seen where they train"
    )
    assert LINES in [one.value for one in page.code]


def show_how_to():
    from rnnviz.ui.watch.how_to import how_to

    how_to()

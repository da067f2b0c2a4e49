"""Whether this is a notebook, and an output of it that changes in its place."""

import sys
from types import SimpleNamespace

import pytest
from IPython.core.displaypub import CapturingDisplayPublisher

from rnnviz.plot.notebook import NotebookOutput, notebook


@pytest.mark.parametrize(
    ("shell", "found"),
    [
        (None, None),
        (SimpleNamespace(display_pub="terminal"), None),
        (SimpleNamespace(display_pub="notebook", kernel=object()), "notebook"),
    ],
)
def test_a_notebook_is_where_ipython_has_a_kernel(monkeypatch, shell, found):
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda: shell))
    assert notebook() == found


def test_without_ipython_there_is_none(monkeypatch):
    monkeypatch.delitem(sys.modules, "IPython", raising=False)
    assert notebook() is None
    assert "IPython" not in sys.modules


def test_what_is_shown_later_takes_the_place_of_what_was():
    publisher = CapturingDisplayPublisher()
    output, other = NotebookOutput(publisher), NotebookOutput(publisher)
    for words in ("first", "second"):
        output.show({"text/plain": words})
    other.show({"text/plain": "other"})
    first, second, third = publisher.outputs
    assert [one["update"] for one in publisher.outputs] == [False, True, False]
    assert first["transient"] == second["transient"] != third["transient"]
    assert second["data"] == {"text/plain": "second"}

"""What a class is told of a loop."""

import pytest
from support.stored_loops import train

from rnnviz.ui.session import watched_loops as loops
from rnnviz.ui.watch import seen_by_class
from rnnviz.ui.watch.watch_view import Watched


@pytest.mark.parametrize(
    ("explains", "asks", "told"), [(True, 0.0, 0), (False, 0.0, 2), (False, 3.0, 0)]
)
def test_it_is_told_where_nothing_else_says_it_and_no_question_does(monkeypatch, explains, asks, told):
    train(2, last=True)
    (loop,) = loops.newest()
    heads = loops.open_loops().heads(loop.id)
    frame = loops.frame_of(loop, heads[0].number)
    said = []
    monkeypatch.setattr(seen_by_class, "caption", said.append)
    monkeypatch.setattr(seen_by_class, "are_shown", lambda: explains)
    monkeypatch.setattr(seen_by_class, "shown_since", lambda: asks)
    seen_by_class.seen_by_class(Watched(loop, heads, heads[0], True, frame, frame.layers["rnn"], 0))
    assert len(said) == told

"""Pictures of what is typed over a socket: drawn once, and with every frame of what is followed."""

import json

import pytest

from rnnviz.text import language
from rnnviz.text.allowance import at_each
from rnnviz.text.message import Refusal
from rnnviz.ui.components.live_piece import html_piece
from rnnviz.ui.components.theme import Appearance
from rnnviz.ui.components.typed_channel import TypedAsked, TypedChannel
from rnnviz.ui.session import page_clock
from rnnviz.ui.session.address_fields import Field, always, text, whole

FIELDS = (Field("text", always("a"), text(5)), Field("n", always(3), whole(1, 9), key="my n"))
ASKED = TypedAsked("unroll", Appearance("zh", True, False), True, "word", (("text", "bc"),))


def draw(state, asked):
    return {"said": html_piece(f"{state['text']} {state['my n']} {language.current()}")}


def test_what_is_asked_for_is_read_as_it_was_written():
    assert TypedAsked.read(ASKED.query()) == ASKED
    for wrong in ({"language": "xx"}, {"language": "zh"}):
        with pytest.raises(Refusal, match=r"There are no such pictures\."):
            TypedAsked.read(wrong if len(wrong) == 1 else ASKED.query() | wrong)
    with pytest.raises(Refusal):
        TypedAsked.read(ASKED.query() | {"language": "xx"})


def test_it_is_drawn_once_in_the_readers_language():
    channel = TypedChannel(FIELDS, draw, ASKED)
    shown = channel.newer()
    assert json.loads(shown.pieces["said"][1]) == {"kind": "html", "data": "bc 3 zh"}
    assert shown.ends
    assert language.current() == "en"  # nobody else's has changed
    assert channel.key == ASKED


def test_what_is_followed_is_drawn_with_every_frame():
    frames = iter([1, 1, 2])
    channel = TypedChannel(FIELDS, draw, ASKED, lambda state: next(frames))
    first, second, third = (channel.newer() for _ in range(3))
    assert not first.ends
    assert second is None
    assert third.pieces.keys() == first.pieces.keys()


def test_what_cannot_be_set_is_refused():
    asked = TypedAsked.read(ASKED.query() | {"n": "10"})
    with pytest.raises(Refusal, match="whole numbers from 1 to 9"):
        TypedChannel(FIELDS, draw, asked).newer()


def test_what_nobody_waits_for_any_more_ends_without_a_picture(monkeypatch):
    monkeypatch.setattr(page_clock, "UNWANTED", 0.0)
    channel, looks = None, []

    def endless(state, asked):
        for piece in at_each(iter(int, 1)):
            looks.append(piece)
            channel.leave()

    channel = TypedChannel(FIELDS, endless, ASKED)
    shown = channel.newer()
    assert looks and shown.ends and not shown.pieces

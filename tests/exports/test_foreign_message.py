"""Sentences from a file: what is rnnviz's is taken, what asks for more than its fields is not."""

import pytest

from rnnviz.exports.foreign_message import refuse_forged
from rnnviz.text.message import NOTHING, Message, Refusal


@pytest.mark.parametrize(
    "message",
    [
        NOTHING,
        Message("Stopped; it can go on from here."),
        Message("Run {place} diverged at update {update:,}.", place=1, update=1000),
        Message("{count} step", "{count:,} steps", count=3),
        Message.join(Message("One."), Message("Two {x:.3g}.", x=0.5)),
        Message("It failed: {problem:clause}.", problem=Message("Broken {names!r}.", names=["a", 1])),
        Message("{share:.1%} of {{all}}", share=0.5),
    ],
)
def test_a_sentence_of_ours_is_taken(message):
    refuse_forged(message)


@pytest.mark.parametrize(
    "message",
    [
        Message("{x.__class__}", x="a"),
        Message("{x[0]}", x="a"),
        Message("{part.__init__.__globals__}", part=Message("secret")),
        Message("{y}", x="a"),
        Message("{}", x="a"),
        Message("{0}", x="a"),
        Message("{x:>999999999}", x="a"),
        Message("{x:{x}}", x="9"),
        Message("{x!a}", x="a"),
        Message("{x", x="a"),
        Message("fine", "{count.real}", count=2),
        Message("{x:d}", x="a"),
        Message("{x}", x="a" * 10_000),
        Message("x" * 10_000),
        Message("{x}", x=["a" * 10_000]),
        Message("{a}", a=Message("{a.text}", a="x")),
    ],
)
def test_a_form_that_asks_for_more_is_none(message):
    with pytest.raises(Refusal, match="its sentence is none of rnnviz's"):
        refuse_forged(message)


def test_a_sentence_within_a_sentence_without_end_is_none():
    message = Message("deep")
    for _ in range(10):
        message = Message("{a}", a=message)
    with pytest.raises(Refusal):
        refuse_forged(message)

"""A truncation in words, as people read it; its notation, `windows5`, is for addresses and boxes."""

from rnnviz.runs.truncation import Truncation
from rnnviz.text.language import _
from rnnviz.text.message import Message


def cut_label(cut: Truncation) -> str:
    """A truncation as it stands in a legend: "cut every 5"."""
    if cut.every is None:
        return _("not cut")
    if cut == Truncation.windows(1):
        return _("cut at every step")
    if cut == Truncation.windows(cut.every):
        return _("cut every {every}").format(every=cut.every)
    if cut == Truncation.even(cut.every):
        return _("cut evenly, {reach} back").format(reach=cut.reach)
    if cut.every == 1:
        return _("sliding, {reach} back").format(reach=cut.reach)
    words = _("every {every}, each {reach} back") if cut.each else _("every {every}, {reach} back")
    return words.format(every=cut.every, reach=cut.reach)


def cut_phrase(cut: Truncation) -> Message:
    """A truncation as a part of a sentence: "a cut every 5 steps"."""
    if cut.every is None:
        return Message("no cut")
    if cut == Truncation.windows(1):
        return Message("a cut at every step")
    if cut == Truncation.windows(cut.every):
        return Message("a cut every {every} steps", every=cut.every)
    if cut == Truncation.even(cut.every):
        return Message("an even cut of {reach} steps", reach=cut.reach)
    if cut.every == 1:
        return Message("a sliding cut of {reach} steps", reach=cut.reach)
    if cut.each:
        return Message(
            "an update every {every} steps and a reach of {reach} for each loss",
            every=cut.every,
            reach=cut.reach,
        )
    return Message(
        "an update every {every} steps and a reach of {reach}", every=cut.every, reach=cut.reach
    )

"""How much each token surprises a network, or what each step costs it, as bars."""

import numpy as np

from rnnviz.figures.base import plotly
from rnnviz.figures.base.html import escape
from rnnviz.figures.base.numbers import number, three_digits
from rnnviz.figures.base.plotly import Part, pen
from rnnviz.figures.base.style import INK, NAMED
from rnnviz.nn.network import Network
from rnnviz.nn.tokenizer import Typed
from rnnviz.nn.trace import Trace
from rnnviz.text.language import _

HEIGHT = 260


def surprise(net: Network, typed: Typed, trace: Trace, step: int, dark: bool) -> Part:
    """The surprise -log p of each typed token, in nats, at its own place: the loss of predicting it one
    step earlier. Where the answers were given, the loss of each step instead."""
    costs, known = trace.losses, np.isfinite(trace.losses)
    rules, notes = _guessing(net, dark)
    if not known.any():
        notes.insert(0, plotly.instead(_("one more token, and its surprise stands here"), 0.4))
    title, axis = _titles(net, typed)
    mean = _(" (mean {mean})").format(mean=number(float(costs[known].mean()))) if known.any() else ""
    where = _("time step: what is read") if typed.given else _("the typed token")
    return plotly.figure(
        [_bars(net, typed, trace)],
        title + mean,
        dark,
        HEIGHT,
        xaxis=plotly.step_axis(typed.pieces, where),
        yaxis=plotly.axis(axis, rangemode="tozero"),
        shapes=[plotly.current_step(step, dark), *rules],
        annotations=notes,
    )


def _titles(net: Network, typed: Typed) -> tuple[str, str]:
    """The picture's title and its axis'."""
    if not typed.given:
        return _("Surprise −log p, in nats"), _("surprise (nats)")
    unit = _("half the squared error") if net.output == "linear" else _("nats")
    return _("Loss of each step, in {unit}").format(unit=unit), _("loss ({unit})").format(unit=unit)


def _bars(net: Network, typed: Typed, trace: Trace) -> Part:
    """A bar for each loss that there is; the first token surprises nobody, so bars begin at the second,
    unless the answers were given."""
    costs, known = trace.losses, np.isfinite(trace.losses)
    places = np.arange(len(costs)) + (1 if typed.given else 2)
    words = [
        _("after “{piece}” comes “{answer}”:<br>").format(piece=escape(piece), answer=escape(answer))
        + _cost_in_words(net, cost)
        for piece, answer, cost in zip(typed.pieces, typed.answers, costs, strict=True)
    ]
    shown = [word for word, here in zip(words, known, strict=True) if here]
    hover = {"hovertext": shown, "hoverinfo": "text", "textposition": "none"}
    return plotly.bars(places[known], costs[known], {"color": NAMED[1]}, **hover)


def _cost_in_words(net: Network, cost: float) -> str:
    if net.output == "linear":
        return _("half the squared error is {cost}").format(cost=number(cost))
    bits = _("{nats} nats ({bits} bits)").format(nats=number(cost), bits=number(cost / np.log(2)))
    return f"p = {three_digits(float(np.exp(-cost)))}, {bits}"


def _guessing(net: Network, dark: bool) -> tuple[list[Part], list[Part]]:
    """The loss of guessing as a rule with its name, where there is one."""
    if net.output != "softmax":
        return [], []
    chance = float(np.log(net.outputs))
    text = _("guessing: {chance}").format(chance=number(chance))
    corner = {"xref": "paper", "yanchor": "bottom", "xanchor": "right"}
    return [plotly.level(chance, pen(INK[dark], 1.5, "dash"))], [
        plotly.label(1, chance, text, **corner)
    ]

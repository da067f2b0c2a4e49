"""What Unroll unfolds below its pictures: the tokens as numbers, what PyTorch returns, parameters and
costs. Each is computed when it is open and not before."""

from dataclasses import dataclass

import numpy as np
import streamlit as st

from rnnviz.analysis.parameter_count import counted
from rnnviz.analysis.recurrence_costs import costs_of
from rnnviz.figures.unroll import parameters, returned, token_table
from rnnviz.nn import pytorch
from rnnviz.nn.pytorch import Returned
from rnnviz.nn.trace import Trace
from rnnviz.text.language import _
from rnnviz.ui.components.html import caption, markup, notice
from rnnviz.ui.components.unfolds import unfolds
from rnnviz.ui.network.reading import Reading
from rnnviz.ui.session import address_fields
from rnnviz.ui.session.page_state import page_state

KEY = "unfolded "
FIELDS = tuple(
    address_fields.flag_field(word, KEY + word)
    for word in ("edges", "anatomy", "writing", "tokens", "returns", "parameters")
)


@dataclass
class AskedPyTorch:
    """What PyTorch computed last, and of which trace."""

    trace: Trace | None = None
    found: tuple[Returned, Returned] | None = None


def tokens(now: Reading, step: int) -> None:
    """What was typed as ids, pairs, one-hot rows and rows of the embedding."""
    net, typed = now.net, now.typed
    with unfolds(
        KEY + "tokens", _("The text as ids, pairs, one-hot rows and rows of an embedding")
    ) as opened:
        if not opened:
            return
        if not token_table.has_tokens(net, typed):
            caption(_("This network reads numbers as they are: they need no ids and no embedding."))
            return
        step = min(step, now.trace.steps - 1)
        markup(token_table.vocabulary_html(net, typed))
        markup(token_table.tokens_html(net, typed, now.trace, step))
        markup(token_table.picked_html(net, typed, step))


def returns(now: Reading) -> None:
    """What PyTorch's module returns for this, and, if it is asked, PyTorch's own numbers."""
    with unfolds(KEY + "returns", _("What PyTorch returns: output and h_n")) as opened:
        if not opened:
            return
        net, trace, asked = now.net, now.trace, page_state(AskedPyTorch)
        markup(returned.places_html(net, trace))
        markup(returned.arrays_html(net, trace))
        if st.button(_("Let PyTorch compute it"), key=KEY + "ask"):
            try:
                asked.found = pytorch.returned(
                    net, trace.read[0], (trace.initial, trace.initial_memory)
                )
            except ValueError as problem:
                notice(str(problem), to_class=False)
                return
            asked.trace = trace
        if asked.found is not None and _same(asked.trace, trace):
            markup(returned.compared_html(net, trace, *asked.found))


def _same(one: Trace | None, other: Trace) -> bool:
    """Whether PyTorch was asked for this trace: the script runs anew with every click."""
    return one is not None and np.array_equal(one.hidden, other.hidden)


def counts(now: Reading) -> None:
    """The parameters by formula, and what recurrence is good at and costs."""
    with unfolds(
        KEY + "parameters", _("Parameters of RNN, GRU and LSTM; advantages and costs")
    ) as opened:
        if opened:
            parts = counted(now.net)
            caption(parameters.counted_sentence(now.net, parts))
            markup(parameters.counted_html(now.net, parts))
            markup(parameters.costs_html(now.net, costs_of(now.net, now.trace)))

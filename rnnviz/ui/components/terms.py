"""The terms that explain themselves where they stand: a button each, whose sentence `static/terms.js`
shows."""

import html
import re
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from rnnviz.text.language import N_, _
from rnnviz.ui.components.static_files import loader

# each term and what it means
TERMS = {
    N_("nats"): N_(
        "The unit of a loss −log p with the natural logarithm. A loss of 0.69 nats is one bit: as "
        "unsure as about a fair coin."
    ),
    N_("logits"): N_(
        "The network’s raw scores, one for each possible answer. Softmax makes probabilities of them."
    ),
    N_("lag"): N_("How many steps lie between a bit and the answer that depends on it."),
    N_("carried"): N_(
        "The state at the end of a window is where the next window begins. Reset means that each "
        "window begins at zero."
    ),
    N_("teacher forcing"): N_(
        "While it trains, the decoder reads the right token before each step and not the one that it "
        "wrote itself."
    ),
    N_("floor"): N_(
        "A loss to compare with: what one reaches at best who knows just what is written on its line."
    ),
    N_("truncation"): N_(
        "The backward pass is cut: the gradient of a loss does not go back to all earlier steps. The "
        "states go on forward as before."
    ),
    N_("perplexity"): N_(
        "e to the power of the loss in nats: as unsure as a choice among so many equally likely "
        "answers."
    ),
    N_("gradient"): N_(
        "How much the loss changes, for each unit, if a number is moved a little; one such factor for "
        "each number."
    ),
    N_("hidden state"): N_(
        "The numbers that the network keeps from one step to the next: all that it knows of what it "
        "has read."
    ),
    N_("norm"): N_("The length of a vector: the root of the sum of its squares."),
    N_("eigenvalue"): N_(
        "A factor by which a matrix stretches one of its own directions. The largest one decides in "
        "the long run."
    ),
    N_("singular value"): N_(
        "How far a matrix stretches some direction in one step. No step can stretch more than by the "
        "largest."
    ),
    N_("clipping"): N_("A gradient that is longer than a limit is made shorter before it is used."),
    N_("samples"): N_("How many inputs a run has seen, all rows of its batch counted."),
    N_("epoch"): N_(
        "Once through all data: a text read to its end, or each review or pair of words once. Bits in "
        "epochs are drawn anew each time."
    ),
    N_("mini-batch"): N_(
        "The rows that one update reads at once: parts of the long sequence, each with a state of its "
        "own. The gradient is the mean over them."
    ),
    N_("right answers"): N_(
        "How often the likelier answer is the right one. That may stay the same while the loss falls: "
        "then the network has become surer where it should."
    ),
    N_("window"): N_("The steps between two updates, which are trained on together."),
    N_("one-hot"): N_(
        "A token as a vector of zeros with a single 1, at the place of its id in the vocabulary."
    ),
    N_("embedding"): N_(
        "A table with a row of learned numbers for each token: its id picks the row, and that is what "
        "the network reads."
    ),
    N_("chain rule"): N_(
        "The derivative of one thing through another is the product of both derivatives; where several "
        "ways lead there, their products are added up."
    ),
    N_("epoch"): N_("Once through all the data that is trained on."),
    N_("context vector"): N_(
        "c, what the encoder hands to the decoder: all that the decoder gets to know of what was read."
    ),
    N_("Jacobian"): N_(
        "All derivatives of one vector by another, as a matrix: row i says how number i of the first "
        "moves with each number of the second."
    ),
    N_("spectral norm"): N_(
        "The largest factor by which a matrix stretches any vector: its largest singular value."
    ),
    N_("one-hot vector"): N_("1 at the place of one token, 0 at all others."),
    N_("activation"): N_("The function that each unit applies to its sum, such as tanh."),
}


@cache
def _component() -> Callable[..., Any]:
    return st.components.v2.component(
        "rnnviz_terms",
        html="<span></span>",
        css=Path(__file__).with_name("terms.css").read_text(),
        js=loader("terms.js"),
        isolate_styles=False,
    )


def terms() -> None:
    """Let the terms on a page be asked; every page places this once."""
    _component()(key="terms", data={}, height=1)


def with_terms(source: str, words: Sequence[str]) -> str:
    """HTML in which the first place of each of some terms can be asked; those that do not stand there
    come before it."""
    left = []
    for word in words:
        found = _place(source, word)
        if found is None:
            left.append(button(word, html.escape(_(word))))
        else:
            source = source[: found.start()] + button(word, found[0]) + source[found.end() :]
    return (f'<p class="more">{" ".join(left)}</p>' if left else "") + source


def explained_within(source: str, words: Sequence[str]) -> str:
    """The same with those alone that stand there."""
    return with_terms(source, [word for word in words if _place(source, word)])


def _place(source: str, word: str) -> re.Match[str] | None:
    """The first place of a term: not within a tag, and of Latin words not a part of another."""
    said = html.escape(_(word))
    edge = r"\b" if said.isascii() else ""
    return re.search(rf"{edge}{re.escape(said)}{edge}(?![^<]*>)", source, re.IGNORECASE)


def button(word: str, shown: str) -> str:
    """A term that can be asked, as it stands in HTML."""
    meaning = html.escape(_(TERMS[word]), quote=True)
    return (
        f'<button type="button" class="term" aria-expanded="false" data-meaning="{meaning}">'
        f"{shown}</button>"
    )

"""What a captioning encoder-decoder says of one picture: the sentence, the vector that it is made from,
and the likeliest words at each of its steps. HTML."""

import html
from collections.abc import Sequence

import numpy as np

from rnnviz.analysis.encoder_decoder_trace import Passage, numbers
from rnnviz.figures.base.html import judged, share_text, show, value_mark
from rnnviz.figures.base.style import colour_scale
from rnnviz.figures.tasks import encoder_decoder
from rnnviz.nn.cells.base import Array
from rnnviz.nn.decoding import END_TOKEN
from rnnviz.tasks.pictures import CELLS, Kind
from rnnviz.text.language import _

SHOWN = 4  # words at each step


def verdict(sentence: str, kind: Kind | None, untrained: bool) -> str:
    """The sentence, and whether it is right, where the picture is of a known kind."""
    shown = html.escape(sentence) or f"<i>{_('nothing')}</i>"
    if kind is None:
        said = f"<small>{_('no shape that it was trained on')}</small>"
    else:
        right = sentence == kind.sentence
        wrong = _("✗ wrong, it is {right}").format(right=kind.sentence)
        said = judged(right, _("✓ right") if right else wrong)
        if untrained:
            said += f" <small>{_('such a picture was never trained on')}</small>"
    return f'<p class="verdict"><b>{shown}</b> {said}</p>'


def words(one: Passage, answers: Sequence[str]) -> str:
    """The picture's vector, and below it the answer word by word: the state that each comes from, and
    the likeliest words with their probabilities, the chosen one first."""
    handed = numbers(one.handed)
    scale = colour_scale(one.written)
    count = sum(map(len, handed.values()))
    told = (
        _(
            "<b>c</b>, made of the {cells} cells in one step: {count} numbers, the decoder's first "
            "state; it reads the last layer's h again at every step"
        )
        if one.again
        else _(
            "<b>c</b>, made of the {cells} cells in one step: {count} numbers, the decoder's first "
            "state"
        )
    )
    title = told.format(cells=CELLS, count=count)
    cards = "".join(
        _card(place, one.written[place - 1], chances, answers, scale)
        for place, chances in enumerate(one.probabilities, 1)
    )
    strip = encoder_decoder.vector(handed, title)
    return f'<div class="passage">{strip}<div class="words">{cards}</div></div>'


def _card(place: int, state: Array, chances: Array, answers: Sequence[str], scale: float) -> str:
    """One step: its state, the word that is chosen, and the bars of the likeliest."""
    best = np.argsort(-chances, kind="stable")[:SHOWN]
    bars = "".join(
        f'<li class="{"chosen" if rank == 0 else ""}" style="--share:{chances[token]:.4f}"'
        f"{value_mark(chances[token])}>"
        f"<span>{_word(answers, token)}</span><span>{share_text(float(chances[token]))}</span></li>"
        for rank, token in enumerate(best)
    )
    image = encoder_decoder.picture(state, scale)
    return (
        f'<section><h3><img{value_mark(state)} src="{image}" '
        f'alt="{_("state of step {step}").format(step=place)}"/>'
        f"{_word(answers, best[0])}</h3><ol>{bars}</ol></section>"
    )


def _word(answers: Sequence[str], token: int) -> str:
    """A word as it is shown; END by its sign and its name."""
    return (
        f"{show(answers[token])} {_('end')}"
        if token == END_TOKEN
        else html.escape(show(answers[token]))
    )

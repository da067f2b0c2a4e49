"""What a translating encoder-decoder does with one text: sentences, the chance of every character at
every place of the answer, the likeliest answers."""

import html
from collections.abc import Sequence

import numpy as np

from rnnviz.analysis.encoder_decoder_trace import Passage, numbers
from rnnviz.figures.base import plotly
from rnnviz.figures.base.exact_numbers import told
from rnnviz.figures.base.html import (
    ValuedText,
    bar_cell,
    cell,
    escape,
    judged,
    share_text,
    show,
    typed,
    valued,
)
from rnnviz.figures.base.numbers import bare_percent, given, number, percent
from rnnviz.figures.base.plotly import Part, pen
from rnnviz.figures.base.style import CHANCE_SCALE, FONT, INK, NAMED, colour_scale
from rnnviz.figures.tasks import encoder_decoder
from rnnviz.figures.tasks.chance_numbers import chance_sheets
from rnnviz.nn.decoding import END_TOKEN, START_TOKEN, Answer
from rnnviz.nn.tokenizer import pieces
from rnnviz.text.language import _, listed

LEAST = 0.005  # a smaller probability is not written into its cell
MOST_ROWS = 16  # in which all characters are listed
MOST_WRITTEN = 18  # places whose cells have room for numbers
WIDEST = 11  # places that are drawn at least, so that the picture does not jump


def verdict(text: str, answer: str, right: str | None, note: str, of: str = "") -> str:
    """The text, its answer, and whether it is right, as far as anybody can say; `of` is the text whose
    vector was handed over instead, and to which the answer is right."""
    said = ""
    if right is not None and answer == right:
        told = _("the answer to “{of}”: c alone decides").format(of=typed(of)) if of else _("right")
        said = judged(True, f"✓ {told}")
    elif right is not None:
        told = _("✗ wrong, the answer to “{of}” is {right}") if of else _("✗ wrong, it is {right}")
        said = judged(False, told.format(of=typed(of), right=typed(right)))
    whose = _("with another's c")
    handed = f" <small>{whose}</small>" if of else ""
    shown = typed(answer) if answer else f"<i>{_('nothing')}</i>"
    small = f" <small>{html.escape(note)}</small>" if note else ""
    return f'<p class="verdict"><b>{typed(text)}</b>{handed} → <b>{shown}</b> {said}{small}</p>'


def diagram(
    one: Passage, read: Sequence[str], answers: Sequence[str], right: str | None, of: str = ""
) -> str:
    """Both chains unrolled, and between them the one thing that goes from encoder to decoder."""
    handed = numbers(one.handed)
    scale = colour_scale(np.concatenate([one.read.ravel(), one.written.ravel()]))
    written = [answers[token] for token in one.tokens]
    chances = one.probabilities[np.arange(len(one.tokens)), one.tokens]
    wrong = [] if right is None else _wrong(written, right, answers)
    fed = [answers[0], *written[:-1]]
    count = sum(map(len, handed.values()))
    name = _("the last state of “{of}”").format(of=typed(of)) if of else _("the encoder's last state")
    told = (
        _(
            "<b>c</b>, {name}: {count} numbers, and all that the decoder gets to know: it starts from "
            "them and reads the last layer's h again at every step"
        )
        if one.again
        else _("<b>c</b>, {name}: {count} numbers, and all that the decoder gets to know")
    )
    title = told.format(name=name, count=count)
    parts = [encoder_decoder.reading(read, one.read, scale)]
    if of:
        own = numbers(one.own)
        parts.append(encoder_decoder.vector(own, _("its own <b>c</b> is not handed over ✗"), "unused"))
    parts.append(encoder_decoder.vector(handed, title, "swapped" if of else ""))
    parts.append(encoder_decoder.writing(fed, one.written, written, chances, scale, wrong, one.again))
    return f'<div class="passage">{"".join(parts)}</div>'


def _wrong(written: Sequence[str], right: str, answers: Sequence[str]) -> list[bool]:
    """Whether each character is another one than stands there in the right answer."""
    wanted = [*pieces(right, "characters"), answers[END_TOKEN]]
    return [place >= len(wanted) or token != wanted[place] for place, token in enumerate(written)]


def letters(one: Passage, answers: Sequence[str], dark: bool) -> Part:
    """The probability of every character at every place of the answer; the chosen one is framed."""
    shown, left = _rows(one, len(answers))
    places = list(range(1, len(one.tokens) + 1))
    names = [escape(answers[token]) for token in shown]
    axis = plotly.axis(grid=False, ticks="")
    across = {
        "side": "top",
        "range": [0.5, max(len(places), WIDEST) + 0.5],
        "tickvals": places,
        "ticktext": [f"<b>{escape(answers[token])}</b>" for token in one.tokens],
        "tickangle": 0,
        "tickfont": {"size": 17},
    }
    down = {
        "tickvals": list(range(len(shown))),
        "ticktext": names,
        "autorange": "reversed",
        "tickfont": {"size": 16},
        "title": {"text": _("character; ⊣ ends{left}").format(left=left)},
    }
    made = plotly.figure(
        [_chances(one, shown, names, dark)],
        _("Chance of each character in %; chosen: framed"),
        dark,
        110 + 21 * len(shown),
        font={"family": FONT, "size": 15, "color": INK[dark]},
        xaxis=axis | across,
        yaxis=axis | down,
        shapes=[
            plotly.around_cell(place, shown.index(token), pen(NAMED[1], 3))
            for place, token in zip(places, one.tokens.tolist(), strict=True)
        ],
        margin={"l": 64, "r": 24, "t": 84, "b": 16},
    )
    return told(made, chance_sheets(one.tokens, one.probabilities, answers), [one.probabilities])


def _chances(one: Passage, shown: Sequence[int], names: Sequence[str], dark: bool) -> Part:
    """The probabilities as colours; those that are not too small are written, where there is room."""
    chances = one.probabilities[:, shown].T.tolist()
    written = len(one.tokens) <= MOST_WRITTEN
    hover = _("character %{x} of the answer is “%{customdata[0]}” with %{customdata[1]}")
    return plotly.heat_map(
        chances,
        CHANCE_SCALE[dark],
        0.0,
        1.0,
        x=list(range(1, len(one.tokens) + 1)),
        xgap=2,
        ygap=1,
        text=[[bare_percent(p) if p >= LEAST and written else "" for p in row] for row in chances],
        texttemplate="%{text}",
        textfont={"size": 15, "color": INK[dark]},
        customdata=[
            [[name, percent(p)] for p in row] for name, row in zip(names, chances, strict=True)
        ],
        hovertemplate=plotly.hover(hover),
        showscale=False,
    )


def _rows(one: Passage, count: int) -> tuple[list[int], str]:
    """The tokens that have a row, and what is to be said of those that have none: START where it is
    nowhere likely, and of many characters all that are not."""
    most = one.probabilities.max(axis=0)
    likely = {token for token in range(count) if most[token] >= LEAST} | set(one.tokens.tolist())
    every = [*range(2, count), END_TOKEN, *({START_TOKEN} & likely)]
    shown = every if len(every) <= MOST_ROWS else [token for token in every if token in likely]
    return shown, "" if len(shown) == len(every) else _(", others stay below {least} %").format(
        least=given(100 * LEAST)
    )


def letters_alt(one: Passage, answers: Sequence[str]) -> str:
    """The same picture in words."""
    chosen = one.probabilities[np.arange(len(one.tokens)), one.tokens]
    said = listed(
        f"{show(answers[token])} {percent(float(chance))}"
        for token, chance in zip(one.tokens, chosen, strict=True)
    )
    return _("Probability of each character at each place of the answer. Chosen are {said}.").format(
        said=said
    )


def answers_table(found: Sequence[Answer], texts: Sequence[str], greedy: str, right: str | None) -> str:
    """The answers that a beam found, best first, with the logarithms of their probabilities; the greedy
    one, and the right one, are marked."""
    rows, nothing = [], _("nothing")
    for place, (answer, text) in enumerate(zip(found, texts, strict=True), 1):
        chance = float(np.exp(answer.log_probability))
        marks = [_("greedy")] if text == greedy and answer.ended else []
        marks += [_("✓ right")] if text == right and answer.ended else []
        marks += [] if answer.ended else [_("without an end")]
        rows.append(
            f'<tr class="{"mine" if place == 1 else ""}"><th>{place}.</th>'
            f"<th>{html.escape(text) or f'<i>{nothing}</i>'}</th>"
            f"{cell(_nats(answer.log_probability))}{cell(share_text(chance))}"
            f"{bar_cell(chance)}<td>{', '.join(marks)}</td></tr>"
        )
    head = (
        f"<tr><td></td><th>{_('answer')}</th><td>{_('log p (nats)')}</td><td>p</td><td></td><td></td>"
        "</tr>"
    )
    caption = _("The likeliest answers of a beam of {count}, best first").format(count=len(found))
    table = f"<caption>{caption}</caption>{head}{''.join(rows)}"
    return f'<div class="answered"><table class="beside beams">{table}</table></div>'


def _nats(value: float) -> ValuedText:
    return valued(number(value) if value < -0.005 else "≈0" if value < 0.0 else "0", value)

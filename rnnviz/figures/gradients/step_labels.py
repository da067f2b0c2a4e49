"""What the steps of a text are called at the sides of the matrix and in its hovers."""

import re
from collections.abc import Sequence

from rnnviz.figures.base.html import escape
from rnnviz.figures.base.numbers import letters
from rnnviz.figures.base.plotly import ROOM_FOR_ALL, Part
from rnnviz.text.language import _
from rnnviz.text.written import isolated

APART = "\u00a0" * 5  # moves every other label aside, where two above each other would touch
LONGEST_ASIDE = 5  # letters of a label that is moved aside
SHOWN = 8  # letters of a piece that are shown
MARKUP = re.compile(r"<[^>]*>|&\w+;|[\u2068\u2069]")
LONGEST_ANSWER = 4  # letters of what is due, where it stands behind a token


def step_ticks(
    pieces: Sequence[str],
    answers: Sequence[str],
    most: int,
    always: int | None = None,
    lanes: int = 1,
    across: bool = False,
) -> Part:
    """A label a step, with what is due there if there is room, and fewer of a long sequence; the one of
    the step `always` is among them, in bold. Of `lanes` two, twice as many fit of short ones, in turn
    beside the axis and further from it. Of labels that stand `across`, beside each other, fewer fit of
    long ones."""
    long = max((len(piece) for piece in (*pieces, *answers)), default=1)
    lanes = lanes if long <= LONGEST_ASIDE else 1
    if across:  # a short one has room for two letters
        most = max(1, min(most, 2 * most // (min(long, SHOWN + 1) + 1)))
    with_answers = len(pieces) <= most and any(answers) and long <= LONGEST_ANSWER
    each = max(1, -(-len(pieces) // (most * lanes)))
    turns = lanes > 1 and len(pieces) > most
    places = [i for i in range(0, len(pieces), each) if always is None or abs(i - always) >= each]
    places = sorted({*places, *([] if always is None else [always])})
    labels = []
    for place, i in enumerate(places):
        label = isolated(escape(pieces[i] if len(pieces[i]) <= SHOWN else pieces[i][:SHOWN] + "…"))
        label += f" → {isolated(escape(answers[i]))}" if with_answers and answers[i] else ""
        label = f"<b>{label}</b>" if i == always else label
        labels.append(label + APART if turns and place % 2 else label)
    return {
        "tickmode": "array",
        "tickvals": [i + 1 for i in places],
        "ticktext": labels,
        "tickangle": 0,
        "tickfont": {"size": 16 if len(pieces) <= most else 13},
    } | ROOM_FOR_ALL


def width_of(label: str, size: float) -> float:
    """About how many pixels wide a label is, in letters of a size."""
    text = MARKUP.sub(lambda found: "x" if found[0].startswith("&") else "", label)
    blanks = text.count(" ") + text.count("\u00a0")
    return size * (0.55 * letters(text) - 0.27 * blanks)


def step_names(pieces: Sequence[str], answers: Sequence[str], side: int) -> list[str]:
    """What hovers call each step, or each block of steps."""
    if side > 1:
        firsts = range(0, len(pieces), side)
        return [_block_name(pieces, first, min(first + side, len(pieces))) for first in firsts]
    names = []
    for step, (piece, answer) in enumerate(zip(pieces, answers, strict=True), 1):
        said = _("“{piece}” (step {step}, due “{answer}”)") if answer else _("“{piece}” (step {step})")
        names.append(said.format(piece=escape(piece), step=step, answer=escape(answer)))
    return names


def _block_name(pieces: Sequence[str], first: int, last: int) -> str:
    text = escape("".join(pieces[first:last])[:24])
    return _("“{text}” (steps {first}–{last})").format(text=text, first=first + 1, last=last)

"""The four shapes that sequences can take, as small unrolled networks, and the tasks of each. HTML."""

import html
from collections.abc import Mapping, Sequence

from rnnviz.text.language import N_, _

STEP, LEFT, RADIUS, HALF = 26, 12, 6.5, 8  # pixels
ABOVE, MIDDLE, BELOW = 9, 33, 57
HEIGHT = 66
GAP = 12  # between encoder and decoder

# inputs and outputs at each of the steps, and after how many of them the decoder begins
_SHAPES = {
    "N to N": ((1, 1, 1, 1), (1, 1, 1, 1), 0),
    "N to 1": ((1, 1, 1, 1), (0, 0, 0, 1), 0),
    "1 to N": ((1, 0, 0, 0), (1, 1, 1, 1), 0),
    "N to M": ((1, 1, 1, 0, 0), (0, 0, 0, 1, 1), 3),
}
WORDS = {
    "N to N": N_("an answer at every step"),
    "N to 1": N_("one answer to the whole"),
    "1 to N": N_("one input, a sequence out"),
    "N to M": N_("read it all, then write"),
}
# what a shape is used for
USES = {
    "N to N": N_(
        "a tag for each word (its part of speech, part of a name or not), the next letter or word, "
        "a label "
        "for each frame of a film, the next value of a series"
    ),
    "N to 1": N_(
        "is a review positive, in which language is a text, which command was spoken, does a machine’s "
        "record show a fault"
    ),
    "1 to N": N_("a caption for a picture, a melody of a given style, a text on a given topic"),
    "N to M": N_(
        "translation, a summary, an answer in a dialogue, speech to text, what a program prints"
    ),
}


def uses() -> str:
    """The shapes, and what each is used for, in a line each."""
    lines = "".join(
        f"<li><b>{_(shape)}</b>, {html.escape(_(WORDS[shape]))}: {html.escape(_(said))}.</li>"
        for shape, said in USES.items()
    )
    return f'<ul class="references">{lines}</ul>'


def diagram(shape: str) -> str:
    """A shape as an SVG: inputs below, states joined by arrows, outputs above; of an encoder and a
    decoder the one arrow between them is drawn thick."""
    inputs, outputs, bridge = _SHAPES[shape]
    places = [
        LEFT + STEP * step + (GAP if bridge and step >= bridge else 0) for step in range(len(inputs))
    ]
    parts = []
    for step, x in enumerate(places):
        if inputs[step]:
            parts += [
                _arrow(x, BELOW - RADIUS, x, MIDDLE + HALF),
                f'<circle class="in" cx="{x}" cy="{BELOW}" r="{RADIUS}"/>',
            ]
        if outputs[step]:
            parts += [
                _arrow(x, MIDDLE - HALF, x, ABOVE + RADIUS),
                f'<circle class="out" cx="{x}" cy="{ABOVE}" r="{RADIUS}"/>',
            ]
        if step:
            kind = "bridge" if step == bridge else ""
            parts.append(_arrow(places[step - 1] + HALF, MIDDLE, x - HALF, MIDDLE, kind))
        kind = "state decoder" if bridge and step >= bridge else "state"
        parts.append(
            f'<rect class="{kind}" x="{x - HALF}" y="{MIDDLE - HALF}" width="{2 * HALF}" '
            f'height="{2 * HALF}" rx="3"/>'
        )
    width = places[-1] + LEFT
    return (
        f'<svg width="{width}" height="{HEIGHT}" viewBox="0 0 {width} {HEIGHT}" aria-hidden="true">'
        f"{''.join(parts)}</svg>"
    )


def _arrow(x: float, y: float, to_x: float, to_y: float, kind: str = "") -> str:
    """A line with a small head at its end."""
    back, side = (5, 3.5) if kind else (4, 2.5)
    if y == to_y:
        head = f"{to_x},{to_y} {to_x - back},{to_y - side} {to_x - back},{to_y + side}"
        line = f'x1="{x}" y1="{y}" x2="{to_x - back}" y2="{to_y}"'
    else:
        head = f"{to_x},{to_y} {to_x - side},{to_y + back} {to_x + side},{to_y + back}"
        line = f'x1="{x}" y1="{y}" x2="{to_x}" y2="{to_y + back}"'
    return f'<line class="arrow {kind}" {line}/><polygon class="head {kind}" points="{head}"/>'


def gallery(tasks: Mapping[str, Sequence[tuple[str, str]]], chosen: str) -> str:
    """One card a shape that has tasks, with its diagram and its tasks (name and title), all to be
    chosen; which one is so already is marked."""
    cards = []
    for shape in _SHAPES:
        listed = tasks.get(shape, ())
        if not listed:
            continue
        names = [name for name, __ in listed]
        first = chosen if chosen in names else names[0]
        titles = dict(listed)
        buttons = "".join(
            f'<button class="task" data-task="{html.escape(name)}" '
            f'aria-pressed="{"true" if name == chosen else "false"}">{html.escape(title)}</button>'
            for name, title in listed
        )
        words = _(WORDS[shape])
        kinds = ["card", *(["chosen"] * (chosen in names)), *(["many"] * (len(names) > 3))]
        cards.append(
            f'<div class="{" ".join(kinds)}" role="group" aria-label="{_(shape)}: {words}">'
            f'<button class="shape" data-task="{html.escape(first)}" tabindex="-1" '
            f'aria-label="{_(shape)}, {words}: {html.escape(titles[first])}">'
            f"<b>{_(shape)}</b>{diagram(shape)}</button>"
            f'<div class="side"><div class="words">{words}</div>'
            f'<div class="tasks">{buttons}</div></div></div>'
        )
    return f'<div class="cards">{"".join(cards)}</div>'

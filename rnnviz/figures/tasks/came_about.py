"""How what a network makes of an input came about: small pictures of it, at some stages of its
training. HTML."""

from collections.abc import Sequence
from dataclasses import dataclass

from rnnviz.figures.base.html import coloured, escape, value_mark
from rnnviz.figures.base.numbers import given, percent, short
from rnnviz.figures.base.style import norm_colour, signed_colour
from rnnviz.text.language import _

MOST_CELLS = 32  # of a strip


@dataclass(frozen=True)
class StripCell:
    """One step of a strip."""

    text: str
    value: float | None = None  # -1 to 1 on a signed strip, else 0 to 1; None has no colour
    right: bool = True  # else it is struck out


@dataclass(frozen=True)
class CellStrip:
    """Some steps beside each other."""

    name: str  # what is seen
    cells: Sequence[StripCell]
    signed: bool = False


@dataclass(frozen=True)
class Small:
    """A small picture: some strips, and what they come to in a few words."""

    strips: Sequence[CellStrip]
    said: str


@dataclass(frozen=True)
class Stage:
    """A small picture at a moment of the training."""

    share: float  # of the training, from 0 to 1
    samples: int
    small: Small


def came_about(stages: Sequence[Stage]) -> str:
    """The stages beside each other, the first one first; nothing if there is only one."""
    if len(stages) < 2:
        return ""
    title = _("How it came about")
    shown = "".join(map(_stage, stages))
    return (
        f'<div class="came"><h3>{title}</h3><div role="list" aria-label="{title}">{shown}</div></div>'
    )


def _stage(stage: Stage) -> str:
    small = stage.small
    head = f"<b>{_share(stage.share)}</b> <small>{_samples(stage.samples)}</small>"
    strips = "".join(map(_strip, small.strips))
    return f'<div role="listitem"><p>{head}</p>{strips}<p>{escape(small.said)}</p></div>'


def _share(share: float) -> str:
    """A share of the training, with two digits where it is small."""
    return percent(share) if share >= 0.1 or share == 0.0 else f"{given(100.0 * share, 2)} %"


def _samples(samples: int) -> str:
    return _("{samples} samples").format(samples=f"{samples:,}")


def _strip(strip: CellStrip) -> str:
    cells = strip.cells[:MOST_CELLS]
    more = "…" if len(strip.cells) > MOST_CELLS else ""
    shown = "".join(_cell(cell, strip.signed) for cell in cells)
    kind = "" if any(cell.text for cell in cells) else " bare"
    return f'<p class="strip{kind}"><small>{escape(strip.name)}</small><span>{shown}{more}</span></p>'


def _cell(cell: StripCell, signed: bool) -> str:
    kind = "" if cell.right else ' class="off"'
    if cell.value is None:
        return f"<i{kind}>{escape(cell.text) or '&nbsp;'}</i>"
    colour = signed_colour(cell.value) if signed else norm_colour(cell.value)
    title = short(cell.value) if signed else percent(min(max(cell.value, 0.0), 1.0))
    text = escape(cell.text) or "&nbsp;"
    mark = f'{kind}{value_mark(cell.value)} style="{coloured(colour)}"'
    return f'<i{mark} title="{escape(title)}">{text}</i>'

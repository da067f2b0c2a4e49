"""What floors and curves are called, in one column at the right of a loss chart."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from rnnviz.figures.base import plotly
from rnnviz.figures.base.numbers import fine, letters
from rnnviz.figures.base.placing import placed, spread
from rnnviz.figures.base.plotly import Part
from rnnviz.figures.base.style import GROUND, INK, colour_of, ink_of, see_through
from rnnviz.figures.training.loss_scale import LossScale
from rnnviz.text.language import _, listed

LETTER = 7.6  # pixels that a letter of a label takes up, about
LONGEST = 28  # letters on one line of it
WIDEST = 40  # letters where a picture is low, so that there are too few lines for two of each floor
LOW = 220  # pixels
NO_BREAK = "\u00a0"
LINE = 20  # pixels of a line, and
ROOM = 3  # between two labels
LEADER = 16  # pixels from the picture to a label: the line between them slants if it is moved
EARLY = 0.5  # of the way: a curve that ends before this has its name at its end, not in the column
COMMA = 6  # letters that a line may be longer to end with a comma or a colon
MARKS = ",;:："
FEWEST, MOST = 4, 9  # lines of the names of floors
SAME = 1.0  # pixels: floors that are nearer to each other bear one label


@dataclass(frozen=True)
class End:
    """A curve's end and what is said there."""

    place: int  # of the run
    samples: float
    loss: float
    text: str
    short: str  # without its name, where there is no room for that
    note: str = ""
    brief: str = ""  # its name and loss alone, on one line


@dataclass(frozen=True)
class _Label:
    y: float  # as it is drawn
    text: str
    look: Part

    @property
    def lines(self) -> int:
        return self.text.count("<br>") + 1


def labels(
    floors: Sequence[tuple[float, str]],
    ends: Sequence[End],
    scale: LossScale,
    total: float,
    pixels: float,
    dark: bool,
    logarithmic: bool = False,
    more: Sequence[str] = (),
) -> tuple[list[Part], int]:
    """Annotations for floors, each a loss and its words, and for the ends of curves, in a picture of so
    many pixels up to `total` samples; and how wide a margin they need at the right.

    `more` is said of each floor where all of them have room for it, else where the pointer rests on
    one and under the picture of a phone.

    Labels stand beside the picture and never lie on each other; a thin line leads to each.
    """
    late = _late(ends, total, logarithmic)
    column = [_of_end(end, scale, dark) for end in _fitting(late, pixels)]
    room = _lines(pixels)
    room -= sum(label.lines for label in column)
    column += _of_floors(floors, more, scale, pixels, int(min(room, MOST)), dark)
    notes = _in_column(column, scale, pixels)
    notes += _at_their_ends([end for end in ends if end not in late], scale, pixels, dark, logarithmic)
    widest = max((letters(line) for one in column for line in one.text.split("<br>")), default=0)
    return notes, int(LEADER + 8 + LETTER * widest)


def are_named(ends: Sequence[End], total: float, pixels: float, logarithmic: bool = False) -> bool:
    """Whether a picture of so many pixels has room for the names of all curves at their ends."""
    late = _late(ends, total, logarithmic)
    return all(shown.text != end.short for end, shown in zip(late, _fitting(late, pixels), strict=True))


def _fitting(ends: Sequence[End], pixels: float) -> list[End]:
    """What is said at the ends of curves in a picture of so many pixels: all of it, or their names and
    losses, or their losses alone, and their names are in the legend."""
    brief = [replace(end, text=end.brief.replace(" ", NO_BREAK)) for end in ends]
    for shown in (ends, brief):
        lines = sum(_folded(end).count("<br>") + 1 for end in shown)
        if all(end.text for end in shown) and lines <= _lines(pixels) - FEWEST:
            return list(shown)
    return [replace(end, text=end.short, note="") for end in ends]


def _lines(pixels: float) -> float:
    """So many lines of labels have room beside a picture."""
    return (pixels + LINE) / (LINE + ROOM)


def _late(ends: Sequence[End], total: float, logarithmic: bool) -> list[End]:
    """The curves whose names stand in the column."""
    return [end for end in ends if _share(end, total, logarithmic) >= EARLY]


def _folded(end: End) -> str:
    return folded(end.text) + (f"<br>{end.note}" if end.note else "")


def _share(end: End, total: float, logarithmic: bool) -> float:
    """How far to the right a curve ends."""
    if logarithmic:
        return float(np.log10(max(end.samples, 1.0)) / np.log10(max(total, 2.0)))
    return end.samples / max(total, 1.0)


def _of_end(end: End, scale: LossScale, dark: bool) -> _Label:
    look = {
        "name": f"end {end.short}",  # what is left of it on a phone
        "font": {"size": 15, "color": ink_of(end.place, dark)},
        "arrowcolor": colour_of(end.place, dark),
    }
    return _Label(float(scale.at(end.loss)), _folded(end), look)


def _of_floors(
    floors: Sequence[tuple[float, str]],
    more: Sequence[str],
    scale: LossScale,
    pixels: float,
    most: int,
    dark: bool,
) -> list[_Label]:
    """One label for all floors that lie on the same place, on so many lines at most, with `more` of
    each if that fits; of more than there is room for those that are farthest from each other."""
    if not floors:
        return []
    groups = _groups([*zip(floors, more or [""] * len(floors), strict=True)], scale, pixels)
    look = {"name": "floor", "font": {"size": 15}, "arrowcolor": INK[dark]}
    short = [f"{fine(group.loss)}  {_joined(group.words)}" for group in groups]
    whole = [
        _Label(group.y, "<br>".join(filter(None, (folded(text), group.more))), look)
        for group, text in zip(groups, short, strict=True)
    ]
    if sum(label.lines for label in whole) <= most:
        return whole
    if pixels < LOW and (beside := _one_line_each(groups, short, look, most)):
        return beside
    made = [
        _Label(group.y, folded(text), look | _rest(text, group.more))
        for group, text in zip(groups, short, strict=True)
    ]
    for count in range(max(most, 2), 1, -1):
        kept = [made[place] for place in spread([label.y for label in made], count)]
        if sum(label.lines for label in kept) <= most:
            break
    return kept


def _one_line_each(
    groups: Sequence["_SamePlace"], short: Sequence[str], look: Part, most: int
) -> list[_Label]:
    """Each floor on one line of at most so many, with `more` if all of them have room for it; nothing
    if there are too many, or one is too long."""
    with_more = [
        _Label(group.y, " · ".join(filter(None, (text, group.more))), look)
        for group, text in zip(groups, short, strict=True)
    ]
    without = [
        _Label(group.y, text, look | _rest(text, group.more))
        for group, text in zip(groups, short, strict=True)
    ]
    for column in (with_more, without):
        if len(column) <= most and all(letters(label.text) <= WIDEST for label in column):
            return column
    return []


def _rest(text: str, more: str) -> Part:
    """What has no room on a label, for who points at it."""
    return {"hovertext": listed((text, more))} if more else {}


@dataclass
class _SamePlace:
    """Floors that lie on the same place."""

    y: float  # as it is drawn
    loss: float
    words: list[str]
    more: str  # "" if it is not the same for all


def _groups(
    floors: Sequence[tuple[tuple[float, str], str]], scale: LossScale, pixels: float
) -> list[_SamePlace]:
    unit = pixels / (scale.high - scale.low)
    groups: list[_SamePlace] = []
    for (loss, words), more in sorted(floors, key=lambda floor: floor[0][0]):
        y, last = float(scale.at(loss)), groups[-1] if groups else None
        if last and (y - last.y) * unit < SAME and fine(loss) == fine(last.loss):
            last.words.append(words)
            last.more = more if last.more == more else ""
        else:
            groups.append(_SamePlace(y, loss, [words], more))
    return groups


def _joined(words: Sequence[str]) -> str:
    if len(words) <= 2:
        return "; ".join(words)
    return _("{first} and {count} others").format(first=words[0], count=len(words) - 1)


def _in_column(column: Sequence[_Label], scale: LossScale, pixels: float) -> list[Part]:
    unit = pixels / (scale.high - scale.low)
    wanted = [(label.y - scale.low) * unit for label in column]
    heights = [LINE * label.lines + ROOM for label in column]
    places = placed(wanted, heights, -LINE, pixels + LINE / 2)
    side = {"xref": "paper", "xanchor": "left", "yanchor": "middle", "align": "left", "borderpad": 1}
    return [
        plotly.leader(1, label.y, label.text, LEADER, place - level, **side, **label.look)
        for label, level, place in zip(column, wanted, places, strict=True)
    ]


def _at_their_ends(
    ends: Sequence[End], scale: LossScale, pixels: float, dark: bool, logarithmic: bool
) -> list[Part]:
    """The names of curves that end in the left half, at their ends, each on a ground of its own."""
    column = [_of_end(end, scale, dark) for end in ends]
    unit = pixels / (scale.high - scale.low)
    wanted = [(label.y - scale.low) * unit for label in column]
    heights = [LINE * label.lines + ROOM for label in column]
    places = placed(wanted, heights, 0.0, pixels)
    look: Part = {"xanchor": "left", "yanchor": "middle", "xshift": 8, "align": "left", "borderpad": 1}
    look |= {"bgcolor": see_through(GROUND[dark], 0.85)}
    return [
        plotly.label(
            float(np.log10(max(end.samples, 1.0))) if logarithmic else end.samples,
            label.y,
            label.text,
            yshift=place - level,
            name=label.look["name"],
            font=label.look["font"],
            **look,
        )
        for end, label, level, place in zip(ends, column, wanted, places, strict=True)
    ]


def folded(text: str) -> str:
    """A label on two lines, broken near its middle, better behind a comma or a colon, if it is long; a
    mean stays beside its error, and what is broken already as it is."""
    breaks = [
        (at, at + 1)
        for at, letter in enumerate(text)
        if letter == " " and "±" not in text[at - 1 : at + 2]
    ]
    breaks += [(at + 1, at + 1) for at, letter in enumerate(text[:-1]) if letter == "："]
    if letters(text) <= LONGEST or not breaks or "<br>" in text:
        return text
    end, begin = min(
        breaks, key=lambda gap: abs(gap[0] - len(text) / 2) - COMMA * (text[gap[0] - 1] in MARKS)
    )
    return f"{text[:end]}<br>{text[begin:]}"

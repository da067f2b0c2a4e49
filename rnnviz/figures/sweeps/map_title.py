"""What came of a sweep, in a sentence for the title of its map: where its runs have passed one half,
found from the numbers of its cells."""

from dataclasses import dataclass

import numpy as np

from rnnviz.figures.base import numbers
from rnnviz.figures.sweeps.phase_map import (
    HALF,
    AxisKind,
    MapPanel,
    Measure,
    PhaseMap,
    last_learned,
    offset,
)
from rnnviz.nn.cells.base import Array
from rnnviz.text.language import N_, _, begun, listed

PARTS = N_("; ")


@dataclass(frozen=True)
class _Finding:
    """What is true of a panel, and how it is put together with the panel's name."""

    words: str
    joined: str = N_("{panel}: {finding}")


def map_title(map: PhaseMap) -> str:
    """The finding: of each panel how far its runs have learned, or where they diverge."""
    if not map.known:
        return _("No cell of the map is finished yet")
    found: dict[_Finding, list[str]] = {}  # what is true of several panels is said once
    for panel in map.panels:
        if panel.known.any():
            found.setdefault(_finding(map, panel), []).append(panel.title)
    said = begun(listed((_joined(titles, finding) for finding, titles in found.items()), PARTS))
    if map.known == map.cells:
        return said
    so_far = _("{known} of {cells} cells so far: {finding}")
    return so_far.format(known=map.known, cells=map.cells, finding=said)


def _joined(titles: list[str], finding: _Finding) -> str:
    named = listed(filter(None, titles))
    if not named:
        return finding.words
    return _(finding.joined).format(panel=named, finding=finding.words)


def _finding(map: PhaseMap, panel: MapPanel) -> _Finding:
    values = panel.values(map.measure)
    if np.isnan(values).all():
        return _Finding(_("no run came to an end that can be measured"))
    if map.measure == Measure.LOSS:
        return _Finding(_losses(panel, values))
    if map.measure == Measure.DIVERGED:
        return _Finding(_diverging(panel, values))
    over = np.nan_to_num(values) >= HALF
    if not over.any():
        return _Finding(_("nothing is learned by half"))
    if over.all():
        return _Finding(_("all is learned, by half at least"))
    if map.x.kind == AxisKind.CUT and map.y.kind == AxisKind.LAG:
        by = offset(map.x, map.y, values)
        if by is not None:
            return _bound(panel, by)
    return _Finding(_furthest(map, panel, values))


def _bound(panel: MapPanel, by: int) -> _Finding:
    """Up to the n of a cut less so many steps."""
    bound = "n" if not by else f"n − {by}" if by > 0 else f"n + {-by}"
    if panel.is_cut:
        return _Finding(bound, N_("{panel} learn a lag up to about {finding}"))
    return _Finding(_("a lag up to about {bound} is learned").format(bound=bound))


def _furthest(map: PhaseMap, panel: MapPanel, values: Array) -> str:
    """How far up the rows are learned in the first column where any is, and in the one where most are;
    where rows have no order, in how many cells."""
    rows = last_learned(values)
    known = [(column, row) for column, row in enumerate(rows) if row is not None and row >= 0]
    if not known or not map.y.numbers:
        return _("half or more is learned in {count} of {all} cells").format(
            count=_over(values), all=_known(values)
        )
    first, (most, highest) = known[0], max(known, key=lambda one: (one[1], -one[0]))
    said = _("up to {row} with {column}")
    parts = [said.format(row=panel.rows[first[1]], column=panel.columns[first[0]])]
    if highest > first[1]:
        parts.append(said.format(row=panel.rows[highest], column=panel.columns[most]))
    return _("half or more is learned {parts}").format(parts=listed(parts))


def _diverging(panel: MapPanel, values: Array) -> str:
    over = np.nan_to_num(values) >= HALF
    if not over.any():
        return _("no cell has half of its runs diverge")
    column = int(np.argmax(over.any(axis=0)))
    row = int(np.argmax(over[:, column]))
    return _("half of the runs or more diverge in {count} of {all} cells, first with {where}").format(
        count=_over(values), all=_known(values), where=listed([panel.columns[column], panel.rows[row]])
    )


def _losses(panel: MapPanel, values: Array) -> str:
    said = []
    for end in (np.nanargmin, np.nanargmax):
        row, column = map_place(int(end(values)), values)
        where = listed([panel.rows[row], panel.columns[column]])
        said.append((numbers.loss(float(values[row, column]), 2), where))
    return _("the loss goes from {low} nats ({least}) to {high} nats ({most})").format(
        low=said[0][0], least=said[0][1], high=said[1][0], most=said[1][1]
    )


def map_place(flat: int, values: Array) -> tuple[int, int]:
    """The row and the column of a cell by its number."""
    row, column = divmod(flat, values.shape[1])
    return row, column


def _over(values: Array) -> int:
    return int((np.nan_to_num(values) >= HALF).sum())


def _known(values: Array) -> int:
    return int((~np.isnan(values)).sum())

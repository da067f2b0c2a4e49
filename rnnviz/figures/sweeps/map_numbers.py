"""The numbers of a phase diagram to their last digit, as a table."""

from rnnviz.figures.base.exact_numbers import NumberSheet, listed_sheet
from rnnviz.figures.sweeps.phase_map import MapAxis, MapPanel, PhaseMap
from rnnviz.nn.cells.base import Array
from rnnviz.text.language import _


def parts(panel: MapPanel) -> tuple[Array, ...]:
    """What is known of its cells: the share learned (mean, least, largest), the mean loss, how many
    seeds have finished, and how many of them diverged."""
    return panel.mean, panel.low, panel.high, panel.loss, panel.finished, panel.diverged


def map_sheet(map: PhaseMap) -> NumberSheet:
    """A line a cell, the panels one after the other."""
    heads = [
        _("panel"),
        map.x.title,
        map.y.title,
        _("share learned"),
        _("least share"),
        _("largest share"),
    ]
    heads += [_("loss (nats)"), _("seeds finished"), _("seeds diverged")]
    lines = [
        (
            panel.title,
            _place(map.x, column),
            _place(map.y, row),
            *(part[row, column] for part in parts(panel)),
        )
        for panel in map.panels
        for row in range(len(map.y))
        for column in range(len(map.x))
    ]
    return listed_sheet(heads, lines)


def _place(axis: MapAxis, place: int) -> float | str:
    return axis.numbers[place] if axis.numbers else axis.ticks[place]

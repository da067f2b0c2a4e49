"""The pictures of the page Phase diagram: many small trainings over two settings."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from rnnviz.figures.sweeps import phase_diagram as map_figures
from rnnviz.figures.sweeps.phase_map import Measure
from rnnviz.figures.sweeps.seeds_table import seeds_table
from rnnviz.figures.sweeps.swept_map import swept_map
from rnnviz.plot.chart import chart
from rnnviz.plot.drawn import DrawnPicture
from rnnviz.plot.readings import place
from rnnviz.sweeps.model import Sweep
from rnnviz.sweeps.result import Result
from rnnviz.text.language import _
from rnnviz.text.message import Refusal

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

NONE: Collection[int] = frozenset()


def phase_diagram(
    sweep: Sweep,
    results: Mapping[int, Result],
    failed: Collection[int] = NONE,
    measure: str = "learned",
    dark: bool = False,
) -> "Figure":
    """A sweep's map of what came of its cells, by their numbers: "learned", "loss" or "diverged"."""
    if measure not in list(Measure):
        raise Refusal(
            "measure is {value!r}; allowed are {allowed}.",
            value=measure,
            allowed=tuple(one.value for one in Measure),
        )
    found = replace(swept_map(sweep, results, failed), measure=Measure(measure))
    return chart(map_figures.phase_diagram(found, dark), dark)


def cell_seeds(
    sweep: Sweep, results: Mapping[int, Result], cell: int, dark: bool = False
) -> DrawnPicture:
    """Every seed of one cell, by its number, as a table."""
    place(cell, sweep.size, "cell")
    if cell not in results:
        raise Refusal("Nothing has come of cell {cell} yet.", cell=cell)
    of = results[cell]
    source = seeds_table(sweep.seed, of.losses, of.shares, of.diverged)
    return DrawnPicture(_("The seeds of this cell"), source, dark=dark)

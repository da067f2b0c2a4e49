"""A phase diagram in words: each cell for who points at it, all of it for who cannot see it."""

import numpy as np

from rnnviz.figures.base import numbers
from rnnviz.figures.sweeps.map_title import map_title
from rnnviz.figures.sweeps.phase_map import HALF, AxisKind, MapPanel, Measure, PhaseMap
from rnnviz.text.language import N_, _, _n, begun, in_a_row, listed

MEASURES = {
    Measure.LEARNED: N_("share of the information learned"),
    Measure.LOSS: N_("loss in nats"),
    Measure.DIVERGED: N_("share of the runs that diverged"),
}
OF_A_LAG = N_("share of the lag’s information learned")


def measure_name(map: PhaseMap) -> str:
    """What the colours of a map mean."""
    if map.measure == Measure.LEARNED and _is_by_lag(map):
        return _(OF_A_LAG)
    return _(MEASURES[map.measure])


def _is_by_lag(map: PhaseMap) -> bool:
    return AxisKind.LAG in (map.x.kind, map.y.kind)


def cell_in_words(map: PhaseMap, panel: MapPanel, row: int, column: int) -> str:
    """What a cell holds: "Lag 12, windows of 13: 0.88 of the lag’s information learned, 8 seeds from
    0.83 to 0.93, loss 0.58 nats"."""
    names = [panel.rows[row], panel.columns[column]]
    if panel.title and not panel.is_cut:
        names.insert(0, panel.title)
    where = listed(names)
    return _("{where}: {what}").format(where=begun(where), what=listed(_what(map, panel, row, column)))


def _what(map: PhaseMap, panel: MapPanel, row: int, column: int) -> list[str]:
    seeds, diverged = int(panel.finished[row, column]), int(panel.diverged[row, column])
    if not seeds:
        return [
            _("given up after it failed twice") if panel.failed[row, column] else _("not yet trained")
        ]
    mean, low, high, loss = (
        float(of[row, column]) for of in (panel.mean, panel.low, panel.high, panel.loss)
    )
    said = []
    if np.isfinite(mean):
        text = (
            _("{share} of the lag’s information learned")
            if _is_by_lag(map)
            else _("{share} of the information learned")
        )
        said.append(text.format(share=numbers.decimals(mean, 2)))
    said.append(_seeds(seeds, low, high))
    if diverged:
        many = _n("{count} of {all} run diverged", "{count} of {all} runs diverged", seeds)
        said.append(many.format(count=diverged, all=seeds))
    if np.isfinite(loss):
        said.append(_("loss {loss} nats").format(loss=numbers.loss(loss, 2)))
    if more := int(panel.samples[row, column]):
        said.append(_("{samples} samples").format(samples=numbers.whole(more)))
    return said


def _seeds(count: int, low: float, high: float) -> str:
    if count == 1 or not np.isfinite([low, high]).all():
        return _n("{count} seed", "{count} seeds", count).format(count=count)
    ends = {"low": numbers.decimals(low, 2), "high": numbers.decimals(high, 2)}
    return _("{count} seeds from {low} to {high}").format(count=count, **ends)


def map_in_words(map: PhaseMap) -> str:
    """The map for those who cannot see it: its finding, its axes, and each panel's numbers."""
    axes = _("{y} against {x}, in colour the {measure}.").format(
        y=map.y.title, x=map.x.title, measure=measure_name(map)
    )
    finding = _("{finding}.").format(finding=map_title(map))
    return in_a_row([finding, begun(axes), *(_panel(map, one) for one in map.panels)])


def _panel(map: PhaseMap, panel: MapPanel) -> str:
    values = panel.values(map.measure)
    known = ~np.isnan(values)
    parts = [_("{known} of {all} cells known").format(known=int(panel.known.sum()), all=values.size)]
    if known.any():
        if map.measure != Measure.LOSS:
            over = int((values[known] >= HALF).sum())
            parts.append(_("{over} of them at one half or more").format(over=over))
        low, high = (numbers.decimals(float(end(values[known])), 2) for end in (np.min, np.max))
        parts.append(_("from {low} to {high}").format(low=low, high=high))
    if count := int((panel.diverged > 0).sum()):
        parts.append(_("{count} with runs that diverged").format(count=count))
    if count := int(panel.failed.sum()):
        parts.append(_("{count} given up").format(count=count))
    said = listed(parts)
    if panel.title:
        said = _("{panel}: {finding}").format(panel=panel.title, finding=said)
    return _("{finding}.").format(finding=begun(said))

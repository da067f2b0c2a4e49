"""The numbers of the pictures of a training to their last digit, as tables."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from rnnviz.figures.base.exact_numbers import NumberSheet, listed_sheet
from rnnviz.figures.training.run_losses import RunLosses
from rnnviz.nn.cells.base import Array
from rnnviz.runs.truncation import Truncation
from rnnviz.text.language import _

Make = Callable[[], list[NumberSheet]]


def loss_sheets(runs: Sequence[RunLosses], floors: Sequence[tuple[float, str]], title: str) -> Make:
    """Every loss of every run, a line each: of single updates, their means, what is held out, and of
    several seeds what each of them and all of them have; then the floors."""

    def made() -> list[NumberSheet]:
        heads = [_("run"), _("what is measured"), _("samples seen"), title]
        lines = [line for run in runs for line in _losses(run)]
        lines += [(name, _("floor"), None, value) for value, name in floors]
        return [listed_sheet(heads, lines)]

    return made


def _losses(run: RunLosses) -> Iterator[tuple[Any, ...]]:
    def each(what: str, samples: Array, values: Array) -> Iterator[tuple[Any, ...]]:
        return ((run.name, what, *pair) for pair in zip(samples.tolist(), values.tolist(), strict=True))

    if run.seeds is None:
        yield from each(_("mean"), run.mean_samples, run.means)
        yield from each(_("single update"), run.samples, run.losses)
    else:
        bands = [
            _("the smallest"),
            _("lower quartile"),
            _("median"),
            _("upper quartile"),
            _("the largest"),
        ]
        for what, values in zip(bands, run.seeds.band, strict=True):
            yield from each(what, run.seeds.samples, values)
        for number, values in enumerate(run.seeds.means, 1):
            yield from each(_("seed {number}").format(number=number), run.seeds.samples, values)
    yield from each(_("held out"), run.held_samples, run.held)


def reach_sheets(runs: Sequence[tuple[str, Array, Truncation | None]]) -> Make:
    """What every loss of every run sends to every state up to its own, and whether its cut lets it
    through."""

    def made() -> list[NumberSheet]:
        heads = [_("run"), _("loss of step t"), _("step k"), "‖∂Lₜ/∂hₖ‖", _("lets the cut through")]
        lines = [
            (name, t + 1, k + 1, norms[t, k], int(cut is not None and cut.reaches(t, k)))
            for name, norms, cut in runs
            for t in range(len(norms))
            for k in range(t + 1)
        ]
        return [listed_sheet(heads, lines)]

    return made

"""The losses of a run as they are drawn, from the curves that are stored of it."""

from collections.abc import Sequence

from rnnviz.figures.training.losses import diverged_note
from rnnviz.figures.training.run_losses import NO_LOSSES, RunLosses
from rnnviz.figures.training.seed_spread import SeedLosses
from rnnviz.nn.cells.base import Array
from rnnviz.training.curve import STRETCHES, Curve
from rnnviz.training.spread import means_of_seeds

HeldOut = tuple[Array, Array]  # samples seen, and the loss on data that are kept from training


def losses_of_curves(
    name: str, curves: Sequence[Curve], diverged_at: int | None, held_out: HeldOut
) -> RunLosses:
    """The losses of a run by its curve, or by that of each of its seeds: of the single updates of
    several nothing is drawn."""
    if len(curves) > 1:
        seeds = SeedLosses(*means_of_seeds(curves, STRETCHES))
        note = seeds.ends().note
        means = seeds.samples, seeds.band[2]
        return RunLosses(name, NO_LOSSES, NO_LOSSES, *means, note, *held_out, seeds=seeds)
    curve = curves[0]
    note = diverged_note(diverged_at)
    return RunLosses(name, curve.samples, curve.loss, *curve.means(STRETCHES), note, *held_out)

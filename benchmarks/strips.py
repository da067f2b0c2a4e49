"""What the strips over typed bits cost a server for each new frame and each key: computed once for all
who look, and drawn once for each language and ground."""

from collections.abc import Iterator
from pathlib import Path
from statistics import median
from time import perf_counter

from rnnviz.analysis.typed_bits import typed_run
from rnnviz.figures.training.strip_frame import Strip
from rnnviz.nn.network import Network
from rnnviz.runs.run import Run
from rnnviz.runs.truncation import Truncation
from rnnviz.tasks.echo import Echo
from rnnviz.tasks.echo_bits import MOST, random_bits
from rnnviz.ui.components.live_piece import figure_piece
from rnnviz.ui.components.theme import Appearance
from rnnviz.ui.training.echo_strips import DRAWN

TIMES = 40
CUTS = (Truncation.windows(5), Truncation.windows(10), Truncation.even(5), Truncation.windows(20))


def tables(against: Path | None = None) -> Iterator[str]:
    """Median milliseconds and bytes by the number of runs and of bits."""
    lines = ["| runs, bits | computed | drawn | together | bytes |", "|---|---|---|---|---|"]
    for runs, hidden, bits in ((2, 16, 32), (4, 16, MOST), (4, 64, MOST)):
        found = [_once(runs, hidden, bits) for _ in range(TIMES)]
        computed, drawn, size = (median(column) for column in zip(*found, strict=True))
        lines.append(
            f"| {runs} of {hidden} units, {bits} bits | {1e3 * computed:.1f} ms | {1e3 * drawn:.1f} ms "
            f"| {1e3 * (computed + drawn):.1f} ms | {size / 1e3:.0f} kB |"
        )
    yield "Strips on Truncate, a frame or a key:\n\n" + "\n".join(lines)


def _once(runs: int, hidden: int, steps: int) -> tuple[float, float, float]:
    """Seconds to compute and to draw all strips over new bits, and the bytes that are sent."""
    task, bits = Echo(), (random_bits() + random_bits())[:steps]
    nets = [Network.random("tanh", 2, hidden, 2, seed=place) for place in range(runs)]
    kinds = [Run(hidden=hidden, truncation=cut) for cut in CUTS[:runs]]
    begun = perf_counter()
    typed = [typed_run(net, task, run, bits) for net, run in zip(nets, kinds, strict=True)]
    computed = perf_counter()
    strips = [
        Strip(f"run {place}", place, run, of)
        for place, (run, of) in enumerate(zip(kinds, typed, strict=True))
    ]
    look = Appearance("en", dark=False, strong=False)
    pieces = [
        figure_piece(draw(strips, look.dark), words(strips), look) for draw, words in DRAWN.values()
    ]
    done = perf_counter()
    return computed - begun, done - computed, sum(len(piece.data["figure"]) for piece in pieces)

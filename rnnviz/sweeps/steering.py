"""Beginning a sweep, and going on with it: what a page and the command line call."""

from collections.abc import Iterator, Sequence

from rnnviz.experiments import admission, supervisor
from rnnviz.experiments.status import Status
from rnnviz.experiments.store import Store
from rnnviz.settings.sources import current
from rnnviz.sweeps.model import Sweep, SweepCell
from rnnviz.sweeps.sweep_store import SweepStore
from rnnviz.text.message import Refusal


def begin_sweep(sweep: Sweep, owner: str, store: Store) -> str:
    """Enter a sweep, give it a worker, and return its id; raises Refusal where it is not admitted.
    Pause, Resume and Stop are an experiment's: `store.command(id, …)`, `resume_sweep`."""
    admit(sweep, owner, store)
    id = SweepStore(store).add(sweep, owner)
    supervisor.start(id, store)
    return id


def resume_sweep(id: str, store: Store) -> None:
    """Go on with what is missing; raises Refusal where it is not admitted."""
    supervisor.resume(id, store)


def more_samples(id: str, cells: Sequence[int], samples: int, store: Store) -> None:
    """Have some cells see so many samples in all, at once; raises Refusal where it is not admitted."""
    sweeps = SweepStore(store)
    sweep, row = sweeps.sweep(id), sweeps.row(id)
    for number in cells:
        if number in range(sweep.size):
            admission.refuse_size(sweep.cells[number].with_samples(max(samples, sweep.samples)))
    sweeps.ask_for_more(id, cells, samples)
    # one that is at work knows only what was missing when it began
    store.requeue(id, paused=False if row.status != Status.PAUSED else None)
    supervisor.start(id, store)


def admit(sweep: Sweep, owner: str, store: Store) -> None:
    """Raise Refusal, a sentence, if an owner's sweep or one of its cells is larger than may be."""
    most = current().sweep_runs
    if sweep.runs > most:
        raise Refusal(
            "The sweep would be {runs:,} runs; allowed here are up to {most:,}. Fewer values, panels "
            "or seeds are fewer runs.",
            runs=sweep.runs,
            most=most,
        )
    for cell in _corners(sweep):
        admission.refuse_size(cell.experiment)
    admission.check(sweep.cells[0].experiment, owner, store)


def _corners(sweep: Sweep) -> Iterator[SweepCell]:
    """The cells among which the largest is: what makes a training larger does so by itself."""
    panels, up, across = sweep.shape
    for panel in range(panels):
        for y in range(up):
            yield sweep.cell(panel, 0, y)
        for x in range(across):
            yield sweep.cell(panel, x, up - 1)
        yield sweep.cell(panel, across - 1, 0)

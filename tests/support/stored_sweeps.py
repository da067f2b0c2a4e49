"""Sweeps that stand in a store, trained here and now, as pages find them."""

from rnnviz.runs.run import Run
from rnnviz.storage.ownership import MACHINE
from rnnviz.sweeps.model import Axis, Sweep
from rnnviz.sweeps.order import coarse_first
from rnnviz.sweeps.sweep_store import SweepStore
from rnnviz.sweeps.training import train_runs
from rnnviz.ui.sweeps.sweep_settings import words_of

SWEEP = Sweep(
    run=Run(hidden=2, batch=5),
    samples=100,
    seeds=2,
    x=Axis(setting="truncation", values=(2, 4, 8)),
    y=Axis(setting="lag", values=(1, 3)),
    panels=({"style": "windows"}, {"style": "even"}),
)
WORDS = words_of(SWEEP)


def enter(store, sweep=SWEEP, status="finished", cells=None, owner=MACHINE, failed=()):
    """Enter a sweep whose first `cells` are trained, all if it is None; returns its id."""
    id = SweepStore(store).add(sweep, owner)
    wanted = [run for run in coarse_first(sweep) if cells is None or run.cell < cells]
    wanted = [run for run in wanted if run.cell not in failed]
    found = train_runs(sweep.to_json(), wanted) if wanted else []
    with store.transaction() as run:
        for one in found:
            loss = None if one.diverged else one.loss
            values = (id, *one.run, loss, one.diverged, one.seconds)
            names = "(sweep, cell, seed, samples, loss, diverged, seconds)"
            run(f"INSERT INTO sweep_runs {names} VALUES (?, ?, ?, ?, ?, ?, ?)", values)
        for cell in failed:
            run(
                "INSERT INTO sweep_cells (sweep, cell, failed) VALUES (?, ?, ?)",
                (id, cell, '{"text": "It needs more memory than there is."}'),
            )
        run("UPDATE sweeps SET changes = changes + 1 WHERE id = ?", (id,))
        run("UPDATE experiments SET status = ? WHERE id = ?", (status, id))
    return id

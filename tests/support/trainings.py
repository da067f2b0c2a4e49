"""Trainings that tests have left on a dashboard."""

from support.waiting import until

from rnnviz.experiments.commands import Stop
from rnnviz.experiments.store import Store
from scripts.dashboard import Server


def stop_trainings(of: Server) -> None:
    """Stop all that is trained on a dashboard, and wait until it has."""
    store, told = Store(of.store), set[str]()

    def stopped() -> bool:
        under_way = {*(one.id for one in store.waiting()), *(row.id for row in store.working())}
        for one in under_way - told:
            store.command(one, Stop())
        told.update(under_way)
        return not under_way

    until(stopped, seconds=60)
    store.close()

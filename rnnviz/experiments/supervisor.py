"""Experiments in processes of their own: start them, notice when one dies, go back and on.

`python -m rnnviz.experiments.supervisor STORE ID SIGNATURE` is such a process. It meets the pages in
the store only.
"""

import os
import secrets
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path

from rnnviz.experiments import admission
from rnnviz.experiments.commands import FULL, Pace, Pause, Resume, UpdateOnce
from rnnviz.experiments.process_limits import be_nice
from rnnviz.experiments.row import EXPERIMENT, SWEEP, Row
from rnnviz.experiments.status import Status
from rnnviz.experiments.store import Store
from rnnviz.settings.sources import current
from rnnviz.storage.clock import clock
from rnnviz.storage.database import ErrorKind, StoreError
from rnnviz.text.message import NOTHING, Message, Refusal
from rnnviz.training.experiment import Experiment

SILENCE = 2.0  # seconds without a heartbeat after which a worker counts as dead
DOUBT = 1.0  # the same if its process is nowhere to be seen
STARTING = 20.0  # seconds that a worker may take till its first heartbeat
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")

# the program that does what is queued, by its kind; sweeps know experiments, so not the other way
WORKERS = {EXPERIMENT: "rnnviz.experiments.supervisor", SWEEP: "rnnviz.sweeps.sweep_worker"}

_children: dict[int, subprocess.Popen[bytes]] = {}  # started by this process and not yet seen to end
_guard = threading.Lock()  # of them
_ended = threading.Condition()
_ends = 0  # how many of them have ended


def cores() -> int:
    """How many experiments run at once: as many as there are cores for this process."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def start(id: str, store: Store) -> None:
    """Give a queued experiment a worker if a core is free, else let it wait and say so; does nothing
    for one that is not queued, or whose worker starts already. One that is larger than may be is
    stopped, and said why."""
    signature = secrets.token_hex(8)
    if not store.assign(id, signature, cores(), current().running_experiments):
        return
    row = store.row(id)
    try:
        admission.refuse_size(row.experiment)
    except Refusal as refusal:
        store.turn_away(id, signature, refusal.message)
        return
    command = [sys.executable, "-m", WORKERS[row.kind], str(store.path), id, signature]
    try:
        child = subprocess.Popen(
            command,
            cwd=Path(__file__).parents[2],
            # runs share cores, not BLAS: its threads would fight each other over small products
            env=os.environ | dict.fromkeys(THREADS, "1"),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
    except OSError as error:
        problem = Message("No worker could be started: {problem}.", problem=error.strerror)
        store.mark_dead(store.row(id), problem)
        return
    with _guard:
        _children[child.pid] = child
    threading.Thread(target=_await_end, args=(child,), daemon=True).start()
    store.set_process(id, signature, child.pid)


def _await_end(child: subprocess.Popen[bytes]) -> None:
    global _ends
    child.wait()
    with _ended:
        _ends += 1
        _ended.notify_all()


def wait_for_an_end(seen: int, seconds: float) -> int:
    """Wait until more workers than `seen` have ended of those that this process has started, but no
    longer than so many seconds; returns how many have."""
    with _ended:
        _ended.wait_for(lambda: _ends != seen, seconds)
        return _ends


def tend(store: Store) -> None:
    """Notice workers that died, and give queued experiments the cores that are free; to be called about
    once a second while anything is under way."""
    with _guard:
        ended = [pid for pid, child in _children.items() if child.poll() is not None]
    for row in store.working():
        if message := _dead(row):
            store.mark_dead(row, message)
    with _guard:
        for pid in ended:
            _children.pop(pid, None)  # another thread may have seen the same end
    tried: set[str] = set()
    while waiting := [one for one in store.waiting() if one.id not in tried]:
        store.give_way(cores())
        # each start may change whose turn is next; who waits for a core has to be told so once
        free = store.has_core(cores())
        turn = next((one for one in waiting if free or not one.told), None)
        if turn is None:
            return
        tried.add(turn.id)
        try:
            start(turn.id, store)
        except StoreError as error:
            if error.kind != ErrorKind.FOREIGN:  # it must not keep the others waiting
                raise


def begin(
    experiment: Experiment, owner: str, store: Store, pace: Pace = FULL, paused: bool = False
) -> str:
    """Enter an experiment, give it a worker at that pace, which may begin paused, and return its id;
    raises Refusal where it is not admitted."""
    admission.check(experiment, owner, store)
    id = store.add(experiment, owner=owner)
    store.command(id, pace)
    if paused:
        store.command(id, Pause())
    start(id, store)
    return id


def reset(id: str, store: Store) -> None:
    """Back to the very start: the same seed, and so the same numbers; raises Refusal where it is not
    admitted."""
    _admit_again(store.row(id), store)
    store.requeue(id, -1, paused=False)
    start(id, store)


def resume(id: str, store: Store) -> None:
    """Go on from the last checkpoint, as if it had never ended; only ends the pause of one that has a
    worker, and leaves a finished one alone. Raises Refusal where it is not admitted."""
    row = store.row(id)
    if row.worker is not None:
        store.command(id, Resume())
    if row.worker is not None or row.status == Status.FINISHED:
        return
    _admit_again(row, store)
    store.requeue(id, paused=False)
    start(id, store)


def undo(id: str, number: int, store: Store, paused: bool | None = None) -> None:
    """Go on from frame `number`, whatever came after it is dropped; `paused` None leaves a paused
    experiment paused and lets any other run. Raises Refusal where it is not admitted."""
    _admit_again(store.row(id), store)
    store.requeue(id, number, paused)
    start(id, store)


def update_once(id: str, store: Store) -> None:
    """One update of a paused experiment; raises Refusal where it is not admitted."""
    row = store.row(id)
    if row.worker is None:
        _admit_again(row, store)
    if store.command(id, UpdateOnce()) and row.worker is None:
        start(id, store)


def _admit_again(row: Row, store: Store) -> None:
    if row.worker is None and row.status != Status.QUEUED:
        admission.check(row.experiment, row.owner, store)


def _dead(row: Row) -> Message:
    """How a worker ended, nothing if it is alive."""
    child = _children.get(row.pid or 0)
    code = None if child is None else child.poll()
    # a clock that was set back must not keep the dead alive
    silent = clock.age(row.heartbeat or 0.0)
    if row.status == Status.QUEUED:
        if code is None and silent <= STARTING:
            return NOTHING
        return Message("Its worker did not start. Resume tries again.")
    if code is None and silent <= (DOUBT if _vanished(row.pid) else SILENCE):
        return NOTHING
    if code is not None and code < 0:
        return Message(
            "Its worker was ended by signal {signal} or fell silent at about {samples:,} samples. "
            "Resume goes on from there.",
            signal=-code,
            samples=row.samples,
        )
    return Message(
        "Its worker was ended or fell silent at about {samples:,} samples. Resume goes on from there.",
        samples=row.samples,
    )


def _vanished(pid: int | None) -> bool:
    """Whether there is no process of that number; only POSIX can ask without harm."""
    if os.name != "posix" or pid is None:
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        pass
    return False


def main(arguments: list[str] | None = None) -> None:
    """Be a worker, and then see to those that waited for its core."""
    from rnnviz.experiments.worker import Worker

    path, id, signature = sys.argv[1:] if arguments is None else arguments
    be_nice()
    store = Store(path, follows=False)
    Worker(store, id, signature).work()
    with suppress(StoreError):  # it is another one by now
        tend(store)


if __name__ == "__main__":
    main()

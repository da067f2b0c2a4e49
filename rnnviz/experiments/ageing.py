"""What becomes of experiments that nobody has trained or looked at for long: few of their frames are
left, then they are removed, where whoever runs the server wants that."""

import datetime

from rnnviz.experiments.row import Row
from rnnviz.experiments.store import Store
from rnnviz.settings.settings import Settings
from rnnviz.settings.sources import current
from rnnviz.storage.clock import clock
from rnnviz.storage.ownership import MACHINE
from rnnviz.text.message import NOTHING, Message

DAY = 86_400.0  # seconds
SURE = 3600.0  # seconds for which nobody may have set the clock by which ages are counted
FEW = 5  # frames that are left of one that is thinned
AT_ONCE = 40  # frames that are removed in one transaction
PAGES = 500  # of the file that are given back at once
# what rests: nobody trains it, it is no lecture's, nor the machine's own user's, who removes by hand
RESTS = (
    "worker IS NULL AND status != 'queued' AND owner != ? AND used < ? "
    "AND NOT EXISTS (SELECT 1 FROM halls WHERE trains = experiments.digest)"
)


def fate(row: Row) -> Message:
    """What will become of an experiment that is looked at now, and when; nothing if it stays."""
    limits = current()
    if row.owner == MACHINE:
        return NOTHING
    thinned, removed = _day(limits.thin_after_days), _day(limits.remove_after_days)
    if limits.thin_after_days and limits.remove_after_days:
        return Message(
            "If nobody opens it until then, few of its moments are left after {thinned}, and it is "
            "removed after {removed}.",
            thinned=thinned,
            removed=removed,
        )
    if limits.thin_after_days:
        return Message(
            "If nobody opens it until then, few of its moments are left after {thinned}.",
            thinned=thinned,
        )
    if limits.remove_after_days:
        return Message("If nobody opens it until then, it is removed after {removed}.", removed=removed)
    return NOTHING


def _day(after: float) -> str:
    try:
        return datetime.date.fromtimestamp(clock.now() + after * DAY).isoformat()
    except (OverflowError, ValueError, OSError):  # in some ten thousand years
        return datetime.date.max.isoformat()


def sweep(store: Store, now: float | None = None) -> None:
    """Remove or thin a piece of what has rested long enough, and give its room back."""
    limits, now = current(), clock.now() if now is None else now
    if not (limits.thin_after_days or limits.remove_after_days) or clock.steady() < SURE:
        return
    if store.rows("SELECT 1 FROM experiments WHERE used IS NULL LIMIT 1"):
        with store.transaction() as run:  # from before ages were noted: theirs begins now
            run("UPDATE experiments SET used = ? WHERE used IS NULL", (now,))
    if _remove(store, limits, now) or _remove_curve(store, limits, now) or _thin(store, limits, now):
        store.rows(f"PRAGMA incremental_vacuum({PAGES})")


def _remove(store: Store, limits: Settings, now: float) -> bool:
    if not limits.remove_after_days:
        return False
    asked = f"SELECT id FROM experiments WHERE {RESTS} ORDER BY used LIMIT 1"
    found = store.rows(asked, MACHINE, now - limits.remove_after_days * DAY)
    for (id,) in found:
        with store.transaction() as run:
            which = "SELECT number FROM frames WHERE experiment = ? ORDER BY number LIMIT ?"
            frames = run(which, (id, AT_ONCE)).fetchall()
            run(
                "DELETE FROM frames WHERE experiment = ? AND number <= ?",
                (id, frames[-1][0] if frames else -1),
            )
            if len(frames) < AT_ONCE:
                run("DELETE FROM experiments WHERE id = ?", (id,))
    return bool(found)


def _remove_curve(store: Store, limits: Settings, now: float) -> bool:
    """The same of a curve that somebody has brought."""
    if not limits.remove_after_days:
        return False
    asked = "SELECT id FROM own_curves WHERE owner != ? AND used < ? ORDER BY used LIMIT 1"
    found = store.rows(asked, MACHINE, now - limits.remove_after_days * DAY)
    for (id,) in found:
        with store.transaction() as run:
            run("DELETE FROM own_curves WHERE id = ?", (id,))
    return bool(found)


def _thin(store: Store, limits: Settings, now: float) -> bool:
    if not limits.thin_after_days:
        return False
    many = "(SELECT count(*) FROM frames WHERE experiment = experiments.id) > ?"
    asked = f"SELECT id FROM experiments WHERE {RESTS} AND {many} ORDER BY used LIMIT 1"
    found = store.rows(asked, MACHINE, now - limits.thin_after_days * DAY, FEW)
    for (id,) in found:
        numbers = [head.number for head in store.frames(id)]
        first, last = numbers[0], numbers[-1]
        even = [first + place * (last - first) / (FEW - 1) for place in range(FEW)]
        kept = {min(numbers, key=lambda one, at=at: abs(one - at)) for at in even}  # type: ignore[misc]
        with store.transaction() as run:
            for number in [one for one in numbers if one not in kept][:AT_ONCE]:
                run("DELETE FROM frames WHERE experiment = ? AND number = ?", (id, number))
    return bool(found)

"""Trainings that lectures are held about: while their lecturers live, nobody else steers them."""

from collections.abc import Iterable

from rnnviz.lectures.secret import check_secret
from rnnviz.storage.clock import clock
from rnnviz.storage.database import Database
from rnnviz.storage.ownership import MACHINE

LASTS = 60.0  # seconds after a lecturer's last sign of life


def claim(store: Database, code: str, secret: str, experiment: str | None) -> None:
    """Reserve an experiment, by its digest, for those who hold lectures; None lets go of it. That
    holds for the trainings of the lecture's owner alone, and another lecture of theirs may have it as
    well: none locks another. Raises WrongSecret without the right secret."""
    with store.transaction() as run:
        check_secret(run, code, secret)
        run("UPDATE halls SET trains = ?, alive = ? WHERE code = ?", (experiment, clock.now(), code))


def is_claimed(store: Database, experiment: str, browser: str = "", owner: str = MACHINE) -> bool:
    """Whether an `owner`'s experiment, by its digest, is reserved for a lecture of theirs that is being
    held, not by this browser."""
    asked = """SELECT alive FROM halls WHERE trains = ? AND owner = ? AND NOT EXISTS
        (SELECT 1 FROM presenters WHERE hall = code AND browser = ?)"""
    found = store.rows(asked, experiment, owner, browser)
    return any(clock.age(alive) < LASTS for (alive,) in found)


def is_any_held(store: Database) -> bool:
    """Whether any lecture is being held."""
    return any(clock.age(alive) < LASTS for (alive,) in store.rows("SELECT alive FROM halls"))


def keep_alive(store: Database, codes: Iterable[str]) -> None:
    """A sign of life of those who hold some lectures."""
    with store.transaction() as run:
        for code in codes:
            run("UPDATE halls SET alive = ? WHERE code = ?", (clock.now(), code))


def leave(store: Database, code: str, wall: str) -> None:
    """A window lets go of a lecture's training, unless the class sees another window of it."""
    with store.transaction() as run:
        freed = "UPDATE halls SET wall = '', trains = NULL WHERE code = ? AND wall IN ('', ?)"
        run(freed, (code, wall))


def let_go(store: Database, code: str, wall: str) -> None:
    """A lecturer's window has gone: another one of that lecture may be what the class sees."""
    with store.transaction() as run:
        run("UPDATE halls SET wall = '' WHERE code = ? AND wall = ?", (code, wall))

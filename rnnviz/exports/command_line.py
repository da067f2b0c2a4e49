"""`rnnviz export` and `rnnviz import`: what was trained, watched or brought as files, and in again."""

import argparse
from contextlib import closing
from pathlib import Path

from rnnviz.experiments.row import Row
from rnnviz.experiments.store import Store
from rnnviz.exports.archive import CURVE, EXPERIMENT, LOOP
from rnnviz.exports.files import (
    KINDS,
    Exported,
    check_ending,
    curve_files,
    loop_files,
    training_files,
    write_file,
)
from rnnviz.exports.open_bundle import open_bundle
from rnnviz.storage import own_curves
from rnnviz.storage.database import StoreError, default_path
from rnnviz.storage.own_curves import OwnCurve
from rnnviz.storage.ownership import MACHINE
from rnnviz.text.message import Refusal
from rnnviz.watch.loop_store import Loop, LoopStore

WHAT = {EXPERIMENT: "Training", LOOP: "Watched loop", CURVE: "Curve"}
MOST_LOOPS = 10_000  # that are looked through for a name


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Enter both commands among those of a program."""
    exporting = commands.add_parser("export", help="write a training, a loop or a curve into a file")
    exporting.add_argument(
        "which", metavar="ID|NAME", help="its id, or the name that it has been given"
    )
    exporting.add_argument("file", type=Path, help=f"ends in {', '.join(KINDS)}")
    importing = commands.add_parser("import", help="enter what the zip of an export holds")
    importing.add_argument("file", type=Path, help="a .zip that rnnviz has written")
    for one, run in ((exporting, _export), (importing, _import)):
        one.add_argument("--store", type=Path, metavar="FILE", help="the store; RNNVIZ_STORE if none")
        one.set_defaults(run=run)


def _export(parser: argparse.ArgumentParser, chosen: argparse.Namespace) -> None:
    try:
        check_ending(chosen.file, list(KINDS))
        path = chosen.store or default_path()
        with closing(Store(path)) as store, closing(LoopStore(path)) as loops:
            size = write_file(found(store, loops, chosen.which), chosen.file)
    except OSError as error:
        parser.error(f"{error.filename or chosen.file} could not be written: {error.strerror}.")
    except (Refusal, StoreError) as error:
        parser.error(str(error))
    print(f"Written to {chosen.file}: {size:,} bytes.")


def _import(parser: argparse.ArgumentParser, chosen: argparse.Namespace) -> None:
    try:
        with closing(Store(chosen.store or default_path())) as store:
            opened = open_bundle(store, chosen.file, MACHINE, chosen.file.name)
    except (Refusal, StoreError) as error:
        parser.error(str(error))
    print(f"{opened.message} {WHAT[opened.kind]} {opened.id}.")


def found(store: Store, loops: LoopStore, which: str) -> Exported:
    """The training, the watched loop or the curve of that id, else the one of that name; raises Refusal
    where there is none, or where several have the name, and StoreError."""
    rows, watched = store.experiments(), loops.loops((MACHINE,), MOST_LOOPS)
    curves = own_curves.curves(store, (MACHINE,), (which,))
    trainings: list[Row | Loop | OwnCurve] = [*rows, *watched, *curves]
    of_id = [one for one in trainings if one.id == which]
    named = [one for one in trainings if _name(one) == which and which]
    chosen = of_id or named
    if not chosen:
        raise Refusal("There is no training, no watched loop and no curve {which}.", which=which)
    if len(chosen) > 1:
        raise Refusal(
            "{count} trainings, loops or curves are called {which}: {ids}. Name one by its id.",
            count=len(chosen),
            which=which,
            ids=[one.id for one in chosen],
        )
    one = chosen[0]
    if isinstance(one, Row):
        return training_files(store, one.id)
    return loop_files(loops, one.id) if isinstance(one, Loop) else curve_files(store, one.id)


def _name(one: Row | Loop | OwnCurve) -> str:
    return one.title if isinstance(one, Row) else one.name

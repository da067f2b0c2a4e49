"""`rnnviz export` and `rnnviz import`: what was trained or watched as files, and in again."""

import argparse
from contextlib import closing
from pathlib import Path

from rnnviz.experiments.row import Row
from rnnviz.experiments.store import Store
from rnnviz.exports.archive import LOOP
from rnnviz.exports.files import (
    KINDS,
    Exported,
    check_ending,
    loop_files,
    training_files,
    write_file,
)
from rnnviz.exports.open_bundle import open_bundle
from rnnviz.storage.database import StoreError, default_path
from rnnviz.storage.ownership import MACHINE
from rnnviz.text.message import Refusal
from rnnviz.watch.loop_store import Loop, LoopStore

MOST_LOOPS = 10_000  # that are looked through for a name


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Enter both commands among those of a program."""
    exporting = commands.add_parser("export", help="write a training or a watched loop into a file")
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
        check_ending(chosen.file)
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
    what = "Watched loop" if opened.kind == LOOP else "Training"
    print(f"{opened.message} {what} {opened.id}.")


def found(store: Store, loops: LoopStore, which: str) -> Exported:
    """The training or the watched loop of that id, else the one of that name; raises Refusal where
    there is none, or where several have the name, and StoreError."""
    rows, watched = store.experiments(), loops.loops((MACHINE,), MOST_LOOPS)
    trainings: list[Row | Loop] = [*rows, *watched]
    of_id = [one for one in trainings if one.id == which]
    named = [one for one in trainings if _name(one) == which and which]
    chosen = of_id or named
    if not chosen:
        raise Refusal("There is no training and no watched loop {which}.", which=which)
    if len(chosen) > 1:
        raise Refusal(
            "{count} trainings or loops are called {which}: {ids}. Name one by its id.",
            count=len(chosen),
            which=which,
            ids=[one.id for one in chosen],
        )
    one = chosen[0]
    return loop_files(loops, one.id) if isinstance(one, Loop) else training_files(store, one.id)


def _name(one: Row | Loop) -> str:
    return one.name if isinstance(one, Loop) else one.title

"""How long the files of the classic race take to be made, and its zip to be opened again: seconds of
the processor, medians; and seconds of the clock from a click in the menu to the file."""

import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

from playwright.sync_api import Page

from rnnviz.experiments.frame_writer import FrameWriter
from rnnviz.experiments.status import Status
from rnnviz.experiments.store import Store
from rnnviz.exports.bundle import bundle
from rnnviz.exports.open_bundle import open_bundle
from rnnviz.exports.report import report
from rnnviz.exports.tables import losses_csv, losses_parquet
from rnnviz.pretrained.recordings import PAIR
from rnnviz.storage.ownership import MACHINE
from rnnviz.training.experiment import Experiment
from rnnviz.training.race import Race
from scripts.dashboard import PATIENCE, chromium, new_page, server

TIMES = 5
SEEDS = 8
STEPS = 10  # of the race from moment to moment
# what is asked for in a browser: by what its button begins with
ASKED = {
    "zip": "Everything as zip",
    "report": "Report",
    "CSV of all losses": "Losses as CSV",
    "Parquet of all losses": "Losses as Parquet",
    "settings": "Settings as JSON",
}


def tables() -> Iterator[str]:
    """One table, a row a file, of the classic race and of the same with several seeds; and one of the
    first from the click in Chromium."""
    races = {"the classic race": PAIR, f"with {SEEDS} seeds": PAIR.model_copy(update={"seeds": SEEDS})}
    with tempfile.TemporaryDirectory() as folder:
        rows = [row for name, race in races.items() for row in _rows(Path(folder), name, race)]
    head = "| file | of | MB | median (s) | slowest (s) |\n|---|---|---|---|---|"
    yield "\n".join([head, *rows])
    yield "\n".join(
        ["| from click to file | MB | median (s) | slowest (s) |\n|---|---|---|---|", *_clicks()]
    )


def _clicks() -> Iterator[str]:
    """Of each file of the classic race the seconds from the click in its menu to the whole file."""
    with server() as running, chromium() as browser:
        with closing(Store(running.store)) as store:
            _train(store, store.add(PAIR, owner=MACHINE), PAIR)
        page = new_page(browser)
        page.goto(f"{running.url}/truncate")
        page.get_by_role("button", name="Save…").click(timeout=PATIENCE * 1000)
        for what, name in ASKED.items():
            size, *found = (_click(page, name) for _ in range(TIMES + 1))
            spent = [seconds for _size, seconds in found]
            middle, most = statistics.median(spent), max(spent)
            yield f"| {what} | {size[0] / 1e6:.1f} | {middle:.2f} | {most:.2f} |"


def _click(page: Page, name: str) -> tuple[int, float]:
    """The bytes of a file, and the seconds that it took."""
    button = page.get_by_role("button", name=name)
    button.wait_for(timeout=PATIENCE * 1000)
    begun = time.perf_counter()
    with page.expect_download(timeout=PATIENCE * 1000) as got:
        button.click()
    path = got.value.path()  # once it is whole
    return path.stat().st_size, time.perf_counter() - begun


def _rows(folder: Path, name: str, race: Experiment) -> Iterator[str]:
    os.environ["RNNVIZ_STORE"] = str(folder / "store.sqlite")
    with closing(Store(folder / f"{race.seeds}.sqlite")) as store:
        id = store.add(race)
        _train(store, id, race)
        data = bundle(store, id)
        frames = len(store.frames(id))
        made: dict[str, Callable[[], int]] = {
            f"zip, {frames} moments": lambda: len(bundle(store, id)),
            "zip, the last moment alone": lambda: len(bundle(store, id, frames=False)),
            "CSV of all losses": lambda: len(losses_csv(store, id)),
            "Parquet of all losses": lambda: len(losses_parquet(store, id)),
            "zip, opened on another store": lambda: _opened(folder, data),
            "report": lambda: len(report(store, id)),
        }
        for what, make in made.items():
            size, spent = make(), []
            for _ in range(TIMES):
                begun = time.process_time()
                make()
                spent.append(time.process_time() - begun)
            mb, middle, most = size / 1e6, statistics.median(spent), max(spent)
            yield f"| {what} | {name} | {mb:.1f} | {middle:.2f} | {most:.2f} |"


def _train(store: Store, id: str, experiment: Experiment) -> None:
    """Train to the end, with as many moments as are kept of a race that is looked at."""
    store.rows("UPDATE experiments SET worker = 'w' WHERE id = ?", id)
    writer, race = FrameWriter(store, id, "w"), Race(experiment)
    writer.open(experiment.networks)
    begun = time.perf_counter()
    while race.running:
        for _ in range(STEPS):
            if race.running:
                race.step()
        frame = race.frame(time.perf_counter() - begun)
        writer.write(writer.pack(frame, race.learners), Status.RUNNING)
    writer.end(Status.FINISHED)


def _opened(folder: Path, data: bytes) -> int:
    path = folder / "other.sqlite"
    path.unlink(missing_ok=True)
    with closing(Store(path)) as other:
        open_bundle(other, data, "")
    return len(data)

"""Trying a case in this process: the page's script runs as it does in a server."""

import base64
from collections.abc import Callable
from contextlib import closing
from typing import Any, ClassVar
from urllib.parse import parse_qsl

import h5py
import onnx
from streamlit.testing.v1 import AppTest

from fuzz import sockets
from fuzz.cases import Case
from fuzz.watch import MOST_WAIT, ROOT, NothingSaid
from rnnviz.catalogue import curve_csv as catalogue_csv
from rnnviz.catalogue import curve_series
from rnnviz.experiments.store import Store
from rnnviz.exports.archive import CURVE, EXPERIMENT
from rnnviz.exports.bundle import bundle
from rnnviz.exports.curve_bundle import curve_csv
from rnnviz.exports.open_bundle import open_bundle
from rnnviz.lectures.model import Lecture
from rnnviz.nn.network import Network
from rnnviz.plot.loop_pictures import loop_pictures, loop_sentences
from rnnviz.storage import datasets
from rnnviz.storage.database import default_path
from rnnviz.text import encodings, number_lists, tables
from rnnviz.text.message import Explained
from rnnviz.training.experiment import Experiment
from rnnviz.ui.session.pages import file_of
from rnnviz.watch.loop_store import LoopStore
from rnnviz.watch.packed_frame import unpack
from rnnviz.watch.showing import LoopMoment
from tests.support import app_test_private

PATIENCE = 4 * MOST_WAIT  # seconds, then the process is given up by who started it

# the keys of the buttons that show a network which was found, and put a curve on the list
SHOWS = ("open it", "runs enter")
NAMED = "theirs.zip"

# what files are read with is imported before anybody watches: h5py asks the system for its processor
LATE = (h5py, onnx)

_components: Any = None


class Visitor:
    """Somebody with a browser of their own."""

    answered: ClassVar[Callable[[], None] | None] = None  # told after everything that was said

    def __init__(self, page: str, query: dict[str, str]) -> None:
        global _components
        self.at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=PATIENCE)
        app_test_private.share_components(self.at, _components)
        if file_of(page) != "app.py":
            self.at.switch_page(file_of(page))
        for name, text in query.items():
            self.at.query_params[name] = text
        self.at.run()
        _components = app_test_private.components(self.at)
        self._look()

    def _look(self) -> None:
        """What every page shows, whatever was said to it; and what its browser sends from now on."""
        if Visitor.answered is not None:
            Visitor.answered()
        for problem in self.at.exception:
            raise NothingSaid(f"{problem.message} {problem.stack_trace[-2:]}")
        if not self.at.get("html"):
            raise NothingSaid("The page is empty.")
        written = app_test_private.address(self.at)
        if written is not None:
            for name in list(self.at.query_params):
                del self.at.query_params[name]
            for name, text in parse_qsl(written, keep_blank_values=True):
                self.at.query_params[name] = text

    def type(self, place: int, text: str) -> None:
        """Type into one of the boxes, as a reader may: no more than it takes."""
        boxes: list[Any] = [*self.at.text_input, *self.at.text_area]
        if not boxes:
            return
        box = boxes[place % len(boxes)]
        box.set_value(text[: box.max_chars] if box.max_chars else text)
        self.at.run()
        self._look()

    def say(self, place: int, kind: str, value: Any, forged: str) -> None:
        """Say something of a widget, as no browser does."""
        app_test_private.forge(self.at, place, kind, value, forged)
        self._look()

    def load(self, box: str, name: str, content: bytes) -> None:
        """Load a file, and show what is found in it where that is asked first."""
        (found,) = (one for one in self.at.file_uploader if one.key == box)
        file = (name, content, "text/plain")
        found.set_value([file] if found.proto.multiple_files else file)
        self.at.run()
        self._look()
        for button in self.at.button:
            if button.key in SHOWS and not button.disabled:
                button.click()
                self.at.run()
                self._look()


def _pages(case: Case) -> None:
    Visitor(case.page, case.query)


def _typed(case: Case) -> None:
    reader = Visitor(case.page, case.query)
    for place, text in case.said:
        reader.type(place, text)


def _forged(case: Case) -> None:
    reader = Visitor(case.page, case.query)
    for place, kind, value, forged in case.said:
        reader.say(place, kind, value, forged)


def _loaded(case: Case) -> None:
    reader = Visitor(case.page, case.query)
    for box, name, content in case.said:
        reader.load(box, name, base64.b64decode(content))


def _read(case: Case) -> None:
    for reader, content in case.said:
        try:
            _READ[reader](base64.b64decode(content))
        except (ValueError, Explained) as refused:  # Refusal and pydantic's are such
            if not str(refused):
                raise NothingSaid(f"{reader} refuses without a word.") from refused


def _network(data: bytes) -> None:
    path = default_path().with_name("model.safetensors")
    path.write_bytes(data)
    Network.load(path)


def _opened(data: bytes) -> None:
    path = default_path().with_name("model.pt")
    path.write_bytes(data)
    Network.open(path)


def _numbers(data: bytes) -> None:
    text, _encoding = encodings.decoded(data)
    number_lists.rows(text)


def _experiment(data: bytes) -> None:
    Experiment.from_json(data.decode("utf-8"))


def _lecture(data: bytes) -> None:
    Lecture.from_json(data.decode("utf-8"))


def _table(data: bytes) -> None:
    tables.read(data, 10_000)


def _export(data: bytes) -> None:
    """Open a zip, twice; what is refused is named and leaves nothing, what is entered can be read."""
    with closing(Store(default_path().with_name("exports.sqlite"))) as store:
        before = _held(store)
        try:
            opened = open_bundle(store, data, "me", NAMED)
        except Explained as refused:
            if NAMED not in str(refused):
                raise NothingSaid(f"The file is not named: {refused}"[:300]) from refused
            if _held(store) != before:
                raise NothingSaid("Something was entered of what was refused.") from refused
            raise
        again = open_bundle(store, data, "me", NAMED)
        if not again.was_there or again.id != opened.id:
            raise NothingSaid("The same was entered twice.")
        if opened.kind == EXPERIMENT:
            # what has been entered is read, and goes on where it has a checkpoint
            row = store.row(opened.id)
            store.course(row)
            store.last_frame(opened.id)
            bundle(store, opened.id)
            store.remove(opened.id)
        elif opened.kind == CURVE:
            curve_csv(store, opened.id)
            store.rows("DELETE FROM own_curves WHERE id = ?", opened.id)
        else:
            _loop(store, opened.id)


def _loop(store: Store, id: str) -> None:
    """All pictures of a loop's newest moment, as the page Watch draws them."""
    with closing(LoopStore(store.path)) as loops:
        frames = [unpack(loops.frame(id, head.number).packed) for head in loops.heads(id)[-1:]]
        loop = loops.loop(id)
        moment = LoopMoment(loop.name, frames, loop.message, ended=True)
        for layer in frames[0].layers if frames else ():
            loop_pictures(moment, layer, matrix=True)
            list(map(str, loop_sentences(moment, layer)))
        loops.remove_loop(id, ("me",))


def _held(store: Store) -> list[Any]:
    """How much is in a store and among its data."""
    tables = (
        "experiments",
        "frames",
        "checkpoints",
        "curves",
        "loops",
        "own_curves",
        "tags",
        "uploads",
    )
    counts = [store.rows(f"SELECT count(*) FROM {table}") for table in tables]
    own = datasets.folder()
    return [*counts, sorted(own.iterdir()) if own.is_dir() else []]


def _curve(data: bytes) -> None:
    table = catalogue_csv.read(data)
    steps, values = table.steps, table.values
    curve_series.curves(table, steps, [values], curve_series.likely(table, steps, values))


_READ: dict[str, Callable[[bytes], None]] = {
    "network": _network,
    "opened": _opened,
    "state_dict": _opened,
    "onnx": _opened,
    "keras": _opened,
    "hdf5": _opened,
    "experiment": _experiment,
    "export": _export,
    "curve": _curve,
    "lecture": _lecture,
    "numbers": _numbers,
    "table": _table,
}
TRY: dict[str, Callable[[Case], None]] = {
    "pages": _pages,
    "typed": _typed,
    "forged": _forged,
    "loaded": _loaded,
    "read": _read,
    "sockets": sockets.send,
}

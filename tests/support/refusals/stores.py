"""Calls that storage, experiments, lectures and the server refuse, by module and beginning."""

import sqlite3
from contextlib import closing
from pathlib import Path
from shutil import rmtree

import pytest
from support.own_race import own
from support.shown_pages import page

from rnnviz.experiments import admission, checkpoint, commands, store
from rnnviz.experiments.row import read_experiment
from rnnviz.experiments.status import Event, Status, after
from rnnviz.lectures import live_session, model, repository, shown_page
from rnnviz.lectures.model import Lecture, Question, Scene
from rnnviz.lectures.phase import Act, GoTo
from rnnviz.runs.run import Run
from rnnviz.server import follower_socket, launch, wrong_codes
from rnnviz.server.follower_limits import FollowerLimits
from rnnviz.settings import sources
from rnnviz.settings.settings import Settings, proxies
from rnnviz.storage import database, datasets, links, uploads
from rnnviz.storage.backup import back_up, restore
from rnnviz.storage.checksums import checksum_of_text, unchanged
from rnnviz.storage.database import Database
from rnnviz.storage.store_error import whole
from rnnviz.text.message import Message
from rnnviz.training.experiment import Experiment
from rnnviz.training.race import Race

NOBODY = "0123456789abcdef"
CHOICE = Question(text="?", options=("a", "b"))
NUMBER = Question(text="?", kind="number")
SKETCH = Question(text="?", kind="sketch", last=2)
LECTURE = Lecture(title="?", scenes=(Scene(question=CHOICE), Scene()))


def opened(folder, *statements):
    """A store on which some statements are carried out."""
    with closing(Database(folder / "store")) as file:
        for statement in statements:
            file.rows(statement)
        return file.path


def kept(folder, twice=False):
    """A backup of a store that has nothing."""
    archive = folder / "kept.zip"
    archive.unlink(missing_ok=True)
    back_up(opened(folder), archive)
    return back_up(opened(folder), archive) if twice else archive


def in_use(folder):
    archive = kept(folder)
    with closing(Database(folder / "store")):
        return restore(archive, folder / "store")


def written(path):
    path.write_bytes(b"?")
    return path


def in_store(folder, call):
    """What is refused by a store of experiments that has one, of a known name."""
    with closing(store.Store(folder / "store")) as file:
        if not file.experiments():
            file.add(Experiment())
            file.rows("UPDATE experiments SET id = '01234567'")
        return call(file)


def hoarded(folder, patch):
    """Keeps one file too many."""
    patch.setattr(uploads, "current", lambda: Settings(uploads=1))
    patch.setattr(datasets, "save", datasets.key_of)
    with closing(Database(folder / "store")) as file:
        for data in (b"1", b"2"):
            uploads.keep(file, "", data)


def nonsense(file):
    file.rows("UPDATE experiments SET checksum = NULL, experiment = '{\"seed\": -1}'")
    read_experiment.cache_clear()
    try:
        return file.row("01234567")
    finally:
        file.rows("DELETE FROM experiments")


def no_runs(file):
    """A frame without what belongs to it."""
    file.rows("INSERT OR IGNORE INTO frames VALUES ('01234567', 0, 0, 0.0)")
    return file.frame("01234567", 0)


def other_frame(file):
    """A frame whose checksum is another one."""
    experiment = Experiment()
    (row,) = file.experiments()
    writer = own(file, row.id)
    writer.open(len(experiment.runs))
    race = Race(experiment)
    writer.write(writer.pack(race.frame(0.0), race.learners), Status.RUNNING)
    file.rows("UPDATE checkpoints SET updates = 1")
    try:
        return file.last_frame(row.id)
    finally:
        file.rows("DELETE FROM experiments")


def written_over(folder):
    """A file that is no store."""
    (folder / "garbage").write_bytes(b"no store of rnnviz" * 100)
    return Database(folder / "garbage")


def others(folder):
    """A database of another program."""
    try:
        with closing(sqlite3.connect(folder / "others")) as file:
            file.execute("CREATE TABLE others (a)")
        return Database(folder / "others")
    finally:
        (folder / "others").unlink()


def moved(folder):
    with closing(Database(folder / "moved", follows=False)) as file:
        (folder / "moved").rename(folder / "elsewhere")
        return file.rows("SELECT 1")


def unreadable(text, error):
    with whole(Message("A stored checkpoint")):
        raise error


def below_a_file(folder):
    (folder / "file").touch()
    return Database(folder / "file" / "store")


def directory(folder):
    (folder / "directory").mkdir(exist_ok=True)
    return Database(folder / "directory")


def locked(folder, patch):
    patch.setattr(database, "WAIT", 0.0)
    opened(folder)
    with closing(sqlite3.connect(folder / "store", isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with closing(Database(folder / "store")) as file, file.transaction():
            pass


def newer(folder):
    try:
        opened(folder, "PRAGMA user_version=99")
        opened(folder)
    finally:
        (folder / "store").unlink()


FILL = "INSERT INTO lectures (id, title, changed, lecture) VALUES ('a', 'a', 1, zeroblob(1000000))"


def dataset(folder, patch, change=None):
    """A dataset whose file is changed before it is read."""
    patch.setenv("RNNVIZ_STORE", str(folder / "store"))
    key = datasets.save(b"no JSON")
    path = datasets.folder() / key
    if change is not None:
        path.unlink()
        change(path)
    try:
        return datasets.load_json(key)
    finally:
        rmtree(path.parent)


def nowhere(folder, patch):
    (folder / "file").touch()
    patch.setenv("RNNVIZ_STORE", str(folder / "file" / "store"))
    return datasets.save(b"a")


def held(folder, *acts, secret=None):
    """A lecture that is being held, after some commands."""
    with closing(Database(folder / "store")) as file:
        code, right = live_session.begin(file, LECTURE)
        live_session.drive(file, code, secret or right, *acts)
        return live_session.answer(file, code, "somebody", 0)


def too_many(folder, patch):
    patch.setattr(live_session, "current", lambda: Settings(lectures=1))
    with closing(Database(folder / "store")) as file:
        for _ in range(2):
            live_session.begin(file, LECTURE, NOBODY)


def too_long(folder):
    long = Scene(settings={str(place): "a" * 20_000 for place in range(60)})
    with closing(Database(folder / "store")) as file:
        return repository.save(file, Lecture(title="?", scenes=(long,)))


def followed_again(folder):
    """A link that has been used."""
    with closing(Database(folder / "store")) as file:
        token = links.make(file, NOBODY * 2)
        links.take(file, token)
        return links.take(file, token)


def crowded(folder, patch):
    patch.setattr(live_session, "MOST_ANSWERS", 0)
    return held(folder, Act.ASK)


def near(folder):
    """Another answer from an address that has no more."""
    with closing(Database(folder / "store")) as file:
        code, secret = live_session.begin(file, LECTURE)
        live_session.drive(file, code, secret, Act.ASK)
        live_session.answer(file, code, "somebody", 0, "10.0.0.1", 1)
        return live_session.answer(file, code, "another", 0, "10.0.0.1", 1)


def limits(**given):
    return FollowerLimits(lambda: Settings.model_construct(**given), bytes)


def guessed(patch):
    patch.setattr(wrong_codes, "current", lambda: Settings.model_construct(wrong_codes_of_address=0))
    wrong_codes.check("10.0.0.1")


def shown(folder, patch):
    patch.setattr(shown_page, "MOST_SHOWN", 0)
    with closing(Database(folder / "store")) as file:
        code, secret = live_session.begin(file, LECTURE)
        return shown_page.show(file, code, secret, page(made="a"))


def loaded(folder, load):
    """Something of a store that has nothing."""
    with closing(Database(folder / "store")) as file:
        return load(file, NOBODY)


def sketched(**changes):
    return Question(**SKETCH.model_dump() | changes)


def unset(folder, text="", **variables):
    """Settings of a file and variables that cannot be."""
    file = folder / "settings.toml"
    if text:
        file.write_text(text, "utf-8")
    return sources.load({sources.FILE: str(file)} | variables)


def too_large(seeds=1, **limit):
    """What is refused where no more than that may be."""

    def call():
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(admission, "current", lambda: Settings(**limit))
            admission.refuse_size(Experiment(seeds=seeds, runs=(Run(hidden=300, layers=2),)))

    return call


def not_admitted(fill, **limit):
    """The same of a store that is filled."""

    def call(folder):
        def checked(file):
            fill(file)
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(admission, "current", lambda: Settings(**limit))
                admission.check(Experiment(), "", file)

        return in_store(folder, checked)

    return call


def large(file):
    file.rows("INSERT OR REPLACE INTO keys VALUES ('large', zeroblob(2000000))")


CALLS = {
    "settings.settings": {
        "“{one}” is no": lambda: proxies(("?",)),
    },
    "settings.sources": {
        "The settings cannot": lambda folder: unset(folder, "layers = 0"),
        "The settings {path} cannot": unset,
        "The settings {path} are": lambda folder: unset(folder, "="),
        "There is no setting": lambda folder: unset(folder, "no = 1"),
    },
    "storage.database": {"The folder": below_a_file, "The store": moved},
    "storage.store_file": {"The file": others, "The store {path} is of": newer},
    "storage.store_error": {
        "{what}": lambda: unreadable("{}", ValueError("?")),
        "The disk": lambda folder: opened(folder, "PRAGMA max_page_count=1", FILL),
        "Another program": locked,
        "The store {path} is damaged": written_over,
        "The store {path} cannot": directory,
        "The store {path} could": lambda folder: opened(folder, "?"),
    },
    "storage.uploads": {
        "The file has": lambda: uploads.check_size(10**11),
        "{count:,} of your files": hoarded,
    },
    "storage.backup": {
        "The file": lambda folder: kept(folder, twice=True),
        "There is no": lambda folder: back_up(folder / "none", folder / "none.zip"),
        "The store": in_use,
        "{path} cannot": lambda folder: back_up(opened(folder), folder / "none" / "kept.zip"),
        "{path} is no": lambda folder: restore(written(folder / "none.zip"), folder / "store"),
    },
    "storage.links": {"This link": followed_again},
    "storage.datasets": {
        "The data cannot": nowhere,
        "data is": lambda: datasets.load("?"),
        "The dataset {key} is not": lambda folder, patch: dataset(folder, patch, lambda path: None),
        "The dataset {key} cannot": lambda folder, patch: dataset(folder, patch, Path.mkdir),
        "The dataset {key} is damaged": lambda folder, patch: dataset(
            folder, patch, lambda path: path.write_bytes(b"x")
        ),
        "The dataset {key} is of": dataset,
    },
    "experiments.checkpoint": {"A stored": lambda: checkpoint.unpack(b"?")},
    "experiments.commands": {
        "rate is": lambda: commands.ChangeRate(0, -1.0),
        "speed is": lambda: commands.ChangeSpeed(0.0),
        "seconds is": lambda: commands.ChangeDuration(0.0),
        "There is no": lambda: commands.read("?", "{}"),
        "The command": lambda: commands.read("stop", '{"?": 1}'),
    },
    "experiments.status": {"{event} cannot": lambda: after(Status.FINISHED, Event.PAUSE)},
    "experiments.repository": {
        "There is no": lambda folder: in_store(folder, lambda file: file.row("?")),
    },
    "experiments.work_queue": {
        "run is": lambda folder: in_store(
            folder, lambda file: file.command("01234567", commands.ChangeRate(7, 0.1))
        ),
    },
    "experiments.admission": {
        "You have": not_admitted(lambda file: None, queued_experiments=1),
        "This server holds": not_admitted(large, stored_bytes=10**6),
        "The training": too_large(samples=10),
        "It would": too_large(update_bytes=10**6),
        "Run {place} has {asked:,} hidden": too_large(hidden_units=200),
        "Run {place} has {asked:,} layers": too_large(layers=1),
        "An update": too_large(window_steps=1),
        "With {seeds} seeds each": too_large(seeds=3, samples=2_000_000),
        "With {seeds} seeds it": too_large(seeds=3, update_bytes=10**6),
    },
    "storage.checksums": {
        "{what} is": lambda: unchanged("a", checksum_of_text("b"), Message("A stored experiment"))
    },
    "experiments.row": {"A stored": lambda folder: in_store(folder, nonsense)},
    "experiments.stored_rows": {"A stored": lambda folder: in_store(folder, other_frame)},
    "experiments.store": {
        "Frame {number} of experiment {id} is damaged": lambda folder: in_store(folder, no_runs),
        "Frame {number} of experiment {id} is not": lambda folder: in_store(
            folder, lambda file: file.frame("01234567", 3)
        ),
    },
    "lectures.secret": {
        "Only who": lambda folder: held(folder, GoTo(1), secret="?"),
    },
    "lectures.live_session": {
        "{count:,} lectures": too_many,
        "There is no lecture": lambda folder: loaded(folder, live_session.load),
        "There is no scene": lambda folder: held(folder, GoTo(7)),
        "Scene": lambda folder: held(folder, GoTo(1), Act.ASK),
        "Nothing is": held,
        "{most:,} have": crowded,
        "{most:,} from": near,
    },
    "lectures.model": {
        "the section is": lambda: Scene(page="vanish", section="matrix"),
        "has {count}": lambda: Question(text="?"),
        "the right answer is number": lambda: Question(text="?", options=("a", "b"), right=7),
        "the number is between {low:g} and {high:g}; the first must be the smaller, and": lambda: (
            Question(text="?", kind="number", log=True)
        ),
        "the number is between {low:g} and {high:g}; the first must be the smaller": lambda: Question(
            text="?", kind="number", low=2.0
        ),
        "the right answer is {right:g}; allowed": lambda: Question(text="?", kind="number", right=7),
        "the lag that": lambda: sketched(at=3),
        "the true curve has": lambda: sketched(truth=(0.0,)),
        "the true curve holds": lambda: sketched(truth=(0.0, 0.0, 7.0)),
        "the right answer is {right:g}, but": lambda: sketched(truth=(0.0, 0.0, 0.0), right=0.5),
        "The answer is {answer}; allowed are numbers": lambda: NUMBER.read("?"),
        "The answer is number": lambda: CHOICE.read(7),
        "The answer is {number:g}": lambda: NUMBER.read(7),
        "The answer is {answer}; allowed are sketches": lambda: SKETCH.read(7),
        "The sketch has": lambda: SKETCH.read([7]),
        "The sketch is {value}": lambda: SKETCH.read(["?", 0, 0]),
        "The sketch is {number:g}": lambda: SKETCH.read([7, 0, 0]),
        "The lecture has": lambda: Lecture.from_json(" " * (model.MOST_BYTES + 1)),
    },
    "lectures.repository": {
        "There is no": lambda folder: loaded(folder, repository.load),
        "The lecture would": too_long,
    },
    "lectures.shown_page": {"What is": shown},
    "server.follower_limits": {
        "{most:,} from": lambda: limits(followers_of_address=0).enter("?", "?"),
        "{most:,} answers": lambda: limits(followers_of_address=0, answers_of_address=0).check_answer(
            "?", "?"
        ),
    },
    "server.wrong_codes": {"{most:,} wrong": guessed},
    "server.follower_socket": {"Who follows": lambda: follower_socket._answer("[]")},
    "server.launch": {"--port": lambda: launch.arguments(port=0)},
}

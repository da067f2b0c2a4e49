"""Calls that `rnnviz/exports` refuses, by module and beginning."""

import io
import zipfile
from contextlib import closing
from types import SimpleNamespace

import numpy as np
from support.loop_frames import layer_frame

from rnnviz.experiments import checkpoint
from rnnviz.experiments.store import Store
from rnnviz.exports import archive, command_line, disk_room, files, loop_report, open_loop
from rnnviz.exports.archive import EXPERIMENT, ArchiveWriter, opened
from rnnviz.exports.bundle import last_networks
from rnnviz.exports.checked_state import StateCheck
from rnnviz.exports.curve_bundle import own_curve
from rnnviz.exports.foreign_message import refuse_forged
from rnnviz.exports.members import in_order
from rnnviz.runs.run import Run
from rnnviz.storage import uploads
from rnnviz.text.message import Message
from rnnviz.training.experiment import Experiment
from rnnviz.training.race import learners
from rnnviz.watch.loop_store import LoopStore

LOGGED = Experiment(runs=(Run(hidden=2, log=5),), task={"name": "echo", "length": 1000})
PLAIN = Experiment(runs=(Run(hidden=2),))


def zipped(*members):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as new:
        for name, content in members:
            new.writestr(name, content)
    return made.getvalue()


def read(data):
    with opened(data, "x.zip") as found:
        found.check()
        return found


def manifest(**changed):
    told = {"format": archive.FORMAT, "version": 1, "kind": EXPERIMENT} | changed
    return archive.Manifest(**told).model_dump_json()


def exported(**members):
    made = io.BytesIO()
    writer = ArchiveWriter(made, EXPERIMENT, "")
    for name, content in members.items():
        writer.add(name, content)
    writer.close()
    return made.getvalue()


def changed():
    """A zip of which one member is another one."""
    data = exported(a="one")
    kept = zipfile.ZipFile(io.BytesIO(data)).read("manifest.json")
    return read(zipped(("a", "two"), ("manifest.json", kept)))


def missing():
    kept = zipfile.ZipFile(io.BytesIO(exported(a="one"))).read("manifest.json")
    return read(zipped(("manifest.json", kept)))


def not_opened():
    with opened(exported(a="one"), "x.zip") as found, found.named():
        uploads.check_size(2, most=1)


def no_curve(folder):
    with closing(Store(folder / "curves")) as store:
        return own_curve(store, "01234567")


def twice():
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as new:
        new.writestr("a", "1")
        new.writestr("b", "2")
    return read(data.getvalue().replace(b"b", b"a"))


def locked():
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_BZIP2) as new:
        new.writestr("a", "1")
    return read(made.getvalue())


def state(experiment=PLAIN, **more):
    """A checkpoint of the experiment's first run, changed."""
    (learner,) = learners(experiment)
    found = learner.checkpoint() | more
    return StateCheck(experiment).check(0, checkpoint.pack(found))


def parameters(**more):
    (learner,) = learners(PLAIN)
    return state(parameters=learner.checkpoint()["parameters"] | more)


def log(lines):
    return state(LOGGED, log={"lines": lines})


def not_begun(folder):
    with closing(Store(folder / "store")) as store:
        if not store.experiments():
            store.rows("UPDATE experiments SET id = '01234567' WHERE id = ?", store.add(PLAIN))
        return list(last_networks(store, "01234567"))


def named(folder, which):
    with closing(Store(folder / "names")) as store, closing(LoopStore(folder / "names")) as loops:
        if not store.experiments():
            for place in range(2):
                id = store.add(PLAIN, "twice")
                store.rows("UPDATE experiments SET id = ? WHERE id = ?", f"{place:08}", id)
        return command_line.found(store, loops, which)


def unseen_loop(folder):
    with closing(LoopStore(folder / "loops")) as loops:
        return loop_report.loop_report(loops, loops.begin("mine", 1))


def there(folder):
    path = folder / "x.csv"
    path.write_text("there")
    return files.write_file(SimpleNamespace(writes={".csv": None}), path)


def full(folder, patch):
    patch.setattr(disk_room.shutil, "disk_usage", lambda path: SimpleNamespace(free=1000))
    return disk_room.refuse_full_disk(folder / "x.zip", 1)


def layer(**more):
    return open_loop._check_layer("rnn", layer_frame(**more))


CALLS = {
    "exports.archive": {
        "{path} is no zip": lambda: read(b"no"),
        "{path} was not exported by rnnviz: it has": lambda: read(zipped(("a", "b"))),
        "{path} was not exported by rnnviz: its": lambda: read(
            zipped(("manifest.json", manifest(format="?")))
        ),
        "{path} is of format": lambda: read(zipped(("manifest.json", manifest(version=9, kind="?")))),
        "{path}: {member} is damaged": lambda: read(zipped(("manifest.json", "?"))),
        "{path}: {member} is missing": missing,
        "{path} is not opened": not_opened,
        "{path}: {member} is not what": changed,
        "{path}: {member} is packed": locked,
        "{path} has the entry": twice,
    },
    "exports.bundle": {"The training {id} has not begun": not_begun},
    "exports.checked_state": {
        "{name} is nothing that": lambda: state(optimizer={"mean": {"a": np.zeros(1)}}),
        "a carried state": lambda: state(hidden=[np.zeros(3)]),
        "{name} is missing, or": lambda: parameters(zz=np.zeros(1)),
        "{name} is {shape} of": lambda: parameters(**{"readout.bias": np.zeros(3)}),
        "{name} is {value!r}; allowed are numbers from 0": lambda: state(rate=-1.0),
        "it has a log": lambda: state(log={"lines": [{"update": 1}]}),
        "its log has": lambda: log([{"update": 1}] * 501),
        "{name} in its log": lambda: log([{"zz": "<b>"}]),
    },
    "exports.command_line": {
        "There is no training": lambda folder: named(folder, "zz"),
        "{count} trainings, loops or curves": lambda folder: named(folder, "twice"),
    },
    "exports.curve_bundle": {"There is no curve {id}": no_curve},
    "exports.disk_room": {
        "{path} cannot be used": lambda folder: disk_room.refuse_full_disk(folder / "no" / "x", 1),
        "{path} would take": full,
    },
    "exports.files": {
        "{path} ends in": lambda folder: files.check_ending(folder / "x.txt", [".csv"]),
        "The file {path} is there": there,
    },
    "exports.foreign_message": {"its sentence": lambda: refuse_forged(Message("{x.__class__}", x="a"))},
    "exports.loop_report": {"Of the loop": unseen_loop},
    "exports.members": {"the frames are not": lambda: in_order((SimpleNamespace(number=1),) * 2)},
    "exports.open_loop": {
        "it has no layer": lambda: open_loop._check_layers({}),
        "it has a layer": lambda: layer(cell="?"),
        "its hidden states": lambda: layer(hidden=np.zeros((1, 2))),
        "{name} is {shape}; wanted": lambda: layer(initial=np.zeros((9, 9))),
        "its weights": lambda: layer(weights={"a": np.zeros((1, 1, 1))}),
        "what it says": lambda: layer(error="?"),
    },
}

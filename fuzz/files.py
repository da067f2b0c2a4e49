"""Files that people load: well meant ones, and what becomes of them."""

import io
import json
import struct
from functools import cache
from pathlib import Path
from typing import Any

import torch
from hypothesis import strategies as st

from fuzz import archives, curves, networks
from fuzz.corpus import NASTY, changed, texts
from rnnviz.lectures.ready import READY
from rnnviz.pretrained.task_networks import OPENINGS
from rnnviz.runs.run import Run
from rnnviz.tasks import TASKS
from rnnviz.training.experiment import Experiment
from tests.support import foreign_files

EXPORTS = Path(__file__).parents[1] / "tests" / "fixtures" / "exports"
NETWORKS = ("safetensors", "state_dict", "onnx", "keras", "h5")
# the boxes for files: on which page, at which address, for which kinds
BOXES: dict[str, tuple[str, dict[str, str], tuple[str, ...]]] = {
    "lecture file": ("lecture", {}, ("json",)),
    "sentiment file": ("tasks", {"task": "sentiment", "source": "own"}, ("csv",)),
    "characters file": ("tasks", {"task": "characters", "text": "own"}, ("txt",)),
    "words file": ("tasks", {"task": "words", "text": "own"}, ("txt",)),
    "forecast data file": ("tasks", {"task": "forecast", "kind": "own"}, ("csv",)),
    "runs file 0": ("runs", {"bring": "yes"}, ("zip", "zip", "curve", "curve", "csv", "parquet")),
    "network files 0": ("unroll", {}, (*NETWORKS, "json", "txt")),  # the last two are vocabularies
}
ENDINGS = {"state_dict": "pt", "curve": "csv"}  # of kinds that are not called by theirs
READERS = {
    "network": "safetensors",
    "opened": "safetensors",
    "state_dict": "state_dict",
    "onnx": "onnx",
    "keras": "keras",
    "hdf5": "h5",
    "experiment": "experiment",
    "export": "zip",
    "curve": "curve",
    "lecture": "json",
    "numbers": "txt",
    "table": "csv",
}
CODINGS = (
    "utf-8",
    "utf-8-sig",
    "utf-16",
    "utf-16-be",
    "utf-32",
    "latin-1",
    "cp1252",
    "gb18030",
    "koi8-r",
)


@cache
def meant(kind: str) -> tuple[bytes, ...]:
    """Files of a kind that are well meant."""
    if kind == "json":
        return tuple(lecture.to_json().encode() for lecture in READY.values())
    if kind == "experiment":
        made = [
            Experiment(task=task(), seeds=seeds, runs=(Run(**task.usual),))
            for seeds, task in enumerate(TASKS.values(), 1)
        ]
        return tuple(one.to_json().encode() for one in made)
    if kind == "zip":
        return tuple(path.read_bytes() for path in sorted(EXPORTS.glob("*.zip")))
    if kind == "curve":
        return curves.meant()
    if kind == "parquet":
        return curves.tables()
    if kind == "safetensors":
        return tuple(path.read_bytes() for path in sorted(OPENINGS.parent.glob("*.safetensors")))
    if kind == "state_dict":
        return tuple(_saved(zipped) for zipped in (True, False))
    if kind in ("onnx", "keras", "h5"):
        archive = "onnx" if kind == "onnx" else "keras3"
        names = [one for one in foreign_files.names(archive) if one.endswith(kind)]
        return tuple(foreign_files.data(archive, one) for one in names)
    if kind == "csv":
        return (
            b"review,sentiment\ngood food,positive\nbad food,negative\n" * 30,
            b"\n".join(b"%d;%d,5" % (place, place % 7) for place in range(200)),
            b"date,value\n" + b"\n".join(b"2020-01-%02d,%d.5" % (day, day) for day in range(1, 29)) * 4,
            b"a\tb\n" + b"1.000,5\t2\n" * 60,
        )
    return (b"the dog bites the man. " * 40, "Der Hund beißt den Mann. ".encode("latin-1") * 40)


def _saved(zipped: bool) -> bytes:
    """What PyTorch saves of a small network, today or before 1.6."""
    file = io.BytesIO()
    module = torch.nn.ModuleDict({"rnn": torch.nn.LSTM(2, 3), "fc": torch.nn.Linear(3, 2)})
    saved = {"state_dict": module.state_dict(), "epoch": 3, "chars": ["a", "b"]}
    torch.save(saved, file, _use_new_zipfile_serialization=zipped)
    return file.getvalue()


@st.composite
def content(draw: st.DrawFn, kind: str) -> bytes:
    """A file of a kind, or what somebody calls one."""
    made = draw(st.sampled_from(meant(kind)))
    how = draw(st.integers(0, 7))
    if how <= 4 and kind == "zip":
        return draw(archives.damaged(made))
    if how <= 4 and kind == "curve":
        return draw(curves.logged())
    if how == 0:
        return draw(st.binary(max_size=300))
    if how == 1:
        return draw(texts).encode(draw(st.sampled_from(CODINGS)), "replace")
    if how == 2 and kind == "safetensors":
        return _tensors(
            draw(st.sampled_from(("BF16", "F8_E4M3", "F64", "I64", "BOOL", "X"))), draw(texts)
        )
    if how == 2 and kind in networks.KINDS:
        return draw(networks.KINDS[kind])
    if how == 2 and kind in ("json", "experiment"):
        return json.dumps(draw(_other(json.loads(made)))).encode()
    if how == 3:
        return draw(changed(made.decode("latin-1"))).encode("utf-8", "replace")
    if how == 4:
        return made[: draw(st.integers(0, len(made)))]
    if how == 5:
        damaged = bytearray(made)
        for place in draw(st.lists(st.integers(0, len(made) - 1), min_size=1, max_size=8)):
            damaged[place] ^= draw(st.integers(1, 255))
        return bytes(damaged)
    if how == 6:
        return made.decode("latin-1").encode(draw(st.sampled_from(CODINGS)), "replace")
    return draw(changed(made.decode("latin-1"))).encode("latin-1", "replace")


def _tensors(kind: str, text: str) -> bytes:
    head = {
        "w": {"dtype": kind, "shape": [1], "data_offsets": [0, 8]},
        "__metadata__": {"rnnviz": text},
    }
    packed = json.dumps(head).encode()
    return struct.pack("<Q", len(packed)) + packed + bytes(8)


@st.composite
def _other(draw: st.DrawFn, value: Any) -> Any:
    """JSON with one of its values replaced."""
    if isinstance(value, dict) and value and draw(st.integers(0, 4)):
        name = draw(st.sampled_from(sorted(value)))
        if not draw(st.integers(0, 9)):
            return value | {draw(texts): value[name]}
        return value | {name: draw(_other(value[name]))}
    if isinstance(value, list) and value and draw(st.integers(0, 4)):
        place = draw(st.integers(0, len(value) - 1))
        return [*value[:place], draw(_other(value[place])), *value[place + 1 :]]
    return draw(
        st.one_of(
            st.sampled_from((None, True, [], {}, -1, 0, 10**30, 1e308, float("nan"), "")),
            st.sampled_from(NASTY),
            st.just([value] * 3),
        )
    )

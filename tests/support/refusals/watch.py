"""Calls that `rnnviz/watch` refuses, by module and beginning."""

from contextlib import closing
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import torch
from torch import nn

from rnnviz.text.message import NOTHING
from rnnviz.ui.network.loop_channel import open_channel
from rnnviz.watch.layer_frame import LayerFrame
from rnnviz.watch.loop import watch
from rnnviz.watch.loop_store import LoopFrame, LoopHead, LoopStore
from rnnviz.watch.packed_frame import unpack
from rnnviz.watch.sequences import check_sequence


def layer() -> LayerFrame:
    gru = nn.GRU(2, 2)
    with watch(gru, every=1, stored=False) as watched:
        out, _ = gru(torch.zeros(2, 1, 2))
        out.sum().backward()
    return watched.frames[-1].layers["GRU"]


def loop(*statements):
    """A frame of a store in which some statements have been carried out."""
    with TemporaryDirectory() as folder, closing(LoopStore(Path(folder) / "store")) as store:
        id = store.begin("?", 1)
        store.write(id, LoopFrame(LoopHead(0, 0, 0.0), {}, b"?"), NOTHING, 1)
        for statement in statements:
            store.rows(statement)
        return store.frame(id, 0)


def without(call):
    """What is said of a loop that is not there."""
    with TemporaryDirectory() as folder, closing(LoopStore(Path(folder) / "store")) as store:
        return call(store)


CALLS = {
    "watch.loop_store": {
        "There is no": lambda: without(lambda store: store.loop("?")),
        "Frame {number}": lambda: without(lambda store: store.frame("?", 0)),
        "A stored frame": lambda: loop("UPDATE loop_frames SET packed = x'00'"),
    },
    "watch.packed_frame": {"A stored frame": lambda: unpack(b"?")},
    "ui.network.loop_channel": {"There are no": lambda: open_channel(lambda: None, {})},
    "watch.layer_frame": {
        "No backward pass": lambda: replace(layer(), by_output=None).matrix(),
        "The loop changed": lambda: replace(layer(), connected=False).matrix(),
        "direction is": lambda: layer().matrix(2),
    },
    "watch.loop": {
        "module is": lambda: watch("rnn"),
        "{kind} has no": lambda: watch(nn.Linear(2, 2)),
        "{name} is": lambda: watch(nn.GRU(2, 2), every=0),
    },
    "watch.showing": {
        "{layer} is not": lambda: watch(nn.GRU(2, 2), stored=False).show("no"),
    },
    "watch.sequences": {"A batch had": lambda: check_sequence(3, 2)},
}

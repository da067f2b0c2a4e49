"""What a store has of networks that are not ours: a watched loop, and one that came from a file."""

from contextlib import closing
from pathlib import Path
from unittest import mock

import numpy as np

from rnnviz.nn.network import Network
from rnnviz.nn.trace import unroll
from rnnviz.storage import uploads
from rnnviz.storage.database import Database
from rnnviz.storage.ownership import MACHINE
from rnnviz.text.message import Message
from rnnviz.watch import loop_store
from rnnviz.watch.calls import RESET, Call
from rnnviz.watch.layer_frame import LayerFrame, WatchedFrame
from rnnviz.watch.loop_store import LoopFrame, LoopHead, LoopStore
from rnnviz.watch.packed_frame import pack

LOOP, NAME = "f0f0f0f0", "a foreign loop"  # its id, and what it is called
FRAMES, STEPS = 3, 6
PREFIX = "rnn."  # of a network's recurrent parameters


def opened(store: Database) -> str:
    """Keep a network that was opened from a file; gives its word in the address."""
    net = Network.random(cell="lstm", inputs=3, hidden=4, outputs=3, vocabulary=("a", "b", "c"), seed=1)
    return f"file.{uploads.keep(store, MACHINE, net.to_bytes(), 'letters.pt')}"


def watched(path: Path) -> str:
    """Write what was seen of a loop that fell silent; gives its layer's word in the address."""
    with closing(LoopStore(path)) as loops:
        with mock.patch.object(loop_store.secrets, "token_hex", return_value=LOOP):
            loops.begin(NAME, 1)
        for number in range(FRAMES):
            layer = _layer(number)
            frame = WatchedFrame(number, number, number, 0.1, True, {layer.name: layer})
            head = LoopHead(number, 10 * number, 0.1 * number)
            norms = {f"{layer.name}.{name}": norm for name, norm in layer.parameters.items()}
            loops.write(LOOP, LoopFrame(head, norms, pack(frame)), Message("It starts."), 10**8)
    return f"loop.{LOOP}.1"


def _layer(seed: int) -> LayerFrame:
    """Two layers in both directions."""
    rng = np.random.default_rng(seed)
    net = Network.random(
        "gru", inputs=2, hidden=3, outputs=6, layers=2, bidirectional=True, seed=seed, readout=False
    )
    inputs = rng.normal(size=(STEPS, 2))
    trace = unroll(net, inputs)
    weights = {name.removeprefix(PREFIX): array for name, array in net.parameters.items()}
    return LayerFrame(
        name="encoder.rnn",
        call=Call(seed, "encoder.rnn", STEPS, 1, RESET, True, True),
        cell="gru",
        bidirectional=True,
        inputs=inputs,
        initial=np.zeros((4, 3)),
        initial_memory=None,
        hidden=trace.hidden,
        memory=None,
        gates=dict(trace.gates),
        error=1e-15,
        tolerance=1e-10,
        gradient=rng.uniform(0.1, 1.0, (4, STEPS)),
        by_output=rng.normal(size=(STEPS, 6)),
        parameters={name: float(rng.uniform()) for name in weights},
        weights=weights,
    )

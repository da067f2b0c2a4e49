"""Calls that `rnnviz/nn` refuses, by module and by how the refusal begins."""

import json
import sys
from dataclasses import replace

import numpy as np
from safetensors.numpy import save_file

from rnnviz.nn import decoding, losses, tokenizer
from rnnviz.nn.encoder_decoder import END, START, EncoderDecoder
from rnnviz.nn.first_state import typed_state
from rnnviz.nn.network import Network, NetworkSettings
from rnnviz.nn.propagation import forward, zero_state
from rnnviz.nn.trace import unroll
from rnnviz.nn.writing_on import check_writes_on, write_on

TOKENS = np.array([0, 1])
NET = Network.random(inputs=2, hidden=2, outputs=2)
NUMBERS = Network.random(inputs=2, hidden=2, outputs=2, output="linear")
LABELLED = NetworkSettings(vocabulary=("a", "b"), inputs=2, outputs=2)
BITS = NetworkSettings(inputs=2, outputs=1, output="sigmoid")
LOGITS = np.zeros((1, 2, 1))
# how two refusals of a first state begin
ROWS = "The first state has {count} rows; this network needs {rows}, one for each layer and direction"


def both(decoder=None, **settings):
    """An encoder-decoder of which the decoder has other settings."""
    settings = {"inputs": 2, "hidden": 2, "outputs": 2} | settings
    decoder = settings | {"vocabulary": (START, END)} | (decoder or {})
    return EncoderDecoder(Network.random(**settings), Network.random(**decoder))


def parameters(change):
    """The network with its parameters changed in place."""
    named = dict(NET.parameters)
    change(named)
    return replace(NET, parameters=named)


def stored(kind, path, metadata):
    """What a file with this metadata holds."""
    save_file({"a": np.zeros(1)}, path, metadata)
    return kind.load(path)


def modules():
    """PyTorch's modules, which take long to load."""
    from torch import nn

    return nn


def read_torch(*given):
    return Network.from_torch(*given)


def half():
    """A recurrent module of a type that is refused."""
    return modules().RNN(2, 2).half()


def half_floats(folder):
    """A file with numbers of a type that NumPy has not, whatever else is installed."""
    head = {
        "a": {"dtype": "F8_E5M2", "shape": [1], "data_offsets": [0, 1]},
        "__metadata__": {"rnnviz": "{}"},
    }
    text = json.dumps(head).encode()
    (folder / "half").write_bytes(len(text).to_bytes(8, "little") + text + bytes(1))
    return Network.load(folder / "half")


def clipped():
    """An embedding whose rows are shortened as they are read."""
    return modules().Embedding(2, 2, max_norm=1.0)


def without_torch(patch):
    patch.setitem(sys.modules, "torch", None)
    return NET.to_torch()


def lengths(*given):
    return forward(NET, np.zeros((2, 1), int), lengths=np.array(given))


def rows(text, target=""):
    return tokenizer.read(text, "numbers", NUMBERS, target)


def total(text, target=""):
    return tokenizer.read(text, "bits", BITS, target)


CALLS = {
    "nn.decoding": {
        "width is": lambda: decoding.beam(both(), zero_state(NET, 1), 0, 1),
    },
    "nn.encoder_decoder": {
        "The encoder's": lambda: both({"hidden": 3}),
        "An encoder-decoder reads": lambda: both(bidirectional=True),
        "The decoder's vocabulary": lambda: both({"vocabulary": ("a", "b")}),
        "The decoder's context": lambda: both({"context": 3}),
        "{path} holds no encoder": lambda folder: stored(
            EncoderDecoder, folder / "a", {"rnnviz.seq2seq": "{"}
        ),
        "its metadata": lambda folder: stored(EncoderDecoder, folder / "a", {}),
    },
    "nn.losses": {
        "{name} is": lambda: losses.losses("x", LOGITS, TOKENS[:1, None]),
        "Each target has": lambda: losses.losses("linear", LOGITS, np.zeros((1, 3, 1))),
        "Tokens as targets need": lambda: losses.losses("linear", LOGITS, TOKENS[:1, None]),
        "Tokens as targets are": lambda: losses.losses("softmax", LOGITS, np.zeros((1, 1))),
        "There are targets": lambda: losses.losses("softmax", LOGITS, TOKENS[:, None]),
        "One of the": lambda: losses.losses("softmax", LOGITS, np.array([[7]])),
    },
    "nn.saved_arrays": {
        "{path} is no safetensors": lambda: Network.load(__file__),
        "{path} cannot": lambda folder: Network.load(folder),
        "{path} holds arrays that": half_floats,
        "These are no": lambda: Network.from_bytes(b"?", "x"),
    },
    "nn.network": {
        "{name} is {value!r}; allowed are whole": lambda: NetworkSettings(hidden=0),
        "{name} is {value!r}; allowed are True": lambda: NetworkSettings(bias=1),
        "{name} is {value!r}; allowed are {allowed}": lambda: NetworkSettings(cell="x"),
        "layers is": lambda: NetworkSettings(layers=5),
        "The network would": lambda: NetworkSettings(hidden=10**6),
        "forget_bias is {value!r}; allowed": lambda: Network.random("lstm", forget_bias=21),
        "forget_bias is {value!r}; only": lambda: Network.random("gru", forget_bias=1),
        "outputs is": lambda: NetworkSettings(hidden=3, outputs=2, readout=False),
        "vocabulary is": lambda: NetworkSettings(inputs=1, vocabulary=["a"]),
        "vocabulary has a token": lambda: NetworkSettings(inputs=2, vocabulary=("a", "a")),
        "There are {count} labels": lambda: NetworkSettings(outputs=2, labels=("a",)),
        "vocabulary has {count}": lambda: NetworkSettings(inputs=2, vocabulary=("a",)),
        "parameters: missing": lambda: parameters(lambda named: named.pop("readout.bias")),
        "{name} has the shape": lambda: parameters(
            lambda named: named.update({"readout.bias": np.zeros(3)})
        ),
        "parameters are": lambda: parameters(
            lambda named: named.update({"readout.bias": np.zeros(2, "float32")})
        ),
        "gain is": lambda: Network.random(gain=-1.0),
        "seed is": lambda: Network.random(seed=-1),
        "{path} holds arrays": lambda folder: stored(Network, folder / "a", {}),
        "{path} holds no network": lambda folder: stored(
            Network, folder / "a", {"rnnviz": json.dumps({"hidden": 0})}
        ),
    },
    "nn.propagation": {
        "The sequence is empty": lambda: unroll(NET, TOKENS[:0]),
        "Each step has": lambda: forward(NET, np.zeros(3)),
        "The context has": lambda: forward(NET, TOKENS[:, None], context=np.zeros((1, 1))),
        "lengths must be": lambda: lengths(1, 1),
        "One of the lengths": lambda: lengths(3),
    },
    "nn.first_state": {
        "Row {number} of the first": lambda: typed_state(NET, "1"),
        f"{ROWS}.": lambda: typed_state(NET, "1 1; 1 1"),
        f"{ROWS}, or": lambda: typed_state(
            Network.random("lstm", inputs=2, hidden=2, outputs=2), "1 1; 1 1; 1 1"
        ),
        "“{cell}” in the first": lambda: typed_state(NET, "1 x"),
    },
    "nn.writing_on": {
        "{count} steps are": lambda: write_on(NET, unroll(NET, TOKENS), 0),
        "It cannot write on: its direction": lambda: check_writes_on(
            Network.random(inputs=2, hidden=2, outputs=2, bidirectional=True)
        ),
        "It cannot write on: what it": lambda: check_writes_on(
            Network.random(inputs=2, hidden=2, outputs=3)
        ),
    },
    "nn.pytorch": {
        "This needs PyTorch": without_torch,
        "rnn is": lambda: read_torch(modules().Linear(2, 2)),
        "{what} is": lambda: read_torch(modules().RNN(2, 2), modules().RNN(2, 2)),
        "rnn has proj_size": lambda: read_torch(modules().LSTM(2, 2, proj_size=1)),
        "embedding has": lambda: read_torch(modules().RNN(2, 2), None, clipped()),
        "{group}.{name} is": lambda: read_torch(half()),
        "PyTorch has no": lambda: Network.random(cell="identity").to_torch(),
        "PyTorch’s GRU": lambda: Network.random(cell="gru_before").to_torch(),
    },
    "nn.tokenizer": {
        "The text has": lambda: tokenizer.split("x" * 2001, "characters"),
        "The target has {count} tokens": lambda: tokenizer.read("a", "characters", LABELLED, "ab"),
        "The target has {count} rows": lambda: rows("1 1", "1 1; 1 1"),
        "{row} {number}: “{cell}” is not a": lambda: rows("1 x"),
        "{row} {number}: “{cell}” is not finite": lambda: rows("1 inf"),
        "{row} {number} has {count} numbers and": lambda: rows("1 1; 1"),
        "{row} {number} has {count} numbers; the network answers": lambda: rows("1 1", "1"),
        "{row} {number} has {count} numbers; the network reads": lambda: rows("1"),
        "This network adds": lambda: total("1 + 1 + 1"),
        "“{piece}” is no bit": lambda: total("2 + 1"),
        "The numbers have": lambda: total(f"{'1' * 2000} + 1"),
        "The target is no": lambda: total("1 + 1", "2"),
        "The target has {count} bits": lambda: total("1 + 1", "1000"),
    },
    "nn.trace": {
        "The network has one": lambda: unroll(replace(NET, pool="mean"), TOKENS),
        "inputs have": lambda: unroll(NET, np.zeros((1, 1, 1))),
        "inputs are": lambda: unroll(NET, np.zeros(2)),
        "targets have": lambda: unroll(NET, TOKENS, np.zeros((2, 2, 2))),
        "There are": lambda: unroll(NET, TOKENS, TOKENS[:1]),
        "The state has": lambda: unroll(NET, TOKENS, state=(1, 2, 3)),
        "The state {name} has the shape {found}; this": lambda: unroll(
            NET, TOKENS, state=(np.zeros((1, 2)), np.zeros((1, 2)))
        ),
        "The state {name} has the shape {found}; it": lambda: unroll(NET, TOKENS, state=np.zeros(3)),
    },
}

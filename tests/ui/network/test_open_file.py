"""A reader opens a network of their own: what is found is shown, chosen from, and opened."""

import io
import json

import numpy as np
import pytest
import torch
from safetensors.numpy import save
from torch import nn

from rnnviz.nn.network import Network
from rnnviz.ui.network import open_file, opened_networks

LETTERS = tuple("ehlo ")


class Model(nn.Module):
    """A small character model."""

    def __init__(self, cell=nn.LSTM):
        super().__init__()
        self.embed = nn.Embedding(5, 3)
        self.rnn = cell(3, 6)
        self.head = nn.Linear(6, 5)


def state_dict(**more):
    torch.manual_seed(0)
    file, state = io.BytesIO(), Model().state_dict() | more
    torch.save(state, file)
    return file.getvalue(), state


@pytest.fixture
def reader(opened, store, monkeypatch):
    monkeypatch.setattr(opened_networks, "owner", lambda: "")
    return opened("app.py")


def upload(reader, *files):
    (box,) = [one for one in reader.at.file_uploader if one.key.startswith(open_file.FILES)]
    box.set_value([(name, data, "application/octet-stream") for name, data in files])
    reader.run()


def test_what_is_found_is_shown_and_then_opened(reader):
    data, state = state_dict()
    upload(reader, ("model.pt", data), ("vocab.json", json.dumps(LETTERS).encode()))
    assert not reader.notices
    said = " ".join(one.value for one in reader.at.caption).replace("\\", "")
    for words in ("A file of the kind PyTorch", "LSTM, layers: 1", "units: 6", "outputs: 5"):
        assert words in said
    reader.press("Show this network")
    assert not reader.notices
    word = reader.address["net"]
    found = opened_networks.opened_network(word)
    assert (found.name, found.network.vocabulary, found.mode) == ("model.pt", LETTERS, "characters")
    np.testing.assert_array_equal(
        found.network.parameters["rnn.weight_hh_l0"], state["rnn.weight_hh_l0"].double().numpy()
    )
    assert reader.control("net").value == word
    assert reader.state("text") == "hello"


def test_one_of_several_layers_and_readouts_is_chosen(reader):
    one = Network.random("gru", inputs=4, hidden=3, outputs=7, seed=1)
    other = Network.random("gru", inputs=4, hidden=3, outputs=9, seed=2)
    arrays = {
        f"{name}.{part.replace('readout', 'out')}": array
        for name, net in (("a", one), ("b", other))
        for part, array in net.parameters.items()
    }
    assert any("ONNX, Keras" in one.value for one in reader.at.caption)  # what can be opened
    upload(reader, ("two.safetensors", save(arrays)))
    assert not any("ONNX, Keras" in one.value for one in reader.at.caption)
    (button,) = (button for button in reader.at.button if button.label == "Show this network")
    assert button.disabled
    reader.choose(**{"opening layer": "b.rnn"})
    reader.choose(**{"opening readout": "a.out.weight"})
    reader.choose(**{"opening layer": "a.rnn"})  # what was chosen for the other is forgotten
    reader.choose(**{"opening readout": "b.out.weight", "opening cell": "gru_before"})
    reader.press("Show this network")
    found = opened_networks.opened_network(reader.address["net"]).network
    assert (found.cell, found.outputs) == ("gru_before", 9)
    np.testing.assert_array_equal(
        found.parameters["rnn.weight_ih_l0"], one.parameters["rnn.weight_ih_l0"]
    )


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ([("a.bits", b"no such thing")], "a.bits"),
        ([("a.safetensors", b"\xff" * 40)], "a.safetensors"),
        ([("x.csv", b"1,2,3"), ("y.csv", b"1")], "no weights that can be opened"),
    ],
)
def test_what_cannot_be_opened_is_said(reader, files, said):
    upload(reader, *files)
    assert said in " ".join(reader.notices)
    assert "datasets" not in " ".join(reader.notices)  # where they lie on the server
    assert reader.control("net").value == "hello"


def test_nothing_is_opened_while_a_class_looks_on(reader, monkeypatch):
    monkeypatch.setattr(open_file.presenter_session, "current", lambda: object())
    before = len(reader.at.file_uploader)
    open_file.open_file(lambda word: None)
    assert len(reader.at.file_uploader) == before

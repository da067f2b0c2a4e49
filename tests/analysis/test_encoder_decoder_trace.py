"""The way of one text through encoder and decoder, against PyTorch's modules."""

import numpy as np
import pytest
import torch
from support.torch_oracle import MODULES, modules, state_dict

from rnnviz.analysis.encoder_decoder_trace import numbers, passage
from rnnviz.nn.decoding import END_TOKEN
from rnnviz.nn.encoder_decoder import END, START, EncoderDecoder

ANSWERS = (START, END, "a", "b", "c")
cells = pytest.mark.parametrize("cell", MODULES)


def make(cell, **settings):
    return EncoderDecoder.random(
        **{"cell": cell, "inputs": 6, "hidden": 4, "answers": ANSWERS, "seed": 3} | settings
    )


def torch_of(net):
    parts = modules(net.cell, net.inputs, net.hidden, net.outputs, net.layers, readout=net.readout)
    for name, array in state_dict(*parts).items():
        array[:] = net.parameters[name]
    return parts


def one_hot(token, size):
    return torch.eye(size, dtype=torch.float64)[token][None, None]


@cells
@pytest.mark.parametrize("layers", [1, 2])
def test_states_and_probabilities_equal_pytorchs(cell, layers):
    model = make(cell, layers=layers)
    found = passage(model, np.array([3, 1, 5, 0]), 7)
    (reader, *_), (writer, readout, _) = torch_of(model.encoder), torch_of(model.decoder)
    with torch.no_grad():
        read, state = reader(torch.cat([one_hot(token, 6) for token in (3, 1, 5, 0)]))
        np.testing.assert_allclose(found.read, read[:, 0].numpy(), atol=1e-12)
        token, chosen = 0, []
        while len(chosen) < 7 and END_TOKEN not in chosen:
            top, state = writer(one_hot(token, 5), state)
            chances = readout(top[0, 0]).softmax(0).numpy()
            np.testing.assert_allclose(found.probabilities[len(chosen)], chances, atol=1e-12)
            np.testing.assert_allclose(found.written[len(chosen)], top[0, 0].numpy(), atol=1e-12)
            token = int(chances.argmax())
            chosen.append(token)
    assert found.tokens.tolist() == chosen
    assert found.ended == (END_TOKEN in chosen)


@cells
def test_what_is_handed_over_alone_decides(cell):
    model = make(cell, layers=2)
    one, other = (passage(model, np.array(text), 6) for text in ([1, 2, 3], [5, 4, 4, 0, 2]))
    swapped = passage(model, np.array([1, 2, 3]), 6, other.own)
    np.testing.assert_array_equal(swapped.probabilities, other.probabilities)
    np.testing.assert_array_equal(swapped.written, other.written)
    np.testing.assert_array_equal(swapped.read, one.read)
    assert swapped.handed is other.own
    assert not np.allclose(one.probabilities[0], other.probabilities[0])


@cells
def test_the_numbers_of_the_state_are_all_that_there_are(cell):
    found = passage(make(cell, layers=2), np.array([1, 2]), 3)
    named = numbers(found.own)
    assert list(named) == (["h", "cell state"] if cell == "lstm" else ["h"])
    np.testing.assert_array_equal(named["h"][4:], found.read[-1])
    assert all(values.shape == (8,) for values in named.values())


def test_a_picture_is_read_in_one_step():
    model = make("gru", inputs=3, numbers=True)
    found = passage(model, np.array([[0.0, 1.0, 1.0]]), 4)
    assert found.read.shape == (1, 4)
    np.testing.assert_array_equal(found.read[0], found.own.hidden[0, :, 0])

"""An encoder and a decoder against PyTorch's, and their answers against all answers there are."""

import numpy as np
import pytest
import torch
from support.encoder_decoder_kinds import ANSWERS, make
from support.torch_oracle import MODULES, central_differences, modules, state_dict, together
from torch.nn import functional
from torch.nn.utils.rnn import pack_padded_sequence

from rnnviz.nn import propagation
from rnnviz.nn.decoding import END_TOKEN, beam, greedy
from rnnviz.nn.encoder_decoder import (
    EncoderDecoder,
    backward,
    conditioned,
    encode,
    forward,
    own_tokens,
    right_tokens,
)
from rnnviz.nn.losses import losses, losses_by_logits, predict
from rnnviz.nn.network import Network

LENGTHS = np.array([3, 5, 1, 4])


TARGETS = np.array([[2, 3, 1, 4], [3, 3, -1, 2], [1, 4, -1, 1], [-1, 1, -1, -1]])


cells = pytest.mark.parametrize("cell", MODULES)


def torch_of(net):
    """PyTorch's modules of a network; one with a context reads it behind each token, as one row."""
    rnn, readout, __ = modules(
        net.cell, net.width(0), net.hidden, net.outputs, net.layers, False, readout=net.readout
    )
    table = torch.nn.Embedding(net.inputs, net.embedding, dtype=torch.double) if net.embedding else None
    parts = rnn, readout, table
    for name, array in state_dict(*parts).items():
        array[:] = net.parameters[name]
    return parts


def looked_up(tokens, net, table):
    return table(tokens) if table else functional.one_hot(tokens, net.inputs).double()


@cells
@pytest.mark.parametrize(
    "shape",
    [
        {},
        {"layers": 2, "embedding": 3},
        {"context": True},
        {"layers": 2, "embedding": 3, "context": True},
    ],
    ids=str,
)
def test_losses_and_gradients_equal_pytorchs(rng, cell, shape):
    model = make(cell, **shape)
    here = np.arange(LENGTHS.max())[:, None] < LENGTHS
    inputs = np.where(here, rng.integers(6, size=here.shape), -1)
    done = forward(model, inputs, right_tokens(TARGETS), LENGTHS)
    costs = losses("softmax", done.logits, TARGETS)
    found = backward(model, done, losses_by_logits("softmax", done.logits, TARGETS))

    parts = {part: torch_of(getattr(model, part)) for part in ("encoder", "decoder")}
    rnn, _, table = parts["encoder"]
    x = looked_up(torch.tensor(inputs).clamp(min=0), model.encoder, table)
    packed = pack_padded_sequence(x, torch.tensor(LENGTHS), enforce_sorted=False)
    _, state = rnn(packed)
    rnn, readout, table = parts["decoder"]
    fed = torch.tensor(np.concatenate([np.zeros((1, 4), int), TARGETS[:-1]])).clamp(min=0)
    read = looked_up(fed, model.decoder, table)
    if model.decoder.context:  # h of the top layer, which an LSTM has beside its cell state
        c = (state[0] if isinstance(state, tuple) else state)[-1]
        read = torch.cat([read, c.expand(len(fed), -1, -1)], dim=-1)
    logits = readout(rnn(read, state)[0])
    theirs = functional.cross_entropy(
        logits.mT, torch.tensor(TARGETS), reduction="none", ignore_index=-1
    )
    theirs.sum().backward()
    known = TARGETS >= 0
    np.testing.assert_allclose(costs[known], theirs.detach().numpy()[known], rtol=0, atol=1e-10)
    gradients = {
        f"{part}.{name}": p.grad.numpy()
        for part, of in parts.items()
        for name, p in together(*of).named_parameters()
    }
    assert found.keys() == gradients.keys() == model.parameters.keys()
    for name, array in gradients.items():
        assert abs(array).max() > 1e-4, name
        np.testing.assert_allclose(found[name], array, rtol=0, atol=1e-10, err_msg=name)


@pytest.mark.parametrize("cell", ["tanh", "gru", "gru_before", "lstm"])
def test_gradients_through_c_at_every_step_are_those_of_finite_differences(rng, cell):
    model = make(cell, layers=2, embedding=3, context=True)
    inputs = rng.integers(6, size=(4, 4))

    def loss():
        done = forward(model, inputs, right_tokens(TARGETS))
        return float(np.nansum(losses("softmax", done.logits, TARGETS)))

    done = forward(model, inputs, right_tokens(TARGETS))
    found = backward(model, done, losses_by_logits("softmax", done.logits, TARGETS))
    for name, array in model.parameters.items():
        slopes = central_differences(loss, array)
        np.testing.assert_allclose(found[name], slopes, rtol=1e-5, atol=1e-8, err_msg=name)


@cells
@pytest.mark.parametrize("embedding", [None, 3])
def test_one_c_for_good_is_a_bias(rng, cell, embedding):
    """What Unroll opens of such a decoder computes the same as the decoder itself."""
    model = make(cell, layers=2, embedding=embedding, context=True)
    state = encode(model, rng.integers(6, size=(4, 1)))
    fed = np.array([[0], [2], [4], [3]])
    wanted = propagation.forward(model.decoder, fed, state, context=model.context(state))
    plain = conditioned(model.decoder, model.context(state)[:, 0])
    assert plain.context is None and plain.width(0) == (embedding or 5)
    found = propagation.forward(plain, fed, state)
    np.testing.assert_allclose(found.logits, wanted.logits, rtol=0, atol=1e-12)
    np.testing.assert_allclose(found.state.hidden, wanted.state.hidden, rtol=0, atol=1e-12)


def test_without_c_at_every_step_all_else_starts_the_same():
    for settings in ({}, {"embedding": 3, "layers": 2}):
        plain, again = make("gru", **settings), make("gru", context=True, **settings)
        name = "decoder.rnn.weight_ih_l0"
        for other, array in plain.parameters.items():
            kept = again.parameters[other]
            kept = kept[:, : array.shape[1]] if other == name else kept
            np.testing.assert_array_equal(kept, array)
        more = again.parameters[name][:, plain.parameters[name].shape[1] :]
        assert more.shape == (3 * 4, 4)
        assert 0.2 < abs(more).max() <= 0.5  # uniform in +-1/sqrt(H)
        assert plain.context(np.zeros(0)) is None


def test_one_with_c_at_every_step_is_saved_and_answers_by_its_own_c(tmp_path, rng):
    model = make("lstm", context=True)
    model.save(tmp_path / "both.safetensors")
    back = EncoderDecoder.load(tmp_path / "both.safetensors")
    assert back.decoder.context == 4 and back.encoder.context is None
    state = encode(model, rng.integers(6, size=(4, 1)))
    found = greedy(back, state, 6)
    # fed by hand, each token with the same c
    fed, now = np.zeros((1, 1), int), state
    for token, chance in zip(found.tokens, found.probabilities, strict=True):
        done = propagation.forward(model.decoder, fed, now, context=state.hidden[-1])
        np.testing.assert_allclose(predict("softmax", done.logits)[0], chance, rtol=0, atol=1e-12)
        fed, now = token[None], done.state
    (best, *_) = beam(back, state, 1, 6)
    wanted = found.tokens[:, 0]
    assert list(best.tokens) == wanted[wanted != END_TOKEN].tolist()


@cells
def test_a_padded_batch_is_its_pairs_one_by_one(rng, cell):
    model = make(cell, layers=2)
    here = np.arange(LENGTHS.max())[:, None] < LENGTHS
    inputs = np.where(here, rng.integers(6, size=here.shape), -1)
    done = forward(model, inputs, right_tokens(TARGETS), LENGTHS)
    together = backward(model, done, losses_by_logits("softmax", done.logits, TARGETS))
    costs = losses("softmax", done.logits, TARGETS)
    alone = {name: np.zeros_like(array) for name, array in together.items()}
    for row, length in enumerate(LENGTHS):
        targets = TARGETS[TARGETS[:, row] >= 0, row][:, None]
        one = forward(model, inputs[:length, row, None], right_tokens(targets))
        cost = losses("softmax", one.logits, targets)
        np.testing.assert_allclose(costs[: len(cost), row], cost[:, 0], rtol=0, atol=1e-10)
        for name, array in backward(
            model, one, losses_by_logits("softmax", one.logits, targets)
        ).items():
            alone[name] += array
    for name, array in together.items():
        np.testing.assert_allclose(array, alone[name], rtol=0, atol=1e-10, err_msg=name)


def test_a_picture_is_one_step_of_numbers(rng):
    model = make("tanh", inputs=9, numbers=True, embedding=3)
    assert model.encoder.embedding is None
    assert model.decoder.embedding == 3
    pictures = rng.random((1, 9, 2))
    state = encode(model, pictures)
    weights = model.encoder.parameters
    bias = weights["rnn.bias_ih_l0"] + weights["rnn.bias_hh_l0"]
    expected = np.tanh(weights["rnn.weight_ih_l0"] @ pictures[0] + bias[:, None])
    np.testing.assert_allclose(state.hidden[0], expected, rtol=0, atol=1e-12)


def test_forced_everywhere_is_the_right_token_before(rng):
    model = make("gru")
    state = encode(model, np.array([[1, 2, 3, 4]]))
    fed = own_tokens(model, state, TARGETS, 1.0, rng)
    np.testing.assert_array_equal(fed[0], 0)
    np.testing.assert_array_equal(fed[1:], TARGETS[:-1])
    np.testing.assert_array_equal(fed, right_tokens(TARGETS))


def test_forced_nowhere_is_the_greedy_answer(rng):
    for seed in range(5):
        model = make("lstm", seed)
        state = encode(model, np.array([[1, 2, 3, 4]]))
        targets = np.full((6, 4), 2)
        fed = own_tokens(model, state, targets, 0.0, rng)
        answers = greedy(model, state, 6).tokens
        for row in range(4):
            mine = answers[answers[:, row] > END_TOKEN, row]
            np.testing.assert_array_equal(fed[1 : len(mine) + 1, row], mine[:5])


def test_forced_sometimes_is_that_often(rng):
    model = make("tanh")
    state = encode(model, np.zeros((1, 500), int))
    likeliest = greedy(model, state, 1).tokens[0, 0]
    other = 2 if likeliest != 2 else 3
    targets = np.full((2, 500), other)
    fed = own_tokens(model, state, targets, 0.3, rng)
    assert np.mean(fed[1] == other) == pytest.approx(0.3, abs=0.07)
    assert set(fed[1]) == {other, likeliest}


def test_a_saved_one_comes_back(tmp_path):
    model = make("lstm", layers=2, embedding=3, vocabulary=tuple("uvwxyz"), dtype="float32")
    model.save(tmp_path / "both.safetensors")
    back = EncoderDecoder.load(tmp_path / "both.safetensors")
    assert back.encoder.vocabulary == tuple("uvwxyz")
    assert back.decoder.vocabulary == ANSWERS
    assert back.encoder.settings() == model.encoder.settings()
    for name, array in model.parameters.items():
        np.testing.assert_array_equal(back.parameters[name], array)


def test_what_is_no_encoder_and_decoder_is_refused(tmp_path):
    path = tmp_path / "file.safetensors"
    Network.random().save(path)
    with pytest.raises(ValueError, match="no encoder and decoder"):
        EncoderDecoder.load(path)
    path.write_bytes(b"nonsense")
    with pytest.raises(ValueError, match="no encoder and decoder"):
        EncoderDecoder.load(path)


@pytest.mark.parametrize(
    ("encoder", "decoder", "words"),
    [
        ({"hidden": 5}, {}, "hidden is 5 and the decoder's 4"),
        ({"cell": "gru"}, {}, "cell is gru"),
        ({"bidirectional": True}, {}, "one direction"),
        ({}, {"vocabulary": tuple("abcde")}, "START and END"),
        ({}, {"context": 3}, "context has 3 numbers; allowed are none and the encoder's 4"),
        ({"context": 4}, {}, "and none for the encoder"),
    ],
)
def test_halves_that_do_not_fit_are_refused(encoder, decoder, words):
    one = {"inputs": 6, "hidden": 4, "readout": False} | encoder
    width = one["hidden"] * (2 if one.get("bidirectional") else 1)
    other = {"inputs": 5, "hidden": 4, "outputs": 5, "vocabulary": ANSWERS} | decoder
    with pytest.raises(ValueError, match=words):
        EncoderDecoder(Network.random(outputs=width, **one), Network.random(**other))

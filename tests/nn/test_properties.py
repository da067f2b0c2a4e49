"""What holds for every network and every sequence."""

from typing import NamedTuple

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from rnnviz.nn.cells import CELLS
from rnnviz.nn.cells.base import Array
from rnnviz.nn.losses import OUTPUTS, losses_by_logits
from rnnviz.nn.network import Network
from rnnviz.nn.propagation import backward, forward
from rnnviz.nn.trace import unroll

few = settings(deadline=None, max_examples=200, derandomize=True)


class Example(NamedTuple):
    """A network and a batch of sequences with targets, as `forward` takes them."""

    net: Network
    inputs: Array  # (T, B) tokens or (T, D, B) numbers
    targets: Array  # (T, B) tokens or (T, V, B) numbers


@st.composite
def examples(draw, directions=(False, True)) -> Example:
    size = st.integers(1, 6)
    net = Network.random(
        cell=draw(st.sampled_from(sorted(CELLS))),
        inputs=draw(size),
        hidden=draw(size),
        outputs=draw(size),
        layers=draw(st.integers(1, 3)),
        bidirectional=draw(st.sampled_from(directions)),
        embedding=draw(st.none() | size),
        bias=draw(st.booleans()),
        readout_bias=draw(st.booleans()),
        output=draw(st.sampled_from(OUTPUTS)),
        dtype=draw(st.sampled_from(["float32", "float64"])),
        seed=draw(st.integers(0, 99)),
    )
    steps, batch = draw(st.integers(1, 12)), draw(st.integers(1, 5))
    rng = np.random.default_rng(draw(st.integers(0, 99)))
    if net.embedding or draw(st.booleans()):
        inputs = rng.integers(-1, net.inputs, (steps, batch))
    else:
        inputs = rng.standard_normal((steps, net.inputs, batch)).astype(net.dtype)
    if net.output == "softmax":
        targets = rng.integers(-1, net.outputs, (steps, batch))
    else:
        targets = rng.random((steps, net.outputs, batch)).astype(net.dtype)
    return Example(net, inputs, targets)


def tolerance(net: Network) -> float:
    return 200 * float(np.finfo(net.dtype).eps)


def assert_close(net, mine, theirs):
    np.testing.assert_allclose(mine, theirs, rtol=tolerance(net), atol=tolerance(net), strict=True)


def assert_like(net, array, *shape):
    assert array.shape == shape
    assert array.dtype == net.dtype
    assert np.isfinite(array).all()


def same_shape_state(net, state, *rest):
    """h and c of a state, of which only an LSTM has the second."""
    rows = net.layers * net.directions
    assert_like(net, state[0], rows, net.hidden, *rest)
    if net.cell == "lstm":
        assert_like(net, state[1], rows, net.hidden, *rest)
    else:
        assert state[1] is None


@few
@given(examples())
def test_everything_forward_computes_has_its_shape_and_is_finite(example):
    net, inputs, _ = example
    steps, batch, width = len(inputs), inputs.shape[-1], net.hidden * net.directions
    done = forward(net, inputs)
    assert_like(net, done.top, steps, width, batch)
    assert_like(net, done.logits, steps, net.outputs, batch)
    same_shape_state(net, done.state, batch)
    assert len(done.tapes) == net.layers * net.directions
    for tape, (layer, _, _) in zip(done.tapes, net.passes(), strict=True):
        assert_like(net, tape.inputs, steps, net.width(layer), batch)
        assert_like(net, tape.hidden, steps, net.hidden, batch)
        assert_like(net, tape.before, steps, net.hidden, batch)
        for index in range(len(net.kind.gates)):
            assert_like(net, tape.gate(index), steps, net.hidden, batch)


@few
@given(examples())
def test_every_gradient_has_the_shape_of_its_array_and_is_finite(example):
    net, inputs, targets = example
    done = forward(net, inputs)
    by_logits = losses_by_logits(net.output, done.logits, targets)
    assert_like(net, by_logits, *done.logits.shape)
    back = backward(net, done, by_logits, by_step=True)
    assert back.parameters.keys() == back.by_step.keys() == net.parameters.keys()
    for name, array in net.parameters.items():
        assert_like(net, back.parameters[name], *array.shape)
        assert_like(net, back.by_step[name], len(inputs), *array.shape)
    assert_like(net, back.inputs, len(inputs), net.width(0), inputs.shape[-1])
    same_shape_state(net, back.state, inputs.shape[-1])


@few
@given(examples())
def test_everything_in_a_trace_has_its_shape_and_is_finite(example):
    net, inputs, targets = example
    steps, rows = len(inputs), net.layers * net.directions
    trace = unroll(net, inputs[..., 0], targets[..., 0])
    assert trace.steps == steps
    assert_like(net, trace.hidden, rows, steps, net.hidden)
    assert_like(net, trace.initial, rows, net.hidden)
    assert (trace.memory is None) == (trace.initial_memory is None) == (net.cell != "lstm")
    if trace.memory is not None:
        assert_like(net, trace.memory, rows, steps, net.hidden)
        assert_like(net, trace.initial_memory, rows, net.hidden)
    assert tuple(trace.gates) == net.kind.gates
    for values in trace.gates.values():
        assert_like(net, values, rows, steps, net.hidden)
    for row in range(rows):
        assert_like(net, trace.before(row), steps, net.hidden)
    assert len(trace.read) == net.layers
    for layer, read in enumerate(trace.read):
        assert_like(net, read, steps, net.width(layer))
    assert_like(net, trace.logits, steps, net.outputs)
    assert_like(net, trace.probabilities, steps, net.outputs)
    same_shape_state(net, trace.state)
    known = targets[..., 0] >= 0 if targets.ndim == 2 else np.ones(steps, bool)
    assert trace.losses.shape == (steps,)
    np.testing.assert_array_equal(np.isfinite(trace.losses), known)
    assert (trace.losses[known] >= 0).all()


@few
@given(examples(directions=(False,)), st.data())
def test_the_unroll_of_a_prefix_is_the_prefix_of_the_unroll(example, data):
    net, inputs, targets = example
    cut = data.draw(st.integers(1, len(inputs)))
    whole = unroll(net, inputs[..., 0], targets[..., 0])
    part = unroll(net, inputs[:cut, ..., 0], targets[:cut, ..., 0])
    assert_close(net, part.hidden, whole.hidden[:, :cut])
    assert_close(net, part.logits, whole.logits[:cut])
    assert_close(net, part.losses, whole.losses[:cut])
    for name, values in whole.gates.items():
        assert_close(net, part.gates[name], values[:, :cut])
    if whole.memory is not None:
        assert_close(net, part.memory, whole.memory[:, :cut])


@few
@given(examples())
def test_a_batch_is_its_sequences_one_by_one(example):
    net, inputs, targets = example
    done = forward(net, inputs)
    by_logits = losses_by_logits(net.output, done.logits, targets)
    back = backward(net, done, by_logits)
    summed = {name: np.zeros_like(array) for name, array in net.parameters.items()}
    for b in range(inputs.shape[-1]):
        one = slice(b, b + 1)
        alone = forward(net, inputs[..., one])
        assert_close(net, done.logits[..., one], alone.logits)
        assert_close(net, done.state.hidden[..., one], alone.state.hidden)
        gradients = backward(net, alone, by_logits[..., one])
        assert_close(net, back.inputs[..., one], gradients.inputs)
        assert_close(net, back.state.hidden[..., one], gradients.state.hidden)
        for name, gradient in gradients.parameters.items():
            summed[name] += gradient
    for name, gradient in back.parameters.items():
        assert_close(net, gradient, summed[name])


@few
@given(examples())
def test_a_saved_network_computes_the_same_when_loaded(tmp_path_factory, example):
    net, inputs, _ = example
    path = tmp_path_factory.mktemp("saved") / "net.safetensors"
    net.save(path)
    loaded = Network.load(path)
    assert loaded.settings() == net.settings()
    np.testing.assert_array_equal(
        forward(loaded, inputs).logits, forward(net, inputs).logits, strict=True
    )

"""Loops of all kinds around a layer that reads whole sequences."""

import gc
import tracemalloc

import numpy as np
import pytest
import torch
from support.cell_loops import unrolled
from torch import nn
from torch.nn.utils.rnn import pack_sequence
from torch.utils.checkpoint import checkpoint

import rnnviz

KINDS = [nn.RNN, nn.GRU, nn.LSTM]


def made(kind, *options, **named):
    torch.manual_seed(0)
    return kind(3, 4, *options, dtype=torch.float64, **named)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("both", [False, True])
def test_a_packed_sequence_is_walked_from_its_own_end(kind, both):
    rnn = made(kind, 2, bidirectional=both)
    own = [torch.randn(length, 3, dtype=torch.float64) for length in (3, 6, 4)]
    hx = torch.randn(2 * (1 + both), 3, 4, dtype=torch.float64)
    for sequence in range(3):
        with rnnviz.watch(rnn, every=1, sequence=sequence) as watch:
            out, last = rnn(
                pack_sequence(own, enforce_sorted=False), (hx, -hx) if kind is nn.LSTM else hx
            )
            end = last[0] if kind is nn.LSTM else last
            ((out.data**2).sum() + end.sum()).backward()
        layer = watch.frames[-1].layers[kind.__name__]
        start = hx[:, sequence, None]
        truth = unrolled(rnn, own[sequence][:, None], (start, -start) if kind is nn.LSTM else start)
        ((truth.output**2).sum() + truth.hidden.sum()).backward()
        assert layer.error < 1e-14
        assert layer.call.steps == 6
        np.testing.assert_allclose(layer.gradient, truth.gradient(0), rtol=1e-10)


@pytest.mark.parametrize("kind", KINDS)
def test_batch_first_and_without_a_batch(kind):
    rnn = made(kind, batch_first=True)
    x = torch.randn(2, 5, 3, dtype=torch.float64)
    truth = unrolled(rnn, x[1][:, None])
    (truth.output**2).sum().backward()
    for given, sequence in ((x, 1), (x[1], 0)):
        with rnnviz.watch(rnn, every=1, sequence=sequence) as watch:
            (rnn(given)[0] ** 2).sum().backward()
        layer = watch.frames[-1].layers[kind.__name__]
        np.testing.assert_allclose(layer.gradient, truth.gradient(0), rtol=1e-10)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16])
def test_halves_and_mixed_precision_are_compared_as_what_they_are(kind, dtype):
    torch.manual_seed(0)
    x = torch.randn(6, 2, 3)
    for rnn, mixed in ((kind(3, 4).to(dtype), False), (kind(3, 4), True)):
        if mixed and kind is nn.LSTM and dtype == torch.float16:
            continue  # PyTorch has none on a processor
        with rnnviz.watch(rnn, every=1) as watch, torch.autocast("cpu", dtype, enabled=mixed):
            out, _ = rnn(x if mixed else x.to(dtype))
            out.float().sum().backward()
        layer = watch.frames[-1].layers[kind.__name__]
        assert layer.tolerance == (2e-2 if dtype == torch.bfloat16 else 3e-3)
        assert layer.exact
        assert layer.hidden.dtype == np.float32
        assert (layer.gradient > 0).all()


@pytest.mark.parametrize("again", [True, False])
def test_checkpointing_runs_the_layer_twice_and_is_seen_once(again):
    rnn = made(nn.LSTM)
    x = torch.randn(5, 2, 3, dtype=torch.float64)
    with rnnviz.watch(rnn, every=1) as watch:
        inputs = x.clone().requires_grad_()
        out = checkpoint(lambda read: rnn(read)[0], inputs, use_reentrant=again)
        (out[-1] ** 2).sum().backward()
    truth = unrolled(rnn, x)
    (truth.output[-1] ** 2).sum().backward()
    (frame,) = watch.frames
    assert list(frame.layers) == ["LSTM"]
    np.testing.assert_allclose(frame.layers["LSTM"].gradient, truth.gradient(0), rtol=1e-10)
    assert [str(note)[:44] for note in watch.notes] == (
        ["LSTM runs without a graph and once more in t"] if again else []
    )


@pytest.mark.parametrize("backend", ["eager", "aot_eager"])
@pytest.mark.filterwarnings("ignore")
def test_a_compiled_module_is_watched_where_it_runs_the_layer_itself(backend):
    torch._dynamo.reset()
    model = nn.ModuleDict({"rnn": made(nn.GRU), "readout": nn.Linear(4, 2, dtype=torch.float64)})
    compiled = torch.compile(lambda x: model["readout"](model["rnn"](x)[0]), backend=backend)
    x = torch.randn(5, 2, 3, dtype=torch.float64)
    with rnnviz.watch(model, every=1) as watch:
        (compiled(x) ** 2).sum().backward()
    truth = unrolled(model["rnn"], x)
    (model["readout"](truth.output) ** 2).sum().backward()
    layer = watch.frames[-1].layers["rnn"]
    np.testing.assert_allclose(layer.gradient, truth.gradient(0), rtol=1e-10)
    torch._dynamo.reset()


def test_weight_norm_of_both_kinds_is_read_as_the_call_used_it():
    for norm in (nn.utils.parametrizations.weight_norm, nn.utils.parametrizations.spectral_norm):
        rnn = norm(made(nn.LSTM), "weight_hh_l0")
        with rnnviz.watch(rnn, every=1) as watch:
            rnn(torch.randn(5, 2, 3, dtype=torch.float64))[0].sum().backward()
        layer = next(iter(watch.frames[-1].layers.values()))
        assert layer.error < 1e-14
        assert layer.gradient is not None


def test_a_state_that_comes_after_long_without_one_is_told_from_then_on():
    rnn, told = made(nn.GRU), []
    watch = rnnviz.watch(rnn)

    class Told:
        def wants(self, call):
            return False

        def spares(self, layer):
            return 0

        def on_brief(self, layer, calls, passes):
            pass

        def on_call(self, call, kept):
            told.append(call.state)

        def on_backward(self, reached):
            pass

        def on_step(self, layer, number):
            pass

    watch._recorder.observers.append(Told())
    x, learned = torch.randn(2, 1, 3, dtype=torch.float64), torch.ones(1, 1, 4, requires_grad=True)
    for _ in range(20):
        _, last = rnn(x)
    for given in (last, learned.double() * 2, last.detach()):
        _, last = rnn(x, given)
    rnn(x, last)
    assert told == ["reset"] * 20 + ["uncut", "reset", "cut", "uncut"]


def test_a_batch_without_the_sequence_is_said_and_the_next_one_shown():
    rnn = made(nn.GRU)
    with rnnviz.watch(rnn, every=1, sequence=2) as watch:
        for batch in (2, 3):
            rnn(torch.randn(5, batch, 3, dtype=torch.float64))[0].sum().backward()
    assert [frame.layers["GRU"].call.batch for frame in watch.frames] == [3]
    assert "had 2 sequence(s)" in str(watch.notes[0])


@pytest.mark.slow
def test_thousands_of_watched_steps_leave_memory_where_it_was():
    torch.manual_seed(0)
    rnn = nn.RNN(2, 3)
    watch = rnnviz.watch(rnn, every=50, most_bytes=1)
    x, state = torch.randn(2, 1, 2), None

    def steps(count):
        nonlocal state
        for _ in range(count):
            out, last = rnn(x, state)
            state = last.detach()
            out.sum().backward()
        gc.collect()
        return sum(issubclass(type(one), torch.Tensor) for one in gc.get_objects())

    def held():
        """The least bytes and tensors within a round of windows that are kept and then given up."""
        found = []
        for _ in range(6):
            tensors = steps(40)
            watch._writer.idle.wait(30)
            found.append((tracemalloc.get_traced_memory()[0], tensors))
        return [min(column) for column in zip(*found, strict=True)]

    tracemalloc.start()
    steps(500)
    bytes_before, tensors_before = held()
    steps(10_000)
    bytes_after, tensors_after = held()
    tracemalloc.stop()
    assert bytes_after - bytes_before < 25_000  # a pointer a step would be 80,000
    assert tensors_after <= tensors_before
    assert len(watch.frames) == 1
    assert watch.frames[-1].number > 0

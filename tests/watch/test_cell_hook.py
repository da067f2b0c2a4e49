"""Cells that a loop calls step by step, put together to sequences."""

import numpy as np
import pytest
import torch
from support.cell_loops import unrolled
from torch import nn
from torch.utils.checkpoint import checkpoint

import rnnviz
from rnnviz.watch.calls import CUT, RESET, UNCUT

PAIRS = [(nn.RNN, nn.RNNCell), (nn.GRU, nn.GRUCell), (nn.LSTM, nn.LSTMCell)]
X = torch.randn(6, 3, 2, dtype=torch.float64, generator=torch.Generator().manual_seed(0))


class Stack(nn.Module):
    """Two cells above each other, stepped by hand, as people write it."""

    def __init__(self, kind):
        super().__init__()
        self.cells = nn.ModuleList([kind(2, 4, dtype=torch.float64), kind(4, 4, dtype=torch.float64)])

    def forward(self, x, state=(None, None)):
        state, shown = list(state), []
        for step in x:
            for place, cell in enumerate(self.cells):
                state[place] = cell(step, state[place])
                step = state[place][0] if isinstance(state[place], tuple) else state[place]
            shown.append(step)
        return torch.stack(shown), state


class Told:
    def __init__(self):
        self.calls, self.reached, self.kept = [], [], []

    def wants(self, call):
        return False

    def spares(self, layer):
        return 0

    def on_brief(self, layer, calls, passes):
        pass

    def on_call(self, call, kept):
        self.calls.append((call.layer, call.number, call.steps, call.state))
        self.kept.append(kept)

    def on_backward(self, reached):
        self.reached.append([(call.layer, call.number, call.steps) for call in reached])

    def on_step(self, layer, number):
        pass


@pytest.mark.parametrize(("kind", "cell"), PAIRS)
@pytest.mark.parametrize("started", [False, True])
def test_cells_show_what_a_whole_layer_shows(kind, cell, started):
    torch.manual_seed(0)
    stack, rnn = Stack(cell), kind(2, 4, 2, dtype=torch.float64)
    for place, one in enumerate(stack.cells):
        for name, parameter in one.named_parameters():
            getattr(rnn, f"{name}_l{place}").data.copy_(parameter)
    state, hx = (None, None), None
    if started:
        parts = torch.randn(2, 2, 3, 4, dtype=torch.float64)
        hx = tuple(parts) if kind is nn.LSTM else parts[0]
        state = [tuple(part[row] for part in parts) if kind is nn.LSTM else hx[row] for row in range(2)]
    with rnnviz.watch(stack, every=1, sequence=1) as watch:
        out, _ = stack(X, state)
        (out**2).sum().backward()
    truth = unrolled(rnn, X, hx)
    (truth.output**2).sum().backward()
    (frame,) = watch.frames
    assert list(frame.layers) == ["cells.0", "cells.1"]
    for row, layer in enumerate(frame.layers.values()):
        assert layer.error < 1e-14
        assert layer.connected
        assert layer.call.steps == 6
        np.testing.assert_allclose(layer.hidden[0], truth.states[row, :, 1].detach(), atol=1e-14)
        np.testing.assert_allclose(layer.gradient[0], truth.gradient(1)[row], rtol=1e-10)
        if kind is nn.LSTM:
            np.testing.assert_allclose(
                layer.memory_gradient[0], truth.memory_gradient(1)[row], rtol=1e-9, atol=1e-14
            )
    # what enters the upper one comes from the loss alone
    top = frame.layers["cells.1"]
    np.testing.assert_allclose(top.by_output, 2 * out[:, 1].detach(), rtol=1e-10, atol=1e-13)
    with rnnviz.watch(rnn, every=1, sequence=1) as other:
        (rnn(X, hx)[0] ** 2).sum().backward()
    whole = other.frames[-1].layers[kind.__name__]
    np.testing.assert_allclose(top.matrix(), whole.matrix(), rtol=1e-9, atol=1e-14)


def test_windows_are_told_of_as_calls():
    torch.manual_seed(0)
    cell, told = nn.GRUCell(2, 4, dtype=torch.float64), Told()
    watch = rnnviz.watch(cell, every=1000)
    watch._recorder.observers.append(told)
    h = None
    for window in range(4):
        total = 0.0
        for step in X:
            h = cell(step, h)
            total = total + h.sum()
        total.backward(retain_graph=window == 1)
        h = h if window == 1 else h.detach()
        if window == 2:
            h = torch.zeros_like(h)
    states = [RESET, CUT, UNCUT, RESET]
    assert told.calls == [("GRUCell", place, 6, state) for place, state in enumerate(states)]
    numbers = [[number for _, number, _ in reached] for reached in told.reached]
    assert numbers == [[0], [1], [1, 2], [3]]
    assert told.kept[0].by_output.shape == (6, 4)
    assert len(watch.frames) == 1


def test_a_cell_that_is_called_once_in_each_window_is_cut_at_each_step():
    cell, told = nn.RNNCell(2, 4, dtype=torch.float64), Told()
    watch = rnnviz.watch(cell)
    watch._recorder.observers.append(told)
    h = torch.ones(3, 4, dtype=torch.float64)
    for step in X:
        h = cell(step, h.detach())
        h.sum().backward()
    assert [state for *_, state in told.calls] == [CUT] * 6
    assert [steps for *_, steps, _ in told.calls] == [1] * 6
    assert watch.layers == ("RNNCell",)


def test_without_a_graph_a_sequence_goes_on_too():
    cell = nn.LSTMCell(2, 4, dtype=torch.float64).eval()
    with rnnviz.watch(cell, every=1) as watch, torch.no_grad():
        for _ in range(2):
            state = None
            for step in X:
                state = cell(step, state)
    assert [frame.layers["LSTMCell"].steps for frame in watch.frames] == [6, 6]
    assert watch.frames[-1].layers["LSTMCell"].gradient is None
    assert watch.frames[-1].exact


def test_a_cell_within_a_checkpoint_says_what_is_not_seen():
    cell = nn.GRUCell(2, 4, dtype=torch.float64)
    with rnnviz.watch(cell, every=1) as watch:
        checkpoint(cell, X[0].clone().requires_grad_(), use_reentrant=True).sum().backward()
    assert "GRUCell runs once more" in str(watch.notes[0])
    assert watch.frames[-1].layers["GRUCell"].gradient is None

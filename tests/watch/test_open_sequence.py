"""The steps of a cell that are kept, whatever the loop does between them."""

import numpy as np
import pytest
import torch
from torch import nn

import rnnviz
from rnnviz.watch import open_sequence

X = torch.randn(6, 3, 2, dtype=torch.float64, generator=torch.Generator().manual_seed(0))


@pytest.mark.parametrize("kind", [nn.RNNCell, nn.GRUCell, nn.LSTMCell])
def test_a_state_that_the_loop_changes_between_steps(kind):
    """Each step from the state that it was given; the gradients are the loop's own."""
    torch.manual_seed(0)
    cell = kind(2, 4, dtype=torch.float64)
    state, shown = None, []
    with rnnviz.watch(cell, every=1, sequence=2) as watch:
        for step in X:
            made = cell(step, state)
            h = made[0] if isinstance(made, tuple) else made
            h.retain_grad()
            shown.append(h)
            state = (0.5 * h, made[1]) if isinstance(made, tuple) else 0.5 * h
        (shown[-1] ** 2).sum().backward()
    layer = watch.frames[-1].layers[kind.__name__]
    assert layer.error < 1e-14
    assert not layer.connected
    np.testing.assert_allclose(layer.gradient[0], [one.grad[2].norm() for one in shown], rtol=1e-12)


def test_a_batch_that_shrinks_ends_the_sequence_where_it_ends():
    cell = nn.GRUCell(2, 4, dtype=torch.float64)
    with rnnviz.watch(cell, every=1, sequence=2) as watch:
        h = None
        for step in X:
            h = cell(step, h)
        for step in X:
            h = cell(step[:2], h[:2])
        h.sum().backward()
    layer = watch.frames[-1].layers["GRUCell"]
    assert layer.steps == 6
    assert layer.call.steps == 12
    assert not layer.gradient.any()


def test_a_sequence_without_a_batch():
    cell = nn.RNNCell(2, 4, dtype=torch.float64)
    with rnnviz.watch(cell, every=1) as watch:
        h = None
        for step in X:
            h = cell(step[0], h)
        h.sum().backward()
    layer = watch.frames[-1].layers["RNNCell"]
    assert layer.exact
    assert (layer.gradient > 0).all()


def test_a_very_long_sequence_is_kept_in_part(monkeypatch):
    monkeypatch.setattr(open_sequence, "MOST_STEPS", 4)
    cell = nn.RNNCell(2, 4, dtype=torch.float64)
    with rnnviz.watch(cell, every=1) as watch:
        h = None
        for step in X:
            h = cell(step, h)
        h.sum().backward()
    layer = watch.frames[-1].layers["RNNCell"]
    assert layer.steps == 4
    assert layer.call.steps == 6
    assert (layer.gradient > 0).all()


@pytest.mark.parametrize("kind", [nn.RNNCell, nn.GRUCell, nn.LSTMCell])
def test_a_watched_cell_is_trained_as_an_unwatched_one(kind):
    def trained(watched):
        torch.manual_seed(1)
        cell = kind(2, 4)
        optimizer = torch.optim.Adagrad(cell.parameters(), 0.1)
        watch = rnnviz.watch(cell, every=3) if watched else None
        losses = []
        for _ in range(50):
            state, total = None, 0.0
            for step in torch.randn(5, 3, 2):
                state = cell(step, state)
                h = state[0] if isinstance(state, tuple) else state
                total = total + nn.functional.dropout(h, 0.2).pow(2).sum()
            optimizer.zero_grad()
            total.backward()
            optimizer.step()
            losses.append(total.item())
        weights = torch.cat([one.detach().flatten() for one in cell.parameters()])
        return watch, losses, weights, torch.get_rng_state()

    watch, losses, weights, state = trained(True)
    assert all(frame.exact for frame in watch.frames)
    _, *others = trained(False)
    assert others[0] == losses
    assert torch.equal(others[1], weights)
    assert torch.equal(others[2], state)

"""What becomes of a kept call."""

import numpy as np
import torch
from torch import nn

import rnnviz


def test_weights_that_move_within_the_backward_pass_are_copied_from_then_on():
    """An optimizer may be put into the backward pass."""
    torch.manual_seed(0)
    rnn = nn.GRU(2, 3, dtype=torch.float64)

    def step(parameter):
        with torch.no_grad():
            parameter -= 0.5 * parameter.grad
        parameter.grad = None

    for one in rnn.parameters():
        one.register_post_accumulate_grad_hook(step)
    watch = rnnviz.watch(rnn, every=1)
    for _ in range(2):
        rnn(torch.randn(4, 1, 2, dtype=torch.float64))[0].sum().backward()
    assert [frame.exact for frame in watch.frames] == [False, True]
    assert "weights of GRU were changed before the backward pass was over" in str(watch.notes[0])


def test_what_the_loop_writes_over_afterwards_does_not_matter():
    torch.manual_seed(0)
    rnn = nn.RNN(2, 3, dtype=torch.float64)
    x, h = torch.randn(4, 1, 2, dtype=torch.float64), torch.randn(1, 1, 3, dtype=torch.float64)
    with rnnviz.watch(rnn, every=1) as watch:
        out, _ = rnn(x, h)
        loss = (out * 2).sum()
        loss.backward()
        x.zero_()
        h.zero_()
        with torch.no_grad():
            rnn.weight_hh_l0.zero_()
            rnn.weight_hh_l0.grad.zero_()
    layer = watch.frames[-1].layers["RNN"]
    assert layer.exact
    assert layer.inputs.any()
    assert layer.initial.any()
    assert layer.weights["weight_hh_l0"].any()
    assert layer.parameters["weight_hh_l0"] > 0
    np.testing.assert_array_equal(layer.by_output, np.full((4, 3), 2.0))


def test_a_loss_of_the_last_state_alone_enters_at_the_last_step():
    torch.manual_seed(0)
    rnn = nn.LSTM(2, 3, dtype=torch.float64)
    with rnnviz.watch(rnn, every=1) as watch:
        _, (h, c) = rnn(torch.randn(4, 1, 2, dtype=torch.float64))
        (h.sum() + c.sum()).backward()
    layer = watch.frames[-1].layers["LSTM"]
    assert not layer.by_output.any()
    np.testing.assert_array_equal(layer.by_hidden, np.ones((1, 3)))
    np.testing.assert_array_equal(layer.by_memory, np.ones((1, 3)))
    assert layer.gradient[0, -1] == layer.memory_gradient[0, -1] == np.sqrt(3)
    matrix = layer.matrix()
    assert not matrix[:-1].any()
    np.testing.assert_allclose(matrix[-1], layer.gradient[0], rtol=1e-12)


def test_frozen_layers_show_the_gradients_through_them():
    torch.manual_seed(0)
    rnn = nn.GRU(2, 3).requires_grad_(False)
    with rnnviz.watch(rnn, every=1) as watch:
        rnn(torch.randn(4, 1, 2, requires_grad=True))[0].sum().backward()
    layer = watch.frames[-1].layers["GRU"]
    assert (layer.gradient > 0).all()
    assert layer.parameters == {}

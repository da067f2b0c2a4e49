"""How a loss reaches every step: the frame's own numbers, and what the output alone would show."""

import numpy as np
import pytest
import torch
from support.drawn_states import checked
from torch import nn

import rnnviz
from rnnviz.figures.watch.gradient_by_step import (
    blind_steps,
    decades,
    gradient_by_step,
    gradient_in_words,
    gradient_title,
    norms_of,
)


def layer(kind=nn.LSTM, last=True, backward=True, **more):
    torch.manual_seed(0)
    rnn = kind(3, 4, dtype=torch.float64, **more)
    with rnnviz.watch(rnn, every=1, stored=False) as watch:
        found = rnn(torch.randn(5, 2, 3, dtype=torch.float64))[0]
        if backward:
            (found[-1] if last else found).sum().backward()
    return next(iter(watch.frames[-1].layers.values()))


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("kind", [nn.RNN, nn.GRU, nn.LSTM])
def test_the_lines_are_the_frames_norms(kind, dark):
    one = layer(kind, last=False)
    drawn = checked(gradient_by_step(one, 0, dark))
    named = {line.name: line.y for line in drawn.data}
    np.testing.assert_allclose(named["‖∂L/∂hₜ‖"], one.gradient[0])
    assert ("‖∂L/∂cₜ‖" in named) == (kind is nn.LSTM)
    np.testing.assert_allclose(
        named["retain_grad on the output"], np.linalg.norm(one.by_output, axis=1)
    )


def test_a_loss_at_the_end_is_nothing_to_the_output_before_it():
    one = layer()
    found = norms_of(one, 0)
    assert (found["output"][:-1] == 0.0).all()
    assert (found["h"] > 0.0).all()
    assert blind_steps(one, 0) == 4
    assert gradient_title(one, 0).startswith("Step 1 still gets ")
    assert "retain_grad on the output: 0 at step 1" in gradient_in_words(one, 0)


def test_below_the_top_there_is_no_output_to_look_at():
    one = layer(nn.GRU, num_layers=2, bidirectional=True, last=False)
    assert [sorted(norms_of(one, row)) for row in range(4)] == [["h"], ["h"], *[["h", "output"]] * 2]
    backwards = norms_of(one, 3)["output"]
    np.testing.assert_allclose(backwards, np.linalg.norm(one.by_output[:, 4:], axis=1))
    assert blind_steps(one, 0) == 0


def test_without_a_backward_pass_it_says_so():
    one = layer(backward=False)
    assert gradient_title(one, 0) == "No backward pass has reached this layer here"
    checked(gradient_by_step(one, 0, False))


@pytest.mark.parametrize(
    ("norms", "ends"),
    [([1e-9, 3.0], [-9, 1]), ([1.0], [0, 1]), ([0.0, np.nan, np.inf], [0, 1]), ([], [0, 1])],
)
def test_the_axis_holds_all_norms_in_whole_powers(norms, ends):
    assert decades([np.array(norms)])["range"] == ends


def test_what_has_overflowed_or_is_zero_is_said():
    one = layer()
    one.gradient[0] = 0.0
    assert "its gradient is 0 at every step" in gradient_title(one, 0)
    one.gradient[0, 2] = np.inf
    assert gradient_title(one, 0) == "The gradient has overflowed"
    checked(gradient_by_step(one, 0, False))


def test_a_direction_begins_with_its_own_first_step():
    one = layer(nn.GRU, num_layers=2, bidirectional=True, last=False)
    one.gradient[2] = [0.25, 1.0, 1.0, 1.0, 0.5]
    one.gradient[3] = [0.25, 1.0, 1.0, 1.0, 0.5]
    assert gradient_title(one, 2) == "Step 1 still gets 0.25 of the largest gradient"
    assert gradient_title(one, 3) == "Step 5 still gets 0.50 of the largest gradient"


@pytest.mark.parametrize("last", [False, True])
def test_names_stand_below_each_other_wherever_their_lines_end(last):
    found = gradient_by_step(layer(last=last), 0, False)["layout"]
    names = [note for note in found["annotations"] if note["name"] == "end"]
    assert len(names) == 3
    assert {note["x"] for note in names} == {5}
    assert found["meta"] == {"listed": True}  # on a phone they have a legend

"""Where a state came from."""

import pytest
import torch
from torch import nn

from rnnviz.watch.calls import CUT, RESET, UNCUT
from rnnviz.watch.states import is_cut, number_of, state_of

GRU = nn.GRU(2, 3)
X = torch.ones(2, 1, 2)
LSTM = nn.LSTM(2, 3)


def told(hx, own=()):
    return state_of(hx, {number_of(one.grad_fn) for one in own}, nn.Parameter)


@pytest.mark.parametrize("hx", [None, torch.zeros(1, 1, 3), (torch.zeros(1), torch.zeros(1))])
def test_none_and_zeros_are_a_reset(hx):
    assert told(hx) == RESET


def test_a_state_that_is_carried_is_cut_or_not():
    out, last = GRU(X)
    assert told(last, [out, last]) == UNCUT
    assert told(last.detach(), [out, last]) == CUT
    assert told(last.detach().requires_grad_(), [out, last]) == CUT
    # whatever is made of it on its way
    assert told((last * 0.5).tanh()[:, :1].contiguous(), [out, last]) == UNCUT
    assert told(out[-1:], [out, last]) == UNCUT


def test_of_an_lstm_both_parts_count():
    out, (h, c) = LSTM(X)
    assert told((h, c), [out, h, c]) == UNCUT
    assert told((h.detach(), c.detach()), [out, h, c]) == CUT
    assert told((h.detach(), c), [out, h, c]) == UNCUT
    assert told((torch.zeros_like(h), c.detach()), [out, h, c]) == CUT


def test_a_state_from_elsewhere_is_a_new_start():
    out, last = GRU(X)
    learned = nn.Parameter(torch.ones(1, 1, 3))
    assert told(learned, [out, last]) == RESET
    assert told(learned.expand(1, 2, 3), [out, last]) == RESET
    encoder = nn.GRU(2, 3)
    assert told(encoder(torch.ones(50, 1, 2))[1], [out, last]) == RESET


def test_nothing_is_looked_for_without_end():
    _, last = GRU(X)
    far = last
    for _ in range(100):
        far = far + 1.0
    assert told(far, [last]) == RESET


ONES = torch.ones(1, 1, 3)


@pytest.mark.parametrize(
    ("hx", "cut"),
    [
        (ONES, True),
        ((ONES, ONES), True),
        (ONES.bfloat16(), True),
        (ONES.double(), True),
        (-ONES, True),
        (torch.zeros(1, 1, 3), False),
        (-torch.zeros(1, 1, 3), False),
        (torch.tensor([0.0, 1.0]), False),  # its first number does not say it
        (torch.ones(0), False),
        (ONES.clone().requires_grad_(), False),
        ((ONES, ONES.clone().requires_grad_()), False),
        (nn.Parameter(ONES, requires_grad=False), False),
    ],
)
def test_what_is_certainly_cut_is_seen_at_once(hx, cut):
    assert is_cut(hx, nn.Parameter) == cut
    if cut:
        assert told(hx) == CUT


def test_of_a_call_noted_in_brief_one_number_says_what_comes_from_it():
    for rnn in (GRU, LSTM):
        out, last = rnn(X)
        newest = number_of(out.grad_fn)
        for part in last if isinstance(last, tuple) else (last,):
            assert state_of(part * 2, set(), nn.Parameter, newest) == UNCUT
        made = nn.Linear(3, 3)(torch.ones(1, 1, 3))  # after it, by another layer
        assert state_of(made, set(), nn.Parameter, newest) == RESET

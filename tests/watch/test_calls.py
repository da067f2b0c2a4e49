"""What is told of a call is plain: nothing of it needs PyTorch."""

import pickle
from dataclasses import FrozenInstanceError

import numpy as np
import pytest

from rnnviz.watch.calls import CUT, Call, Kept


def test_a_call_is_a_value():
    call = Call(number=3, layer="rnn", steps=5, batch=2, state=CUT, training=True, graph=True)
    assert pickle.loads(pickle.dumps(call)) == call
    with pytest.raises(FrozenInstanceError):
        call.number = 4


def test_what_is_kept_of_a_call_has_no_derivatives_before_a_backward_pass():
    call = Call(number=0, layer="rnn", steps=2, batch=1, state=CUT, training=True, graph=True)
    states = np.zeros((1, 4))
    kept = Kept(call, "tanh", 1, False, np.zeros((2, 3)), states, None, np.zeros((2, 4)))
    assert kept.passes == 0
    assert (kept.by_output, kept.by_hidden, kept.by_memory) == (None, None, None)

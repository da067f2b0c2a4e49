import numpy as np
import pytest
from support.plotted import WORD, flow, network, pairs, trace

import rnnviz
from rnnviz.plot.readings import look_of, named, place, row_of, typed_of, values_of_flow
from rnnviz.text.message import Refusal


def test_what_a_trace_read_is_told_by_its_network():
    typed = typed_of(network(), trace())
    assert "".join(typed.pieces) == "hell"
    assert "".join(typed.answers) == "ello"
    assert typed.targets is trace().targets
    without = typed_of(network(), rnnviz.unroll(network(), WORD))
    assert without.targets is None
    assert set(without.answers) == {""}
    assert typed_of(*pairs()).pieces == ("1 1",) * 3


def test_unknown_tokens_have_no_name():
    assert named(np.array([1, -1]), ("a", "b")) == ("b", "")
    assert named(np.array([1]), None) == ("1",)


def test_places_count_from_both_ends():
    assert [place(at, 3, "step") for at in (0, 2, -1, -3)] == [0, 2, 2, 0]
    assert row_of(trace(), -1) == 1
    for wrong in (3, -4):
        with pytest.raises(Refusal, match="step"):
            place(wrong, 3, "step")


@pytest.mark.parametrize("of", ["h", "c", "x", "hh", "cc"])
def test_a_look_holds_the_flow_s_own_matrix(of):
    look = look_of(flow(), of)
    assert look.values.shape == (4, 4)
    assert look.row == 3
    wanted = {"h": flow().matrix, "c": flow().memory.matrix, "hh": flow().jacobian}
    if of in wanted:
        assert np.array_equal(look.values, wanted[of])


def test_what_there_is_not_is_refused():
    with pytest.raises(Refusal, match="of is 'c'"):
        values_of_flow(flow("tanh", 1), "c")
    assert look_of(flow(), t=1, truncation=rnnviz.Truncation.windows(2)).row == 1

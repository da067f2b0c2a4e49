"""The numbers of a network out of a file."""

import re

import numpy as np
import pytest

from rnnviz.formats.arrays import NamedArrays, StoredArray, Told
from rnnviz.nn.opened.numbers import read_parameters
from rnnviz.nn.opened.opened import look
from rnnviz.text.allowance import Allowance, TooMuch, allowed
from rnnviz.text.message import Refusal

RNG = np.random.default_rng(0)
GRU = {
    "a.weight_ih_l0": RNG.standard_normal((9, 2)),
    "a.weight_hh_l0": RNG.standard_normal((9, 3)),
    "fc.weight": RNG.standard_normal((4, 3)),
}


def read(changes=None, told=None):
    arrays = {name: StoredArray.of(array) for name, array in (GRU | (changes or {})).items()}
    named = NamedArrays("kept", arrays, told=told or {})
    return read_parameters(named, look(named))


def test_every_parameter_is_there_bit_for_bit_under_our_name():
    found = read()
    assert set(found) == {"rnn.weight_ih_l0", "rnn.weight_hh_l0", "readout.weight"}
    np.testing.assert_array_equal(found["rnn.weight_hh_l0"], GRU["a.weight_hh_l0"], strict=True)


def test_the_order_of_the_gates_is_pytorchs():
    blocks = np.split(GRU["a.weight_hh_l0"], 3)
    found = read(told={"a": Told("gru", "zrh", readout="fc")})
    np.testing.assert_array_equal(
        found["rnn.weight_hh_l0"], np.concatenate([blocks[1], blocks[0], blocks[2]])
    )
    np.testing.assert_array_equal(found["readout.weight"], GRU["fc.weight"])


@pytest.mark.parametrize(("kinds", "widest"), [(("f4", "f4"), "float32"), (("f4", "f8"), "float64")])
def test_numbers_of_several_types_become_the_widest(kinds, widest):
    changes = {"fc.weight": GRU["fc.weight"].astype(kinds[0])}
    changes |= {name: GRU[name].astype(kinds[1]) for name in GRU if name != "fc.weight"}
    assert {str(array.dtype) for array in read(changes).values()} == {widest}


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_numbers_that_are_not_finite_are_refused_by_the_arrays_name(value):
    bad = GRU["a.weight_hh_l0"].copy()
    bad[3, 2] = value
    with pytest.raises(Refusal, match=re.escape("a.weight_hh_l0 has 1 numbers that are not finite")):
        read({"a.weight_hh_l0": bad})


def test_whole_numbers_are_no_weights():
    with pytest.raises(Refusal, match=r"a\.weight_hh_l0 is int64; allowed are"):
        read({"a.weight_hh_l0": np.ones((9, 3), int)})


def test_a_page_reads_only_what_it_can_afford():
    with allowed(Allowance(most_bytes=100)), pytest.raises(TooMuch):
        read()

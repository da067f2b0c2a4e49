"""Of a wide layer those units are drawn that vary most."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.figure_readers import made, matrix, unpacked

from rnnviz.figures.unroll.heat_maps import heat_maps
from rnnviz.figures.unroll.shown_units import MOST, SHOWN, shown_sentence, shown_units
from rnnviz.figures.unroll.unrolled import unrolled
from rnnviz.nn.network import Network
from rnnviz.nn.tokenizer import vocabulary

TEXT = "hello hello"
LETTERS = vocabulary([TEXT], "characters")


@pytest.mark.parametrize("units", [1, MOST])
def test_all_units_of_a_layer_that_has_room_are_drawn(units):
    assert shown_units([np.ones((3, units))]) is None
    assert shown_sentence(units) == ""


@given(st.integers(MOST + 1, 600), st.integers(1, 9), st.integers(0, 99))
def test_those_that_vary_most_are_drawn_in_their_order(units, steps, seed):
    states = np.random.default_rng(seed).normal(size=(steps, units))
    found = shown_units([states])
    assert len(set(found)) == len(found) == SHOWN
    assert list(found) == sorted(found)
    spread = states.var(axis=0)
    left = np.delete(spread, found)
    assert spread[found].min() >= left.max() - 1e-12


def test_two_texts_are_seen_together_and_what_overflows_first_of_all():
    one, other = np.zeros((2, 500)), np.zeros((3, 500))
    one[:, 7], other[:, 7] = 1.0, -1.0  # still in each of them
    other[1, 9] = np.inf
    assert {7, 9} <= set(shown_units([one, other]))
    assert len(shown_units([np.zeros((0, 500))])) == SHOWN
    assert f"{MOST + 1} units; drawn are the {SHOWN} that vary most" in shown_sentence(MOST + 1)


def test_the_main_picture_of_a_wide_network_has_the_states_of_those_units():
    kind = {"hidden": 300, "layers": 2, "bidirectional": True, "vocabulary": LETTERS}
    net = Network.random("gru", inputs=len(LETTERS), outputs=len(LETTERS), **kind)
    typed, trace = made(net, TEXT)
    picture = unrolled(net, typed, trace, second=(typed, trace))
    units = np.array(picture["units"])
    assert (units.shape, picture["hidden"], picture["of"]) == ((4, SHOWN), SHOWN, 300)
    for row in range(4):
        np.testing.assert_array_equal(units[row], shown_units([trace.hidden[row]]))
    wanted = np.take_along_axis(trace.hidden, units[:, None], axis=-1)
    for chain in (picture, picture["second"]):
        drawn = unpacked(chain["states"], chain["scale"], wanted.shape)
        np.testing.assert_allclose(drawn, wanted, atol=chain["scale"] / 32767)


def test_a_heat_map_names_the_units_that_it_has():
    values = np.random.default_rng(0).normal(size=(5, 300))
    units = shown_units([values])
    (sent,) = heat_maps({"h": values}, "abcde", 0, False, units=units)["data"]
    np.testing.assert_array_equal(matrix(sent["z"]), values[:, units].T.astype("f4"))
    assert sent["y"] == sent["meta"]["y"] == [str(unit + 1) for unit in units]

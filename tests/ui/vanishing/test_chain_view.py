import numpy as np

from rnnviz.analysis.matrix_chain import Chain, chain_passes, measure
from rnnviz.analysis.remedies import remedies
from rnnviz.ui.vanishing.chain_view import AxisHeight, view_of

CHAIN = Chain(hidden=4, steps=6, draws=3, activation="tanh", gain=1.2)


def test_a_view_holds_the_chain_and_its_backward_pass():
    view, passes = view_of(CHAIN), chain_passes(CHAIN)
    assert view.chain is CHAIN
    np.testing.assert_array_equal(view.passes.gradients, passes.gradients)
    np.testing.assert_array_equal(view.norms, passes.norms() * measure(CHAIN))
    np.testing.assert_array_equal(view.spectrum.singular, CHAIN.spectrum().singular)
    assert view.growth > 0


def test_a_classic_example_is_measured_as_it_was_printed():
    view = view_of(Chain(matrix="example", start="ones", steps=20, gain=1.0))
    np.testing.assert_allclose(view.norms[0], np.sqrt(2 * 3) / 2)  # two equal rows of three


def test_the_first_draws_gradient():
    view = view_of(CHAIN)
    for distance in (0, 6):
        np.testing.assert_array_equal(
            view.first_draw(distance), view.passes.gradients[distance, 0, :, 0]
        )
        assert view.first_draw(distance).shape == (4,)


def test_remedies_are_the_chains():
    found, wanted = view_of(CHAIN).remedies(0.5, 2.0), remedies(CHAIN, 0.5, 2.0)
    assert len(found) == len(wanted) > 1


def test_the_axis_grows_while_the_gain_tips_and_begins_anew_with_another_chain():
    axis = AxisHeight()
    seen = [axis.fit(view_of(Chain(gain=gain))) for gain in (0.6, 0.9, 1.0, 1.1, 1.3)]
    assert seen == sorted(seen)
    assert axis.fit(view_of(Chain(gain=1.0))) == seen[-1]
    assert axis.fit(view_of(Chain(gain=1.0, steps=10))) < seen[-1]

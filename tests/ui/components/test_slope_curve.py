"""An activation and its slope, on the two pages that have it."""

import pytest

from rnnviz.figures.gradients.activation_slope import DERIVED
from rnnviz.ui.components.slope_curve import CURVES, OWN, curve_field


def test_every_curve_has_its_derivation():
    assert set(CURVES) <= DERIVED.keys()
    field = curve_field("chain ")
    assert field.key == "chain curve"
    assert field.default({}) == OWN
    assert [field.read(word) for word in (OWN, *CURVES)] == [OWN, *CURVES]


@pytest.mark.parametrize(
    ("activation", "named"), [("identity", "id"), ("tanh", "tanh"), ("relu", "ReLU")]
)
def test_vanish_has_the_curve_of_its_chain(opened, activation, named):
    page = "pages/vanish.py"
    assert not opened(page, activation=activation).has("slope")
    seen = opened(page, activation=activation, slope="yes")
    assert seen.figure("slope")["layout"]["title"]["text"].startswith(f"{named} and its slope")
    seen.choose(**{"chain curve shown": "sigmoid"})
    assert seen.figure("slope")["layout"]["title"]["text"].startswith("σ and its slope h (1 − h)")
    assert seen.address["curve"] == "sigmoid"


def test_a_picked_curve_stands_beside_the_networks_own(opened):
    page = opened("pages/backpropagate.py", net="random", cell="gru", slope="yes")
    titles = []
    for word in ("sigmoid", "tanh", "relu"):
        page.choose(**{"flow curve shown": word})
        titles.append(page.figure("slope")["layout"]["title"]["text"].split()[0])
    assert titles == ["σ", "tanh", "ReLU"]

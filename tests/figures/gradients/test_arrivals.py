"""One row of the matrix as a chain, and as shades of the text."""

import json

import numpy as np
import pytest
from support.figure_readers import contrast, parsed
from support.looks import looked

from rnnviz.figures.gradients import matrix
from rnnviz.figures.gradients.arrivals import arrivals, shaded_text
from rnnviz.figures.gradients.log_scale import scale_of
from rnnviz.pretrained import registry
from rnnviz.runs.truncation import Truncation


@pytest.fixture
def hello():
    return registry.load("hello")


def test_the_chain_shows_the_row_on_the_matrix_scale(hello):
    look = looked(hello, "hellohell", row=5, cut=Truncation.sliding(3))
    data = arrivals(look, False)
    scale = scale_of(look.values)
    places = (np.log10(look.values[5, :6]) - scale.low) / (scale.high - scale.low)
    np.testing.assert_allclose(data["places"][:6], places, atol=1e-4)
    assert data["places"][6:] == [None] * 3
    assert data["kinds"] == ["cut"] * 3 + ["some"] * 3 + ["none"] * 3
    assert data["first"] == 3
    assert data["cut"] == "a sliding cut of 3 steps"
    assert float(data["labels"][4]) == pytest.approx(look.values[5, 4], rel=0.06)
    assert data["say"].startswith("Step 6 of 9, after “h” comes “e”: ")
    assert data["start"].endswith(" nats")
    figure = matrix.matrix(look, False, "t")
    assert (data["left"], data["right"]) == tuple(figure["layout"]["margin"][side] for side in "lr")
    assert figure["layout"]["xaxis"]["range"] == [0.5, data["slots"] + 0.5]
    json.dumps(data, allow_nan=False)


def test_the_text_is_as_dark_as_the_loss_leaned_on_it(hello):
    look = looked(hello, "hello", "x")
    spans = parsed(shaded_text(look, False)).all("span")
    assert [span.text for span in spans] == list("hello")
    share = look.values[3, :4] / look.values[3].max()
    grounds = [span.attributes["style"] for span in spans[:4]]
    assert len(set(grounds)) == len(set(share.round(3)))
    for ground in grounds:
        colour, ink = (part.split(":")[1] for part in ground.split(";")[:2])
        assert contrast(colour, ink) >= 4.5
    assert spans[4].attributes.get("style", "") == ""
    assert spans[3].attributes["class"] == "chosen"
    assert shaded_text(looked(hello, "hello"), False) == ""

"""What a gradient loses when it is cut."""

import json

import numpy as np
import pytest
from support.figure_readers import made

from rnnviz.analysis.gradient_flow import gradient_flow
from rnnviz.analysis.truncated_gradient import Reaches, compare_reaches
from rnnviz.figures.gradients.truncated import kept_in_words, truncated, truncated_sentence
from rnnviz.pretrained import registry

TEXT = "the value of the function"


@pytest.fixture
def found():
    net = registry.load("english-gru")
    return gradient_flow(net, made(net, TEXT)[1])


def test_what_a_cut_keeps_is_the_cores(found):
    compared = compare_reaches(found)
    figure = truncated(compared, 5, False)
    np.testing.assert_allclose(figure["data"][0]["y"], compared.cosine)
    np.testing.assert_allclose(figure["data"][1]["y"], compared.size)
    assert figure["layout"]["shapes"][0]["x0"] == 5
    assert "n = 5" in [note["text"] for note in figure["layout"]["annotations"]]
    assert f"cosine {compared.cosine[4]:.2f}" in figure["layout"]["title"]["text"]
    assert truncated(compared, None, True)["layout"]["shapes"] == []
    assert "nothing is lost" in truncated_sentence(compared, 25)


def test_without_a_gradient_there_is_a_sentence():
    lost = Reaches(np.full(3, np.nan), np.full(3, np.nan))
    figure = truncated(lost, 2, False)
    assert "no gradient" in figure["layout"]["title"]["text"]
    json.dumps(figure, allow_nan=False)


def test_the_words_say_what_the_curves_show(found):
    compared = compare_reaches(found)
    said = kept_in_words(compared, 7)
    for reach in (1, 7, len(compared.cosine)):
        shown = f"{reach}: cosine {compared.cosine[reach - 1]:.2f}, {compared.size[reach - 1]:.2f} of"
        assert shown in said
    assert said.startswith(truncated_sentence(compared, 7))

"""English prose of Python's own language reference."""

import numpy as np
import pytest

from rnnviz.tasks import prose


def test_prose_is_plain_and_held_out_paragraphs_are_not_trained_on():
    text, held_out = prose.english()
    assert set(text) | set(held_out) <= set(prose.VOCABULARY)
    assert len(set(prose.VOCABULARY)) == len(prose.VOCABULARY) <= 64
    assert 0.05 < len(held_out) / len(text) < 0.2
    assert "  " not in text
    assert held_out[:200] not in text


@pytest.mark.parametrize(
    "paragraph",
    [
        "   >>> print(x)  # This is long enough, and ends like a sentence would end, but is code.",
        '   slicing ::= primary "[" slice_list "]" and so on, for a very long time, until the end.',
        "The standard type hierarchy\n***************************\nwhich is a heading with a text.",
        "Too short.",
        "A line that is long enough to count but just does not end as any sentence would have to",
        "A line that is long enough to count and holds a letter that we lack, as in stra\u00dfe.",
    ],
)
def test_what_is_no_prose_is_left_out(paragraph):
    assert prose.plain(paragraph) is None


def test_prose_loses_its_decoration():
    paragraph = (
        "* The \u201cvalue\u201d of *this*   function\u2019s `argument` is (in all\n"
        '  cases) an "object."'
    )
    line = "the value of this function's argument is (in all cases) an object."
    assert prose.plain(paragraph) == line


def test_entropy_of_texts_that_are_known():
    turns = np.tile([0, 1], 500)
    assert prose.entropy(turns, 0) == pytest.approx(np.log(2))
    assert prose.entropy(turns, 1) == pytest.approx(0.0)
    fair = np.random.default_rng(0).integers(0, 4, 100_000)
    assert prose.entropy(fair, 2) == pytest.approx(np.log(4), abs=1e-3)

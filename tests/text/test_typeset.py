"""Numbers in sentences."""

import pytest

from rnnviz.text import language
from rnnviz.text.message import Message
from rnnviz.text.typeset import Typeset, typeset


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("0.5", "0.5"),
        ("-3.9e-04", "−3.9·10⁻⁴"),
        ("1e+06", "10⁶"),
        ("-1e-07", "−10⁻⁷"),
        ("1.0e+30", "1.0·10³⁰"),
    ],
)
def test_a_number_as_readers_see_it(text, shown):
    assert typeset(text) == shown


def test_formats_of_python_give_it():
    assert (
        f"{Typeset(1e-6):g} to {Typeset(-1e6):,.0f}, {Typeset(0.8):.0%}" == "10⁻⁶ to −1,000,000, 80 %"
    )
    assert f"{Typeset(-0.5)} {Typeset(-0.5)!r}" == "-0.5 -0.5"  # as it was given


def test_a_share_is_written_as_the_language_has_it(monkeypatch):
    monkeypatch.setattr(language, "_found", lambda: "zh")
    assert f"{Typeset(0.8):.0%}" == "80%"


def test_sentences_with_fields_are_written_so():
    said = Message("allowed are {low:g} to {high:g}, {share:.0%}", low=-1e-6, high=1e7, share=0.8)
    assert str(said) == "allowed are −10⁻⁶ to 10⁷, 80 %"

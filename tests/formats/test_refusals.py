"""What several readers say in the same words."""

from pathlib import Path

import pytest

from rnnviz.formats.refusals import damaged, no_float, system_errors
from rnnviz.text.message import Refusal


def test_the_systems_errors_become_sentences(tmp_path):
    path = tmp_path / "none"
    said = r"none cannot be read: No such file or directory\."
    with pytest.raises(Refusal, match=said), system_errors(path):
        path.read_bytes()


def test_of_an_error_the_first_line_is_said():
    with pytest.raises(Refusal, match=r"^a\.pt is cut off or damaged: It is short\.$"):
        damaged(Path("a.pt"), ValueError("It is short.\nSee there."))
    with pytest.raises(Refusal, match=r"damaged: EOFError\.$"):
        damaged(Path("a.pt"), EOFError())


def test_what_is_no_float_is_refused_by_name():
    with pytest.raises(Refusal, match=r"^a\.weight is I64; allowed are float16, bfloat16, float32 and"):
        no_float("a.weight", "I64")

"""Pictures and their sentences."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnviz.tasks import pictures
from rnnviz.tasks.pictures import gallery, kind_of, unseen

ALL = [(kind, picture) for kind, found in gallery().items() for picture in found]


def drawn(*rows):
    lines = [row.ljust(8, ".") for row in rows] + ["." * 8] * (8 - len(rows))
    return np.array([[int(cell == "#") for cell in row] for row in lines], np.uint8)


def test_no_picture_has_two_sentences():
    assert len({picture.tobytes() for _, picture in ALL}) == len(ALL) == 925
    assert len({kind.sentence for kind in gallery()}) == len(gallery()) == 8 * 2 * 9
    for kind, picture in ALL:
        assert kind_of(picture) == kind


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        (("#",), "a small dot at the top left"),
        (("", "", "", "...##", "...##"), "a large dot in the middle"),
        (("###", "###", "###"), "a small square at the top left"),
        (("", "....###", "....#.#", "....###"), "a small frame at the top right"),
        (("", "", "", ".#", "###", ".#"), "a small cross at the left"),
        (
            ("", "", "", "...#...#", "....#.#", ".....#", "....#.#", "...#...#"),
            "a large x at the bottom right",
        ),
        (("", "", "", "", "", "..#", "...#", "....#"), "a small diagonal at the bottom"),
        (("", "", "", "", "", "....#", "...#", "..#"), "a small diagonal at the bottom"),
        (("########",), "a large line across at the top"),
        (("", "", ".......#", ".......#", ".......#", ".......#"), "a small line down at the right"),
        (("########",) * 8, "a large square in the middle"),
    ],
)
def test_what_a_reader_would_say(rows, sentence):
    assert kind_of(drawn(*rows)).sentence == sentence


@pytest.mark.parametrize("rows", [(), ("##",), ("#.#",), ("###", "###"), ("####", "#..#", "####")])
def test_what_is_none_of_the_shapes(rows):
    assert kind_of(drawn(*rows)) is None


def test_the_place_is_the_third_that_the_middle_lies_in():
    down = {"top": 0, "bottom": 2}
    across = {"left": 0, "right": 2}
    for kind, picture in ALL:
        rows, columns = np.nonzero(picture)
        words = kind.place.split()
        for found, named in ((rows, down), (columns, across)):
            wanted = next((named[word] for word in words if word in named), 1)
            middle = (found.min() + found.max() + 1) / 2
            assert wanted * 8 / 3 < middle < (wanted + 1) * 8 / 3


def test_a_sixth_is_never_trained_on_and_every_word_of_it_is_met_elsewhere():
    kinds = set(gallery())
    assert len(unseen()) == 24 and unseen() < kinds
    rest = kinds - unseen()
    for kind in unseen():
        for pair in (("shape", "size"), ("size", "place"), ("shape", "place")):
            met = {tuple(getattr(other, name) for name in pair) for other in rest}
            assert tuple(getattr(kind, name) for name in pair) in met


@given(bits=st.integers(0, 2**64 - 1))
def test_digits_hold_the_picture(bits):
    text = f"{bits:016x}"
    picture = pictures.read(text)
    assert pictures.write(picture) == text
    assert "".join(map(str, picture.ravel())) == f"{bits:064b}"


@pytest.mark.parametrize(
    "text", ["", "12", "0" * 15, "0" * 17, "g" * 16, "00 00 00 00 00 00 00 00", "é" * 16]
)
def test_other_texts_are_no_pictures(text):
    with pytest.raises(ValueError, match="allowed are 16 hexadecimal digits"):
        pictures.read(text)

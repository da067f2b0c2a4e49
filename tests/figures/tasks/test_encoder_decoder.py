"""The pictures of states are the states, and every number of the vector stands in it."""

import base64
import io

import numpy as np
import pytest
from PIL import Image
from support.figure_readers import parsed, spoken

from rnnviz.figures.base.numbers import number
from rnnviz.figures.base.style import colour_scale, signed_colour
from rnnviz.figures.tasks import encoder_decoder


def pixels(address):
    kind, data = address.split(",")
    assert kind == "data:image/png;base64"
    return np.array(Image.open(io.BytesIO(base64.b64decode(data))).convert("RGBA"))


def rgb(colour):
    return np.array([int(colour[k : k + 2], 16) for k in (1, 3, 5)])


@pytest.mark.parametrize("units", [1, 4, 7, 64, 100])
def test_a_states_picture_is_read_back_as_its_numbers(rng, units):
    state = rng.uniform(-2.0, 2.0, units)
    seen = pixels(encoder_decoder.picture(state, 2.0))
    tall, wide = seen.shape[:2]
    assert wide == int(np.ceil(units**0.5)) and (tall - 1) * wide < units <= tall * wide
    flat = seen.reshape(-1, 4)
    assert (flat[:units, 3] == 255).all() and (flat[units:, 3] == 0).all()
    for value, pixel in zip(state, flat[:, :3], strict=False):
        # a shade is 1/127 of the scale, and colours change by at most some 75 over a tenth of it
        assert np.abs(rgb(signed_colour(value, 2.0)[0]) - pixel).max() <= 4


def test_the_ends_of_the_scale_have_its_last_colours_and_nothing_lies_beyond():
    seen = pixels(encoder_decoder.picture(np.array([-9.0, 9.0, 0.0, np.nan]), 1.0))[..., :3]
    wanted = [signed_colour(value)[0] for value in (-1.0, 1.0, 0.0, 0.0)]
    np.testing.assert_array_equal(seen.reshape(-1, 3), [rgb(colour) for colour in wanted])


def test_every_number_of_the_vector_stands_in_it(rng):
    parts = {"h": rng.uniform(-1, 1, 16), "cell state": rng.normal(0, 3, 16)}
    section = parsed(encoder_decoder.vector(parts, "c"))
    for strip, (name, values) in zip(section.all(".strip"), parts.items(), strict=True):
        cells = strip.children[1].children
        assert [cell.attributes["title"] for cell in cells] == [
            f"number {k} of {name} is {number(value)}" for k, value in enumerate(values, 1)
        ]
        scale = colour_scale(values)
        colours = [signed_colour(value, scale)[0] for value in values]
        assert [cell.attributes["style"] for cell in cells] == [f"background:{c}" for c in colours]
        ends = [spoken(part) for part in strip.one(".key").inside if isinstance(part, str)]
        assert ends == pytest.approx([-scale, scale], abs=0.005)


def test_shares_are_written_as_they_are():
    rows = parsed(encoder_decoder.shares("Right", {"known": 1.0, "new": 0.515})).all("tr")
    assert [row.text for row in rows] == ["known100 %", "new52 %"]


def test_a_long_vector_is_thinned_and_says_its_length():
    strip = parsed(encoder_decoder.vector({"h": np.arange(1000.0)}, "c")).one(".strip")
    assert len(strip.children[1].children) == 250
    assert strip.attributes["aria-label"] == "h: 1000 numbers from 0.00 to 999.00"


def test_chains_have_one_column_a_step_and_show_text_as_text(rng):
    states = rng.uniform(-1, 1, (3, 4))
    read = parsed(encoder_decoder.reading(["<b>", " ", "é"], states, 1.0))
    assert [cell.text for cell in read.all(".token")] == ["<b>", "␣", "é"]
    assert len(read.all("img")) == 3
    assert read.one("section").attributes["style"] == "--steps:3"
    chances = np.array([0.996, 0.5, 0.004])
    written = parsed(
        encoder_decoder.writing(
            ["\x02", "1", "&"], states, ["1", "&", "\x03"], chances, 1.0, [False, True, False]
        )
    )
    assert [cell.text for cell in written.all(".fed")] == ["⊢", "1", "&"]
    assert [cell.text for cell in written.all(".token")] == ["1", "&✗", "⊣"]
    assert [cell.text for cell in written.all(".sure")] == ["> 99", "50", "< 1"]
    assert "and c" not in written.text
    again = parsed(encoder_decoder.writing(["1"], states[:1], ["2"], chances[:1], 1.0, again=True))
    assert [cell.text for cell in again.all(".fed")] == ["1", "c"]
    assert "and c" in again.text

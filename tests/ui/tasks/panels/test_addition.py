"""Addition on the page Tasks: two numbers added bit by bit, and what is no number."""

import re

import pytest
from support.tasks_page import said, shown

from rnnviz.figures.base.numbers import percent
from rnnviz.pretrained.task_networks import opening


@pytest.mark.parametrize(("first", "second"), [(0, 0), (255, 255), (1, 65535), (12345, 54321)])
def test_two_numbers_are_added_bit_by_bit(opened, first, second):
    page = opened(first=str(first), second=str(second))
    made = opening("addition")
    bits = max(first.bit_length(), second.bit_length(), 8)
    one = made.task.answer(made.model, first, second, bits)
    assert f"{first:,} + {second:,} = {one.total:,}" in said(page, "verdict")
    answer = re.search(r'<tr class="answer">(.*?)</tr>', shown(page, "adding"))[1]
    assert re.findall(r">(\d)<", answer) == [str(bit) for bit in one.bits]


@pytest.mark.parametrize("typed", ["65536", "-1", "1.5", "x", "1e3", "٣٤٥٦٧٨"])
def test_a_number_that_cannot_be_added_is_said_and_the_last_sum_stays(opened, typed):
    page = opened(first="7")
    page.type(typed, "addition first")
    assert page.notices == [f"A number is “{typed}”; allowed are whole numbers from 0 to 65,535."]
    assert "7 + 94 = 101" in said(page, "verdict")
    assert page.at.text_input(key="addition first").value == typed


def test_a_network_of_8_bits_is_tried_at_16(opened):
    page = opened(tried="16")
    assert (
        len(re.findall(r"<td", re.search(r'<tr class="worth">(.*?)</tr>', shown(page, "adding"))[1]))
        == 17
    )
    made = opening("addition")
    for bits in (4, 8, 12, 16):
        assert f"{bits} bits" in said(page, "tried")
    scores = [percent(made.task.score(made.model, bits)) for bits in (4, 8, 12, 16)]
    assert re.findall(r"(?:[<>] )?\d+ %", said(page, "tried")) == scores

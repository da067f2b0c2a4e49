"""A tenth of every fault; the long counts are made by `make faults`."""

import pytest

from faults import classroom
from faults.parts import PARTS

# what a tenth of is still too much, or too little to see anything
FEWER = {"clock": 3, "places": 7, "slow": 20, "locked": 1, "sessions": 300}
OTHERS = sorted(PARTS.keys() - {"class"})


@pytest.mark.slow
@pytest.mark.parametrize("word", OTHERS)
def test_what_must_hold_holds(word):
    part = PARTS[word]
    for outcome in part.make(FEWER.get(word, part.count // 10)):
        assert outcome.broken == []
        assert outcome.held == outcome.tried
        assert outcome.tried or outcome.left_out


@pytest.mark.slow
def test_a_class_of_pages_comes_in_and_stays():
    for outcome in classroom.pages(PARTS["class"].count // 10, browsers=0, seconds=3.0):
        assert outcome.broken == []
        assert outcome.held == outcome.tried

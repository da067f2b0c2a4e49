"""Some hundreds of inputs; ten thousand are tried by `make fuzz`."""

import pytest

from fuzz import driver

INPUTS = 500


def test_all_inputs_are_shared_out():
    shared = driver.shares(list(driver.PARTS), 10_000)
    assert sum(shared.values()) == 10_000
    assert shared.keys() == driver.TITLES.keys()


@pytest.mark.slow
def test_whatever_comes_a_page_or_a_sentence_comes_back():
    found = driver.few(list(driver.PARTS), INPUTS)
    assert list(driver.sentences(found)) == []
    assert found.inputs >= INPUTS

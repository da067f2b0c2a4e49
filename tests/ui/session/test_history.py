import pytest

from rnnviz.ui.session.history import Step, change

STEPS = {
    "text": Step.TYPED,
    "with": Step.TYPED,
    "step": Step.PASSED,
    "net": Step.MADE,
    "gain": Step.MADE,
}
BEFORE = {"net": "gru", "text": "a", "gain": "1", "step": "3"}


@pytest.mark.parametrize(
    ("now", "found"),
    [
        ({}, (Step.PASSED, "")),
        ({"step": "4"}, (Step.PASSED, "")),
        ({"step": None}, (Step.PASSED, "")),
        ({"text": "ab"}, (Step.TYPED, "")),
        ({"text": "ab", "with": "c", "step": None}, (Step.TYPED, "")),
        ({"net": "lstm"}, (Step.MADE, "")),
        ({"net": "lstm", "text": "ab"}, (Step.MADE, "")),
        ({"gain": "2"}, (Step.MADE, "gain")),
        ({"gain": None}, (Step.MADE, "gain")),  # back to its default
        ({"gain": "2", "net": "lstm"}, (Step.MADE, "")),
        ({"gain": "nan"}, (Step.MADE, "")),
        ({"unheard": "of"}, (Step.MADE, "")),
    ],
)
def test_what_was_changed_says_which_step_it_is(now, found):
    wanted = {name: value for name, value in {**BEFORE, **now}.items() if value is not None}
    assert change(STEPS, BEFORE, wanted) == found


def test_the_first_address_of_a_page_is_a_part_of_opening_it():
    assert change(STEPS, None, BEFORE) == (Step.PASSED, "")

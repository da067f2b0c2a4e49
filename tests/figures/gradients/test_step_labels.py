"""What the steps of a text are called: every label belongs to its step."""

import pytest

from rnnviz.figures.gradients.step_labels import step_names, step_ticks, width_of


@pytest.mark.parametrize("steps", [1, 13, 14, 300])
@pytest.mark.parametrize("always", [None, 0, 7])
def test_there_are_never_too_many_and_the_chosen_one_is_among_them(steps, always):
    pieces = [f"p{step}" for step in range(1, steps + 1)]
    always = None if always is None else min(always, steps - 1)
    ticks = step_ticks(pieces, [""] * steps, 13, always)
    assert len(ticks["tickvals"]) <= 14
    names = [f"<b>p{step}</b>" if step - 1 == always else f"p{step}" for step in ticks["tickvals"]]
    assert ticks["ticktext"] == names
    assert always is None or always + 1 in ticks["tickvals"]


def test_of_two_lanes_twice_as_many_fit_in_turn():
    pieces = [f"p{step}" for step in range(1, 27)]
    ticks = step_ticks(pieces, [""] * 26, 13, 3, lanes=2)
    assert [label.replace("\u00a0", "") for label in ticks["ticktext"]] == [
        "<b>p4</b>" if piece == "p4" else piece for piece in pieces
    ]
    assert [label.endswith("\u00a0") for label in ticks["ticktext"]] == [False, True] * 13
    few = step_ticks(pieces[:13], [""] * 13, 13, lanes=2)
    assert few["ticktext"] == pieces[:13]  # they have room one below the other


def test_long_ones_do_not_touch():
    numbers = ["-1.421 -2.588 0.4007"] * 25
    across = step_ticks(numbers, [""] * 25, 40, across=True)
    assert across["tickvals"] == [1, 5, 9, 13, 17, 21, 25]
    assert sum(map(len, across["ticktext"])) < 80
    assert step_ticks(list("abcde") * 8, [""] * 40, 40, across=True)["tickvals"] == [*range(1, 41)]
    beside = step_ticks(numbers, [""] * 25, 13, 24, lanes=2)
    assert beside["tickvals"] == [*range(1, 24, 2), 25]
    assert not any(label.endswith("\u00a0") for label in beside["ticktext"])


def test_what_is_due_stands_behind_a_short_token():
    assert step_ticks(["a", "<"], ["b", ""], 13)["ticktext"] == ["a → b", "&lt;"]
    assert step_ticks(["a", "longer"], ["b", ""], 13)["ticktext"] == ["a", "longer"]
    assert step_ticks(["a much longer one"], [""], 13)["ticktext"] == ["a much l…"]


def test_hovers_name_steps_or_blocks_of_them():
    assert step_names(["a", "<"], ["b", ""], 1) == [
        "“a” (step 1, due “b”)",
        "“&lt;” (step 2)",
    ]
    assert step_names(list("abcde"), [""] * 5, 2) == [
        "“ab” (steps 1–2)",
        "“cd” (steps 3–4)",
        "“e” (steps 5–5)",
    ]


def test_labels_are_as_wide_as_what_is_seen_of_them():
    assert width_of("abc", 16) == pytest.approx(3 * 0.55 * 16)
    assert width_of("<b>abc</b>", 16) == width_of("abc", 16)
    assert width_of("&lt;", 16) == width_of("x", 16)
    assert width_of("1 0", 16) < width_of("100", 16)
    assert width_of("第", 16) == 2 * width_of("x", 16)

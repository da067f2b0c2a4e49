"""Which loss may reach which step: by pictures drawn by hand, and by walking back as the words say."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.effort import cpu_at_most

from rnnviz.runs.truncation import MOST_STEPS, Truncation

STEPS = 30

few = settings(deadline=None, max_examples=200, derandomize=True)

# a row is a loss, a column a step, # where the loss reaches the step
PICTURES = [
    (Truncation.windows(1), "#... .#.. ..#. ...#"),
    (Truncation.windows(3), "#..... ##.... ###... ...#.. ...##. ...###"),
    (Truncation.even(3), "#..... ##.... ###... .###.. ..###. ...###"),
    (Truncation.sliding(2), "#.... ##... .##.. ..##. ...##"),
    (Truncation.full(), "#.... ##... ###.. ####. #####"),
    (Truncation(every=2, reach=3), "#..... ##.... .##... .###.. ...##. ...###"),
    (Truncation(every=3, reach=4), "#...... ##..... ###.... ..##... ..###.. ..####. .....##"),
    (Truncation(every=2, reach=3, each=True), "#..... ##.... ###... .###.. ..###. ...###"),
    (Truncation(every=3, reach=2, each=True), "#..... ##.... .##... ..##.. ...##. ....##"),
]
# the words of the page, BPTT(k2; k1) in its own order
NAMES = [
    (Truncation.windows(5), "windows(5)"),
    (Truncation.even(4), "even(4)"),
    (Truncation.sliding(6), "sliding(6)"),
    (Truncation.full(), "full"),
    (Truncation(every=3, reach=7), "every 3, reach 7"),
    (Truncation(every=5, reach=2, each=True), "every 5, reach 2, each"),
]


@st.composite
def cuts(draw) -> Truncation:
    every, each = draw(st.integers(1, 9)), draw(st.booleans())
    return Truncation(every, draw(st.integers(1 if each else every, 20)), each)


def walked(cut: Truncation, steps: int = STEPS) -> set[tuple[int, int]]:
    """Every (loss, step) that is met, update by update, on the walks back from the losses."""
    met = set()
    for end in range(cut.every, steps + 1, cut.every):
        losses = range(end - cut.every, end)
        if cut.each:
            met |= {(loss, loss - back) for loss in losses for back in range(cut.reach)}
        else:
            passed = [end - 1 - back for back in range(cut.reach)]
            met |= {(loss, step) for loss in losses for step in passed if step <= loss}
    return {(loss, step) for loss, step in met if step >= 0}


def reached(cut: Truncation, steps: int) -> set[tuple[int, int]]:
    return {(loss, k) for loss in range(steps) for k in range(steps) if cut.reaches(loss, k)}


@pytest.mark.parametrize(("cut", "picture"), PICTURES, ids=str)
def test_reaches_is_the_picture_drawn_by_hand(cut, picture):
    rows = picture.split()
    drawn = {(t, k) for t, row in enumerate(rows) for k, sign in enumerate(row) if sign == "#"}
    assert reached(cut, len(rows)) == drawn


@few
@given(cuts())
def test_reaches_is_what_a_walk_back_meets(cut):
    steps = STEPS // cut.every * cut.every
    assert reached(cut, steps) == walked(cut, steps)


@few
@given(cuts(), st.integers(0, 25))
def test_share_counts_the_places_of_a_window_that_reach_so_far(cut, distance):
    start = 10 * cut.every * (-(-30 // cut.every))  # no walk from here ends at the sequence's start
    met = walked(cut, start + cut.every)
    found = [(loss, loss - distance) in met for loss in range(start, start + cut.every)]
    assert cut.share(distance) == pytest.approx(sum(found) / cut.every, abs=1e-15)


@pytest.mark.parametrize("n", [1, 2, 5, 10])
def test_shares_of_the_named_settings(n):
    for k in range(2 * n):
        assert Truncation.windows(n).share(k) == pytest.approx(max(n - k, 0) / n, abs=1e-15)
        assert Truncation.even(n).share(k) == Truncation.sliding(n).share(k) == (k < n)
        assert Truncation.full().share(k) == 1.0


@few
@given(cuts())
def test_before_is_how_far_the_walk_goes_behind_its_first_loss(cut):
    last = STEPS * cut.every
    met = walked(cut, last)
    first = last - cut.every
    assert cut.before == first - min(step for loss, step in met if loss >= first)


def test_nothing_is_before_the_whole_sequence():
    assert Truncation.full().before == Truncation().before == 0


@given(cuts(), st.integers(0, 50), st.integers(1, 50))
def test_no_loss_reaches_what_comes_after_it(cut, loss, ahead):
    assert not cut.reaches(loss, loss + ahead)
    assert not Truncation.full().reaches(loss, loss + ahead)
    assert cut.reaches(loss, loss)


@pytest.mark.parametrize("n", [1, 4])
def test_the_named_settings_are_settings_of_one_form(n):
    assert Truncation.windows(n) == Truncation(every=n, reach=n, each=False)
    assert Truncation.even(n) == Truncation(every=n, reach=n, each=True)
    assert Truncation.sliding(n) == Truncation(every=1, reach=n, each=False)
    assert Truncation.full() == Truncation(every=None, reach=None)


@pytest.mark.parametrize(("cut", "name"), NAMES, ids=str)
def test_the_name_says_what_it_is(cut, name):
    assert str(cut) == name


@pytest.mark.parametrize("value", [0, -1, 2.0, "5", True, 10**10 + 1, 10**18])
@pytest.mark.parametrize("field", ["every", "reach"])
def test_only_whole_numbers_from_one(field, value):
    settings = {"every": 5, "reach": 5, "each": True} | {field: value}
    with pytest.raises(
        ValueError,
        match=rf"^{field} is {value!r}; allowed are whole numbers from 1 to 10,000,000,000\.$",
    ):
        Truncation(**settings)


@pytest.mark.parametrize("settings", [{"every": 5}, {"reach": 5}, {"every": 5, "each": True}])
def test_both_or_none(settings):
    with pytest.raises(ValueError, match="both steps, or both None"):
        Truncation(**settings)


def test_a_walk_that_passes_not_every_loss_is_refused_unless_each_has_its_own():
    with pytest.raises(ValueError, match=r"^reach is 4 and every is 5; .*reach must be at least every"):
        Truncation(every=5, reach=4)
    assert Truncation(every=5, reach=4, each=True).before == 3


@pytest.mark.parametrize("cut", [Truncation.windows, Truncation.even, Truncation.sliding])
def test_the_longest_cut_is_told_without_counting_to_it(cut):
    with cpu_at_most(0.05):
        longest = cut(MOST_STEPS)
        for distance in (0, 1, MOST_STEPS // 2, MOST_STEPS - 1, MOST_STEPS, 10**18):
            assert 0.0 <= longest.share(distance) <= 1.0
        assert longest.share(MOST_STEPS) == 0.0

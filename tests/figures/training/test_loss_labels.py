"""The column of names beside a loss chart."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnnviz.figures.training.loss_labels import LINE, End, are_named, folded, labels
from rnnviz.figures.training.loss_scale import LossScale
from rnnviz.tasks import Echo

few = settings(deadline=None, derandomize=True)
PIXELS = 282


def boxes(notes, scale):
    """From where to where each label of the column reaches, in pixels from the bottom."""
    unit = PIXELS / (scale.high - scale.low)
    found = []
    for note in notes:
        if note["showarrow"]:
            middle = (note["y"] - scale.low) * unit - note["ay"]
            tall = LINE * (note["text"].count("<br>") + 1)
            found.append((middle - tall / 2, middle + tall / 2))
    return sorted(found)


@few
@given(
    st.lists(st.floats(0.0, 3.0), min_size=1, max_size=16),
    st.lists(st.floats(0.0, 1e6), max_size=6),
    st.booleans(),
)
def test_names_never_lie_on_each_other(floors, losses, long):
    scale = LossScale.of(floors, [np.array(losses)])
    words = "a rather long name for what is known here" if long else "known"
    ends = [End(n, 90.0, y, f"run {n} {y:.3f}", f"run {n} ") for n, y in enumerate(losses)]
    notes, wide = labels([(y, words) for y in floors], ends, scale, 100.0, PIXELS, False)
    found = boxes(notes, scale)
    assert all(low >= high for (_, high), (low, _) in pairwise(found))
    assert wide > 0
    # every run is named, and at least the lowest and the highest floor
    texts = " ".join(note["text"].replace("<br>", " ") for note in notes)
    assert all(f"run {n} " in texts for n in range(len(losses)))
    assert f"{min(floors):.2f}" in texts or min(floors) < 0.1


def test_close_floors_are_moved_and_a_line_leads_to_each():
    floors = Echo(lags={3: 0.5, 8: -0.03}).floors()
    scale = LossScale.of(floors.values(), [])
    notes, _wide = labels([(y, name) for name, y in floors.items()], [], scale, 1.0, PIXELS, False)
    assert any(note["ay"] for note in notes)
    assert all(note["x"] == 1 and note["xref"] == "paper" for note in notes)


def test_floors_in_one_place_bear_one_name():
    floors = Echo(lags={1: 0.2, 2: 0.2}).floors()
    scale = LossScale.of(floors.values(), [])
    notes, _wide = labels([(y, name) for name, y in floors.items()], [], scale, 1.0, PIXELS, False)
    assert len(notes) == 3
    assert any("lag 1; lag 2" in note["text"] for note in notes)


@pytest.mark.parametrize("logarithmic", [False, True])
def test_a_curve_that_ends_early_is_named_at_its_end(logarithmic):
    scale = LossScale.of([0.5, 1.0], [])
    ends = [End(0, 2.0, 0.7, "one", ""), End(1, 2.0, 0.71, "two", "", "diverged at update 3")]
    notes, _wide = labels([], ends, scale, 1e6, PIXELS, False, logarithmic)
    assert [note["x"] for note in notes] == [np.log10(2.0) if logarithmic else 2.0] * 2
    one, two = (
        (note["y"] - 0.5) * PIXELS / (scale.high - scale.low) + note["yshift"] for note in notes
    )
    assert two - one >= LINE


def test_long_names_are_folded_near_their_middle():
    assert folded("short") == "short"
    assert folded("words " * 8).count("<br>") == 1
    assert (
        folded("cut every 5, 16 units, reset: 0.605 ± 0.001")
        == "cut every 5, 16 units,<br>reset: 0.605 ± 0.001"
    )
    assert (
        folded("每 5 步截断，4 个单元：0.519 ± 0.001、75% 正确")
        == "每 5 步截断，4 个单元：<br>0.519 ± 0.001、75% 正确"
    )


def test_more_is_said_of_each_floor_where_all_have_room_for_it():
    task = Echo()
    floors, more = [*task.floors().items()], [f"{n} % right" for n in range(4)]
    scale = LossScale.of(task.floors().values(), [])
    named = [(y, name) for name, y in floors]
    notes, _wide = labels(named, [], scale, 1.0, PIXELS, False, more=more)
    texts = [note["text"].replace("<br>", " ") for note in notes]
    assert all(
        any(name in text and said in text for text in texts)
        for (name, _), said in zip(floors, more, strict=True)
    )
    assert not any("hovertext" in note for note in notes)
    ends = [End(n, 1.0, 0.5, f"a run with a long name and number {n}", str(n)) for n in range(4)]
    crowded, _wide = labels(named, ends, scale, 1.0, PIXELS, False, more=more)
    found = [note for note in crowded if note["name"] == "floor"]
    assert not any("% right" in note["text"] for note in found)
    assert all("% right" in note["hovertext"] for note in found)


def test_more_is_not_said_of_floors_in_one_place_that_differ_in_it():
    named = [(0.5, "one"), (0.5, "other"), (0.3, "third"), (0.3, "fourth")]
    scale = LossScale.of([0.5, 0.3], [])
    notes, _wide = labels(named, [], scale, 1.0, PIXELS, False, more=["a", "b", "c", "c"])
    assert [note["text"].split("<br>")[1:] for note in notes] == [["c"], []]


def test_where_there_are_too_few_lines_the_ends_say_names_and_losses_alone():
    scale = LossScale.of([0.45, 0.66], [])
    ends = [
        End(
            n,
            1.0,
            0.5,
            f"cut every {n}, 16 units 0.46{n} ± 0.001, 75 % right",
            f"0.46{n}",
            "",
            f"cut every {n}, 16 units 0.46{n}",
        )
        for n in range(6)
    ]
    for count, pixels, named in ((2, 280, True), (4, 190, True), (6, 190, False)):
        notes, _wide = labels([(0.5, "floor")], ends[:count], scale, 1.0, pixels, False)
        assert are_named(ends[:count], 1.0, pixels) == named
        said = [
            note["text"].replace("<br>", " ").replace("\u00a0", " ")
            for note in notes
            if note["name"] != "floor"
        ]
        wanted = [
            end.text if pixels == 280 else end.brief if named else end.short for end in ends[:count]
        ]
        assert said == wanted
        assert all("<br>" not in note["text"] for note in notes) or pixels == 280

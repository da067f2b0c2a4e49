"""The row of small pictures that shows how an answer came about."""

from rnnviz.figures.base.html import coloured
from rnnviz.figures.base.style import norm_colour, signed_colour
from rnnviz.figures.tasks.came_about import MOST_CELLS, CellStrip, Small, Stage, StripCell, came_about


def stage(share, cells, signed=False, said=""):
    return Stage(share, int(share * 10_000), Small((CellStrip("its answer", cells, signed),), said))


def test_every_stage_says_how_far_it_is_and_what_came_of_it():
    shown = came_about(
        [stage(0.0, [StripCell("a")], said="0 of 1"), stage(0.013, [StripCell("b")], said="1 of 1")]
    )
    assert shown.count('role="listitem"') == 2
    for words in ("<b>0 %</b>", "<b>1.3 %</b>", "130 samples", "0 of 1", "1 of 1"):
        assert words in shown


def test_what_is_wrong_is_struck_out_and_a_colour_says_its_number():
    cells = [StripCell("a", 0.25, right=False), StripCell("b", -0.5)]
    plain, signed = (came_about([stage(0.0, cells, kind), stage(1.0, cells, kind)]) for kind in (0, 1))
    assert plain.count('class="off"') == 2
    assert coloured(norm_colour(0.25)) in plain and 'title="25 %"' in plain
    assert coloured(signed_colour(-0.5)) in signed and 'title="−0.50"' in signed


def test_what_is_typed_is_shown_as_it_is_and_not_all_of_it():
    cells = [StripCell("<b>"), *[StripCell("x")] * MOST_CELLS]
    shown = came_about([stage(0.0, cells), stage(1.0, cells)])
    assert "&lt;b&gt;" in shown
    assert shown.count("<i>x</i>") == 2 * (MOST_CELLS - 1)
    assert shown.count("…") == 2


def test_one_stage_alone_shows_nothing():
    assert came_about([stage(0.0, [StripCell("a")])]) == ""

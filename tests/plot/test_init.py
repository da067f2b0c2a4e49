import subprocess
import sys

import pytest
from support.figure_uses import drawn_by_pages, functions, used, used_by_plot

import rnnviz
from rnnviz.plot import CALLS

# what is drawn by pages and is no picture of its own
PARTS = {
    "rnnviz.figures.base.equations.subscripted": "letters of a sentence",
    "rnnviz.figures.base.high_contrast.strengthened": "another picture, stronger",
    "rnnviz.figures.training.race_sentences.floors_seen": "a sentence",
    "rnnviz.figures.training.recall_words.recall_said": "a sentence",
    "rnnviz.figures.training.time_left.with_time_left": "another picture, with how long it takes",
}


def test_every_picture_of_the_pages_has_its_call():
    drawn = drawn_by_pages()
    assert len(drawn) > 90
    assert drawn - used_by_plot() == set(PARTS)


def test_a_picture_without_a_call_is_found(tmp_path):
    page = tmp_path / "page.py"
    page.write_text(
        "from rnnviz.figures.unroll import surprise\n"
        "from rnnviz.figures.gradients.names import names_html as table\n"
        "live_figure(surprise.surprise(1), 'a', '')\nmarkup(table(1))\n"
    )
    found = used(page)
    assert set(found) == {
        "rnnviz.figures.unroll.surprise.surprise",
        "rnnviz.figures.gradients.names.names_html",
    }
    assert set(found) <= set(functions())


def test_every_call_is_there_and_takes_a_ground():
    names = [name for names in CALLS.values() for name in names]
    assert len(names) == len(set(names)) == len(rnnviz.plot.__all__)
    for name in names:
        call = getattr(rnnviz.plot, name)
        assert call.__doc__, name
        assert name in dir(rnnviz.plot)
        if name != "states_in_words":
            assert "dark" in call.__annotations__, name


def test_what_is_not_there_is_said():
    with pytest.raises(AttributeError, match="nothing"):
        _ = rnnviz.plot.nothing


def test_nothing_that_draws_is_imported_before_it_is_asked_for():
    script = (
        "import sys, rnnviz; before = set(sys.modules); rnnviz.plot.states; "
        "print(*before); print(*(set(sys.modules) - before))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    before, after = (set(line.split()) for line in done.stdout.splitlines())
    assert "rnnviz.plot.unrolling" in after
    assert not before & {"plotly", "rnnviz.plot.unrolling", "rnnviz.figures.gradients.matrix"}
    assert "plotly.graph_objects" not in after  # before there is a chart

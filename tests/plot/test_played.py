import numpy as np
import plotly.graph_objects as go
import pytest

from rnnviz import plot
from rnnviz.figures.tasks.came_about import CellStrip, Small, Stage, StripCell
from rnnviz.plot.drawn import DrawnPicture
from rnnviz.pretrained.task_networks import opening
from rnnviz.tasks.pictures import read

STRIP = Small((CellStrip("its answer", [StripCell("a", 0.5)]),), "half")


def of(name):
    made = opening(name)
    return made.task, made.model


CALLS = {
    "text_surprise": lambda: plot.text_surprise(*of("characters"), "the value"),
    "text_written": lambda: plot.text_written(*of("characters"), "the ", 20),
    "next_words": lambda: plot.next_words(*of("words"), "Tom has"),
    "forecast": lambda: plot.forecast(*of("forecast")),
    "forecast_errors": lambda: plot.forecast_errors(*of("forecast")),
    "column": lambda: plot.column(np.arange(6.0), 4, "sales"),
    "first_rows": lambda: plot.first_rows(["a"], [["1"]], "a"),
    "addition": lambda: plot.addition(*of("addition"), 5, 6),
    "hello": lambda: plot.hello(*of("hello")),
    "names_in_sentence": lambda: plot.names_in_sentence(*of("labelling"), "today ann smith sings"),
    "review": lambda: plot.review(*of("sentiment"), "this film is not good"),
    "review_verdicts": lambda: plot.review_verdicts(*of("sentiment")),
    "picture_caption": lambda: plot.picture_caption(*of("caption"), read("003c3c3c3c000000")),
    "program_letters": lambda: plot.program_letters(*of("execute"), "print(2)"),
    "program_answers": lambda: plot.program_answers(*of("execute"), "print(2)"),
    "translation": lambda: plot.translation(*of("translate"), "3 may 2021"),
    "translation_letters": lambda: plot.translation_letters(*of("translate"), "3 may 2021"),
    "stages": lambda: plot.stages([Stage(0.0, 0, STRIP), Stage(1.0, 9, STRIP)]),
    "shapes": plot.shapes,
}


@pytest.mark.parametrize("name", CALLS)
def test_it_is_drawn_of_a_network_and_an_input(name):
    made = CALLS[name]()
    assert isinstance(made, go.Figure | DrawnPicture)
    assert made.data if isinstance(made, go.Figure) else made.source


def test_what_it_says_is_the_network_s_own():
    task, net = of("addition")
    assert "11" in plot.addition(task, net, 5, 6).source
    task, net = of("sentiment")
    chances = task.verdicts(net, task.read("this film is not good").tokens)[:, 1]
    (bars,) = plot.review(task, net, "this film is not good").data
    # from a half, which says neither, up or down to the probability
    np.testing.assert_allclose(np.asarray(bars.y) + bars.base, chances, atol=1e-12)

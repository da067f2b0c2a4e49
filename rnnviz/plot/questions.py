"""What a class has answered in a lecture."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rnnviz.figures.lectures import answers as answer_figures
from rnnviz.figures.lectures import sketches as sketch_figures
from rnnviz.figures.lectures.scenes import question_html, scene_html
from rnnviz.lectures.model import Answer, Question, Scene
from rnnviz.plot.chart import chart
from rnnviz.plot.drawn import DrawnPicture

if TYPE_CHECKING:
    from plotly.graph_objects import Figure


def answers(question: Question, given: Sequence[Answer], dark: bool = False) -> "Figure":
    """How many gave each answer; the right one, if it is known, is marked."""
    return chart(answer_figures.histogram(question, given, dark), dark)


def sketches(question: Question, given: Sequence[Answer], dark: bool = False) -> "Figure":
    """The curves that a class has drawn, their median, and what is right."""
    return chart(sketch_figures.reveal(question, given, dark), dark)


def question(asked: Question, dark: bool = False) -> DrawnPicture:
    """A question in one line, the right answer marked."""
    return DrawnPicture(asked.text, question_html(asked), dark=dark)


def scene(number: int, page: str, shown: Scene, dark: bool = False) -> DrawnPicture:
    """A scene: its sentence to the class, what is asked, the notes; `page` is its page's title."""
    return DrawnPicture(shown.look, scene_html(number, page, shown), dark=dark)

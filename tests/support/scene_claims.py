"""What a scene of a lecture says, held phrase by phrase: each scene has a check, which says again, with
numbers computed from the scene's own settings, whatever in its texts has a figure in it."""

import re
from collections.abc import Callable, Sequence

import pytest

from rnnviz.lectures.model import Lecture, Scene

FIGURE = re.compile(r"\d[^\s,;:?!)]*")


class Said:
    """A text, and what of it no check has computed yet."""

    def __init__(self, text: str):
        self.text = self.left = text

    def says(self, *phrases: str) -> None:
        """That the text says this, word for word."""
        for phrase in phrases:
            # no part of a longer number or word
            whole = rf"(?<![\w.]){re.escape(phrase)}(?![\w%·]|[.,]\d)"
            assert re.search(whole, self.text), (phrase, self.text)
            self.left = re.sub(whole, " ", self.left)


class Told:
    """All that a scene says: to the class, to the lecturer, and in its question."""

    def __init__(self, scene: Scene):
        self.scene = scene
        self.settings = scene.settings
        self.look, self.notes = Said(scene.look), Said(scene.notes)
        self.asked = Said(scene.question.text if scene.question else "")
        self.answered = scene.question is None

    def answers(self, right: str | float) -> None:
        """That this counts as the right answer: the words of an option, or a number."""
        question = self.scene.question
        found = question.options[int(question.right)] if question.kind == "choose" else question.right
        assert found == right
        self.answered = True


Check = Callable[[Told], None]


def hold(scene: Scene, check: Check) -> None:
    """That a scene's check holds, and has computed every figure in it."""
    told = Told(scene)
    check(told)
    unheld = [FIGURE.findall(said.left) for said in (told.look, told.notes, told.asked)]
    assert unheld == [[], [], []]
    assert told.answered


def each(lecture: Lecture, checks: Sequence[Check], slow: Sequence[Check] = ()) -> list:
    """Every scene with its check, for pytest; those that train a race are `slow`."""
    return [
        pytest.param(scene, check, id=check.__name__, marks=[pytest.mark.slow] * (check in slow))
        for scene, check in zip(lecture.scenes, checks, strict=False)
    ]

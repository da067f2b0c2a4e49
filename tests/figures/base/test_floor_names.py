"""What tasks know or measure, named in the reader's language."""

import pytest

from rnnviz.figures.base.floor_names import floor_name, floor_words
from rnnviz.tasks import TASKS, Addition, Execute
from rnnviz.text import language
from rnnviz.text.tables import UNNAMED


@pytest.fixture
def chinese(monkeypatch):
    monkeypatch.setattr(language, "_found", lambda: "zh")


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("delay 12", "延迟 12"),
        ("level 3", "第 3 级"),
        ("variance explained, 20 free steps", "解释方差比例（自由运行 20 步）"),
        ("delay", "delay"),
        ("delay x", "delay x"),
        ("level 1 2", "level 1 2"),
        ("my column 3", "my column 3"),
        ("", ""),
    ],
)
def test_the_number_of_a_name_stands_in_its_translation(chinese, name, shown):
    assert floor_name(name) == shown


def test_every_numbered_name_that_a_task_gives_is_translated(chinese):
    names = [
        *(name for name in Addition(order="most").floors() if name.startswith("delay")),
        *Execute().baseline(),
        UNNAMED.format(number=2),
    ]
    assert len(names) > 5
    for name in names:
        assert floor_name(name) != name
        assert any(word in floor_name(name) for word in name.split())


def test_floors_of_texts_say_what_is_known():
    assert [floor_words(name) for name in ("nothing", "unigram", "bigram", "trigram", "own")] == [
        "knowing nothing",
        "knowing how frequent each is",
        "knowing the last one",
        "knowing the last two",
        "own",
    ]


@pytest.mark.parametrize("name", sorted(TASKS))
def test_every_floor_says_what_is_known(name):
    for floor in TASKS[name]().floors():
        if name != "echo":  # the lags' own words, see losses.lag_words
            first = floor_words(floor).split()[0]
            assert first in ("knowing", "reading", "copying", "running", "repeating", "delay", "ln")

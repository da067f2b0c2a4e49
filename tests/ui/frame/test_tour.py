import re
from pathlib import Path

import pytest

from rnnviz.text import language
from rnnviz.ui.frame import tour

CLASS = re.compile(r"\.st-key-(\w+)")


@pytest.fixture
def chinese():
    yield
    language.speak("")


def test_every_step_points_at_something_on_the_first_page(opened):
    page = opened("app.py")
    shown = "".join(element.value for element in page.at.get("html"))
    for target, _ in tour.STEPS:
        if key := CLASS.search(target):
            assert page.has(key[1])
        elif target.startswith("."):
            assert f'class="{target[1:]}"' in shown
        else:
            assert "lecture" in [link.proto.page for link in page.at.get("page_link")][-1]


def test_all_its_words_are_sent(opened):
    data = opened("app.py").data("tour")
    assert len(data["steps"]) == len(tour.STEPS) == 6
    assert data["of"] == "{step} of {all}"


@pytest.mark.usefixtures("chinese")
def test_they_are_sent_in_the_readers_language(opened):
    data = opened("app.py", lang="zh").data("tour")
    english = [words for _, words in tour.STEPS]
    assert not {step["words"] for step in data["steps"]} & set(english)
    assert "{step}" in data["of"]


def test_its_style_stands_beside_it():
    assert Path(tour.__file__).with_name("tour.css").read_text("utf-8")

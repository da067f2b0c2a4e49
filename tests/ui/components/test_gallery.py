import pytest
from support.component_page import ComponentPage

from rnnviz.ui.components.gallery import gallery


@pytest.fixture
def page():
    return ComponentPage(lambda note: gallery("<button>a</button>", "gallery", note))


def test_the_pictures_are_sent_as_html(page):
    assert page.data == {"html": "<button>a</button>"}


def test_a_task_is_heard(page):
    assert page.send(task=["hello", 17]) == [("hello",)]


@pytest.mark.parametrize("sent", [None, "hello", [], [1], [["hello"]], {"task": "hello"}])
def test_what_is_no_task_is_not(page, sent):
    assert page.send(task=sent) == []

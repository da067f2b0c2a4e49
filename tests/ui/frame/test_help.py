import pytest

from rnnviz.text import language
from rnnviz.ui.frame import help
from rnnviz.ui.session.pages import BY_WORD, PAGES


@pytest.fixture
def chinese():
    language.speak("zh")
    yield
    language.speak("")


@pytest.mark.parametrize("word", BY_WORD)
def test_every_page_has_its_keys_and_those_of_a_lecture(word):
    data = help.data(BY_WORD[word])
    (_, own), (_, lecture) = data["keys"]
    assert ["?", "This help, where no box has the focus"] in own
    assert [row[0] for row in lecture] == ["→ PgDn", "← PgUp", "Space", "B .", "Esc"]
    assert data["question"] == BY_WORD[word].question


def test_what_can_be_done_depends_on_the_page():
    can = {word: help.data(page)["can"] for word, page in BY_WORD.items()}
    assert not can["notes"]["copy"]  # its address is secret
    assert all(can[page.word]["copy"] and can[page.word]["tour"] for page in PAGES)
    assert {word for word, of in can.items() if of["reset"]} == {
        "unroll",
        "backpropagate",
        "vanish",
        "truncate",
        "phase",
        "tasks",
        "watch",
        "runs",
    }


def test_it_is_said_in_chinese(chinese):
    data = help.data(BY_WORD["unroll"])
    for words in (data["name"], data["copy"], *data["know"], *(row[1] for row in data["keys"][0][1])):
        assert any("\u4e00" <= letter <= "\u9fff" for letter in words), words

import gc
from dataclasses import dataclass

import pytest

from rnnviz.ui.session import own_memory, page_state


@dataclass
class Mine:
    count: int = 0


@dataclass
class Others:
    count: int = 7


@pytest.fixture
def session(monkeypatch):
    state: dict[str, object] = {}
    monkeypatch.setattr(page_state.st, "session_state", state)
    return state


def test_it_is_found_by_the_sessions_word_and_its_kind(session):
    mine, word = own_memory.own_memory(Mine), own_memory.own_word()
    assert own_memory.own_memory(Mine) is mine
    assert own_memory.find(word, Mine) is mine
    assert own_memory.find(word, Others).count == 7  # there are none yet
    others = own_memory.own_memory(Others)
    assert own_memory.find(word, Others) is others
    assert own_memory.find(word, Mine) is mine


def test_another_session_has_another_word(session):
    word = own_memory.own_word()
    session.clear()
    assert own_memory.own_word() != word


def test_without_the_session_there_is_nothing_in_it(session):
    mine, word = own_memory.own_memory(Mine), own_memory.own_word()
    mine.count = 3
    session.clear()
    del mine
    gc.collect()
    assert own_memory.find(word, Mine).count == own_memory.find("", Mine).count == 0

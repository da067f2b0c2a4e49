import pytest
from support.reader import Reader

from faults import foreign
from rnnviz.ui.frame import page as frame


@pytest.fixture
def words(tmp_path, monkeypatch, store):
    monkeypatch.setenv("RNNVIZ_STORE", str(store.path))
    return {"loop": foreign.watched(store.path), "file": foreign.opened(store)}


def test_what_is_kept_is_shown(words, monkeypatch):
    for word in words.values():
        page = Reader("app.py", net=word)
        assert page.address["net"] == word
        assert page.notices == []
    monkeypatch.setattr(frame, "PAGES", tuple(one for one in frame.PAGES if one.title == "Watch"))
    page = Reader("pages/watch.py", loop=foreign.LOOP, matrix="yes")
    assert page.figure("watch entering")["data"]
    assert len(page.figure("watch norms")["data"]) > 1

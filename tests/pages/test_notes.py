"""The page Notes without a browser: for who has the lecture's secret."""

from support.lecture_pages import OWN, Visitor

from rnnviz.lectures import live_session


def test_notes_are_for_who_has_the_secret(store):
    code, secret = live_session.begin(store, OWN)
    page = Visitor("pages/notes.py", c=code, k="guessed")
    assert "secret" in page.notices and page.html("notes-window") == []
    page = Visitor("pages/notes.py", c=code, k=secret)
    assert "say this" in page.html("notes-window")[0] and "Which?" not in page.html("notes-window")[0]
    page.press("notes next")
    assert live_session.load(store, code).scene == 1 and "two" in page.html("notes-window")[0]
    page.press("notes ask")
    live_session.answer(store, code, "somebody", 0)
    page.run()
    assert "1 answer" in page.html("notes-window")[0] and "A 1" in page.html("notes-window")[0]
    page.press("notes forget")
    assert live_session.answers(store, code, 1) == [] and live_session.load(store, code).asking
    assert "0 answers" in page.html("notes-window")[0]

"""The page Join without a browser: a code is typed, what is shown is explored and come back from."""

from support.lecture_pages import OWN, Visitor

from rnnviz.lectures import live_session
from rnnviz.lectures.phase import GoTo


def test_who_follows_types_the_code_and_lets_go_and_comes_back(store):
    code, secret = live_session.begin(store, OWN)
    live_session.drive(store, code, secret, GoTo(1))
    page = Visitor("pages/join.py", c="WRONG")
    assert "WRONG" in page.notices
    page = Visitor("pages/join.py", c=code.lower())
    page.press("explore")
    assert page.at.session_state["chain gain"] == 1.2 and "back to lecture" in page.keys
    assert page.html("look") == []  # it drives nothing
    page.press("back to lecture")
    page.run()
    assert "back to lecture" not in page.keys and page.at.text_input(key="join code").label

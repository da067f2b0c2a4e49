from support.component_page import ComponentPage

from rnnviz.ui.components import high_contrast
from rnnviz.ui.components.high_contrast import SWITCH
from rnnviz.ui.components.theme import Contrast
from rnnviz.ui.session.page_state import key_of


def place(note):
    high_contrast.style()
    high_contrast.switch()


def strong(page):
    """Whether its rules are there, and whether the switch says so."""
    styled = any(high_contrast.STYLE.read_text() in e.value for e in page.at.get("html"))
    assert page.at.toggle(key=SWITCH).value is styled
    return styled


def test_the_switch_turns_it_on_and_off():
    page = ComponentPage(place)
    assert not strong(page)
    page.at.toggle(key=SWITCH).set_value(True)
    page.run()
    assert strong(page)
    assert page.data == {"chosen": True, "wanted": False}
    page.at.toggle(key=SWITCH).set_value(False)
    page.run()
    assert not strong(page)
    assert page.data["chosen"] is False


def test_the_browser_may_ask_for_it_until_the_reader_chooses():
    page = ComponentPage(place)
    page.send(wanted=True)
    assert strong(page)
    page.at.toggle(key=SWITCH).set_value(False)
    page.run()
    assert not strong(page)
    page.send(wanted=True)
    assert not strong(page)


def test_anything_else_that_it_may_send_is_no():
    page = ComponentPage(place)
    for sent in (1, "true", None, [True]):
        page.send(wanted=sent)
        assert page.at.session_state[key_of(Contrast)].wanted is False

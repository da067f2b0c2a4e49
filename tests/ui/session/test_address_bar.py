from support.component_page import ComponentPage

from rnnviz.ui.session.address_bar import address_bar


def test_the_browser_is_sent_what_is_wanted():
    wanted = {"query": "text=a+b%26c", "answers": None, "held": False}
    assert ComponentPage(lambda note: address_bar(wanted)).data == wanted

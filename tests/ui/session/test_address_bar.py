import pytest
from support.component_page import ComponentPage

from rnnviz.ui.session.address_bar import address_bar


@pytest.mark.parametrize(
    ("query", "written"),
    [
        ({}, ""),
        ({"text": "hello"}, "text=hello"),
        ({"text": "a b&c=d#e+%", "n": ""}, "text=a+b%26c%3Dd%23e%2B%25&n="),
        ({"text": "é\u200d👩"}, "text=%C3%A9%E2%80%8D%F0%9F%91%A9"),
    ],
)
def test_the_browser_is_sent_the_query(query, written):
    page = ComponentPage(lambda note: address_bar(query))
    assert page.data == {"query": written}

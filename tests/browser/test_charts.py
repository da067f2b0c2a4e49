"""The charts themselves in a real Chromium: what can be done with them; nothing leaves here."""

import pytest
from support.browser_waiting import wait_until_still

CHARTS = ["", "backpropagate", "vanish", "truncate", "tasks"]


@pytest.mark.parametrize("path", CHARTS)
def test_no_button_of_a_chart_leaves_the_machine(visit, path):
    page = visit(path, height=2400)
    opened: list[str] = []
    page.context.on("page", lambda other: opened.append(other.url))
    page.context.route(lambda url: "127.0.0.1" not in url, lambda route: route.abort())
    page.locator(".figure[data-painted]").first.wait_for(timeout=60_000)
    wait_until_still(page)
    pressed = "button, a, [role=button], [data-title], [data-attr], summary"
    for figure in page.locator(".figure[data-painted]").locator("visible=true").all():
        assert figure.locator(".modebar").count() == 0
        assert "Share" not in figure.inner_text()
        for button in figure.locator(pressed).all():
            button.click(force=True)
    wait_until_still(page)
    assert opened == []  # and `visit` has seen no request to anybody else
    assert page.get_by_text("Plotly Cloud").count() == 0

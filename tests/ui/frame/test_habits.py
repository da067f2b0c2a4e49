from pathlib import Path

import pytest
from support.component_page import ComponentPage

from rnnviz.ui.frame import habits as module
from rnnviz.ui.frame.habits import habits
from rnnviz.ui.session import address
from rnnviz.ui.session.pages import BY_WORD


def test_the_browsers_side_is_placed_with_all_that_it_shows():
    page = ComponentPage(lambda note: habits(BY_WORD["vanish"]))
    assert set(page.data) == {"look", "home", "loading", "numbers", "help"}
    assert page.data["home"] == "/"
    assert page.data["look"] == Path(module.__file__).with_name("habits.css").read_text("utf-8")
    assert page.data["help"]["title"] == "Vanish & explode"


@pytest.mark.parametrize("said", [{"reset": True}])
def test_reset_is_heard(said):
    asked = []

    def place(note):
        address.open_page("pages/vanish.py")
        habits(BY_WORD["vanish"])
        asked.append(address.is_given())

    ComponentPage(place).send(**said)
    assert asked == [False, True]

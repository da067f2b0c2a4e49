from pathlib import Path

from rnnviz.ui.frame.live_pictures import PAGES
from rnnviz.ui.session.pages import BY_WORD

ROOT = Path(__file__).parents[3]


def test_the_pages_with_a_live_race_are_those_that_are_fed():
    racing = {
        word for word, page in BY_WORD.items() if "live_race(" in (ROOT / page.file).read_text("utf-8")
    }
    assert set(PAGES) == racing == {"truncate", "tasks"}

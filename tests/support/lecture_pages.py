"""Somebody on the pages of a lecture, without a browser."""

import re
from pathlib import Path

from streamlit.testing.v1 import AppTest

from rnnviz.lectures.model import Lecture, Question, Scene

ROOT = Path(__file__).parents[2]


OWN = Lecture(
    title="My *own*",
    scenes=(
        Scene(look="one", notes="say this", settings={"text": "abc"}),
        Scene(
            page="vanish",
            look="two",
            settings={"gain": "1.2"},
            question=Question(text="Which?", options=("a", "b"), right=1),
        ),
        Scene(page="unroll", look="three"),
    ),
)


class Visitor:
    """Somebody on the pages; nothing they do may end in a stack trace."""

    def __init__(self, page: str, **query: str):
        self.at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
        if page != "app.py":
            self.at.switch_page(page)
        for name, value in query.items():
            self.at.query_params[name] = value
        self.run()

    def run(self) -> None:
        self.at.run()
        assert [problem.message for problem in self.at.exception] == []

    def press(self, key: str) -> None:
        (button,) = (b for b in self.at.button if b.key == key)
        button.click()
        self.run()

    @property
    def keys(self) -> list[str]:
        return [button.key for button in self.at.button]

    def html(self, kind: str) -> list[str]:
        return [e.value for e in self.at.get("html") if re.search(rf'class="{kind}\b', e.value)]

    @property
    def scenes(self) -> list[str]:
        return [re.search('sentence">(.*?)</p>', one)[1] for one in self.html("scene")]

    @property
    def notices(self) -> str:
        return " ".join(self.html("notice"))

"""A page of one component, and what its browser's side sends."""

import json

from streamlit.testing.v1 import AppTest
from support import app_test_private


def script(place, heard):
    place(lambda *values: heard.append(values))


class ComponentPage:
    """Places a component with a callback that notes what it hears."""

    def __init__(self, place):
        self.heard = []
        self.at = AppTest.from_function(script, args=(place, self.heard), default_timeout=30)
        self.run()

    def run(self):
        self.at.run()
        self._check()

    def _check(self):
        assert [problem.message for problem in self.at.exception] == []

    def _proto(self):
        (found,) = (element.proto for element in self.at.get("bidi_component"))
        return found

    @property
    def data(self):
        """What the browser's side was sent."""
        return json.loads(self._proto().json)

    def send(self, **values):
        """The browser's side sends something; returns what the page has heard."""
        self.heard.clear()
        app_test_private.tell(self.at, self._proto().id, **values)
        self._check()
        return list(self.heard)

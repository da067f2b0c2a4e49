"""A session of Streamlit's without a page: functions are run in it, one after the other."""

from collections.abc import Callable
from typing import Any

from streamlit.testing.v1 import AppTest


class Session:
    """What is done in it is remembered as a page's session remembers it."""

    def __init__(self) -> None:
        def script(box):
            box.append(box.pop()())

        self._box: list[Any] = []
        self.at = AppTest.from_function(script, args=(self._box,), default_timeout=30)

    def __call__(self, act: Callable[..., Any], *given: Any) -> Any:
        """Run a function in one run of the script, and return what it returns."""
        self._box[:] = [lambda: act(*given)]
        self.at.run()
        assert [problem.message for problem in self.at.exception] == []
        return self._box.pop()

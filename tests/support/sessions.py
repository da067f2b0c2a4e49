"""A session of Streamlit's without a page: functions are run in it, one after the other."""

from collections.abc import Callable
from typing import Any

from streamlit.testing.v1 import AppTest


class Session:
    """What is done in it is remembered as a page's session remembers it."""

    def __init__(self) -> None:
        def script(box):
            box[1] = box[0]()  # more than once, if it asks to run again

        self._box: list[Any] = [None, None]
        self.at = AppTest.from_function(script, args=(self._box,), default_timeout=30)

    def __call__(self, act: Callable[..., Any], *given: Any) -> Any:
        """Run a function in one run of the script, and return what it returns."""
        self._box[:] = [lambda: act(*given), None]
        self.at.run()
        assert [problem.message for problem in self.at.exception] == []
        return self._box[1]

    def press(self, key: str, act: Callable[..., Any], *given: Any) -> Any:
        """Press a button that is there, and draw the same again or something else."""
        (button,) = (button for button in self.at.button if button.key == key)
        button.click()
        return self(act, *given)

    @property
    def keys(self) -> list[str]:
        """The buttons that are there."""
        return [button.key for button in self.at.button]

    @property
    def html(self) -> str:
        """All that is written."""
        return "".join(element.value for element in self.at.get("html"))

"""Packages that only some files need: without one the sentence has the command that brings it."""

from collections.abc import Iterator
from contextlib import contextmanager

from rnnviz.text.message import Refusal


class NotInstalled(Refusal, ImportError):
    """A package that a file needs is not installed; the message has the command that brings it."""


@contextmanager
def needed(title: str, command: str) -> Iterator[None]:
    """Around the import of a package, by its name for people. Raises NotInstalled without it."""
    try:
        yield
    except ImportError as error:
        raise NotInstalled(
            "This file needs {title}, which is not installed here; “{command}” brings it.",
            title=title,
            command=command,
        ) from error

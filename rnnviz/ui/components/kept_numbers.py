"""The numbers of the pictures that readers have before them, to their last digit, for who saves them as
CSV: `static/exact_numbers.js` asks for them by the stamp of the picture that is drawn.

A session holds those of the pictures on its page. What a socket has drawn is nobody's: of that the
newest are held, up to so many bytes.
"""

import hashlib
import re
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, Protocol
from weakref import WeakValueDictionary

from rnnviz.figures.base.exact_numbers import ExactNumbers
from rnnviz.ui.components.static_files import base_path
from rnnviz.ui.session.page_state import page_state

PATH = "numbers"  # of their address
MOST = 64 * 2**20  # bytes of what is nobody's
# what an element stands for, to the last digit. What somebody typed is escaped, and no tag
_VALUE = re.compile(r'(<(?:t[dh]|dd|li|span|i|img|b|p)\b[^<>]*?) data-value="[^"]*"')


class KeptPicture(Protocol):
    """Numbers that somebody may ask for."""

    @property
    def size(self) -> int:
        """Bytes, about."""

    def body(self) -> str:
        """What is answered, as JSON or HTML."""


@dataclass(frozen=True)
class KeptHtml:
    """The tables of a picture that is HTML, whose cells say what they stand for."""

    source: str

    @property
    def size(self) -> int:
        return len(self.source)

    def body(self) -> str:
        return self.source


class KeptNumbers:
    """By the stamps of their pictures."""

    def __init__(self, most: int = MOST) -> None:
        self._all: WeakValueDictionary[str, KeptPicture] = WeakValueDictionary()
        self._newest: OrderedDict[str, KeptPicture] = OrderedDict()
        self._most, self._size = most, 0
        self._lock = Lock()

    def keep(self, stamp: str, numbers: KeptPicture) -> None:
        """Keep what has just been drawn; what has not been drawn for long goes for it."""
        with self._lock:
            if (before := self._newest.pop(stamp, None)) is not None:
                self._size -= before.size
            self._newest[stamp] = self._all[stamp] = numbers
            self._size += numbers.size
            while self._size > self._most and len(self._newest) > 1:
                self._size -= self._newest.popitem(last=False)[1].size

    def find(self, stamp: str) -> KeptPicture | None:
        """Those of a picture, None if nobody has it before them any more."""
        with self._lock:
            return self._all.get(stamp)

    def again(self, stamp: str, numbers: KeptPicture) -> None:
        """Know them, as somebody holds them."""
        with self._lock:
            self._all[stamp] = numbers


kept_numbers = KeptNumbers()


@dataclass
class HeldNumbers:
    """Those of the pictures on a session's page, by the pictures' names."""

    by_name: dict[str, KeptPicture] = field(default_factory=dict)


def hold(name: str, stamp: str, numbers: KeptPicture | None) -> None:
    """The session's picture of that name has these numbers now."""
    held = page_state(HeldNumbers).by_name
    if numbers is None:
        held.pop(name, None)
    else:
        held[name] = numbers
        kept_numbers.again(stamp, numbers)


def hold_stamped(name: str, data: Mapping[str, Any]) -> None:
    """The same of a picture that has just been made, whose data say what its stamp is."""
    stamp = data["stamp"]
    hold(name, stamp, kept_numbers.find(stamp) if data["exactAt"] else None)


def address(stamp: str) -> str:
    """Where the browser finds the numbers of a picture."""
    return f"{base_path()}/{PATH}/{stamp}"


def numbered(source: str) -> tuple[str, str, KeptHtml | None]:
    """HTML as it is sent, its stamp, and its numbers, where elements say what they stand for: the first
    of them says instead where that is to be had."""
    if ' data-value="' not in source:
        return source, "", None
    stamp = hashlib.sha256(source.encode("utf-8", "replace")).hexdigest()[:24]
    numbers = KeptHtml(source)
    kept_numbers.keep(stamp, numbers)
    named = _VALUE.sub(rf'\1 data-numbers="{address(stamp)}"', source, count=1)
    return _VALUE.sub(r"\1", named), stamp, numbers


def with_numbers(stamp: str, numbers: ExactNumbers | None) -> tuple[str, str]:
    """The stamp of a picture with those numbers, and where they are to be had: "" where all of them are
    drawn."""
    if numbers is None:
        return stamp, ""
    whole = hashlib.sha256((stamp + numbers.digest).encode()).hexdigest()[:24]
    kept_numbers.keep(whole, numbers)
    return whole, address(whole)

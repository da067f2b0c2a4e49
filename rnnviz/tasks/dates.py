"""Dates in many spellings, and as the one that ISO 8601 has for them: 3 March 1998 is 1998-03-03.

Which dates are never trained on is decided by the date, so that of these no spelling is ever seen.
"""

import datetime
import re
from collections.abc import Callable
from functools import cache
from zlib import crc32

import numpy as np

from rnnviz.nn.cells.base import Array
from rnnviz.text.language import N_
from rnnviz.text.written import narrow

FIRST, LAST = datetime.date(1950, 1, 1), datetime.date(2049, 12, 31)
DAYS = (LAST - FIRST).days + 1
MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

SPELLINGS: tuple[Callable[[datetime.date], str], ...] = (
    lambda d: f"{d.day} {_month(d)} {d.year}",
    lambda d: f"{_month(d)} {d.day}, {d.year}",
    lambda d: f"{_short(d)} {d.day}, {d.year}",
    lambda d: f"{d.day} {_short(d)} {d.year % 100:02}",
    lambda d: f"{_month(d)} {_ordinal(d.day)} {d.year}",
    lambda d: f"{_ordinal(d.day)} of {_month(d)} {d.year}",
    lambda d: f"{d.year} {_month(d)} {d.day}",
    lambda d: f"{d.day}.{d.month}.{d.year}",
    lambda d: f"{d.day:02}/{d.month:02}/{d.year % 100:02}",
    lambda d: f"{WEEKDAYS[d.weekday()]}, {d.day} {_month(d)} {d.year}",
    lambda d: f"{d.day:02}/{d.month:02}/{d.year}",
    lambda d: f"{d.day}/{d.month}/{d.year}",
)
ORDER = N_("day, month, year: 03/04/98 is 3 April 1998")
EXAMPLES = (
    *("3 March 1998", "Mar 3, 1998", "03/04/98", "03/04/1998", "3.3.1998", "March 3rd 1998"),
    "1998 March 3",
)

# more than the spellings: what a text says is known even if nobody was taught to write it so
_WEEKDAY = r"(?:(?:" + "|".join(f"{day}|{day[:3]}" for day in WEEKDAYS) + r"|tues|thurs)\.?,? )?"
_NAME = r"(?P<name>[a-z]+)\.?"
_DAY, _YEAR = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?", r"(?P<year>\d{4}|'?\d{2})"
_MONTH = r"(?P<month>\d{1,2})"
_PATTERNS = [
    re.compile(pattern)
    for pattern in (
        rf"{_WEEKDAY}(?:the )?{_DAY}(?: of)? {_NAME},? {_YEAR}",
        rf"{_WEEKDAY}{_NAME} (?:the )?{_DAY},? {_YEAR}",
        rf"{_YEAR},? {_NAME} {_DAY}",
        rf"{_WEEKDAY}{_DAY}[./-]{_MONTH}[./-]{_YEAR}",
        rf"(?P<year>\d{{4}})[./-]{_MONTH}[./-](?P<day>\d{{1,2}})",
    )
]


def day(number: int) -> datetime.date:
    """A day by its number, from 0 to DAYS - 1."""
    return FIRST + datetime.timedelta(number)


def spell(date: datetime.date, way: int) -> str:
    """A date in one of the SPELLINGS, in small letters."""
    return SPELLINGS[way](date)


@cache
def unseen() -> Array:
    """Whether each of the days `(DAYS,)` is one of the tenth or so that is never trained on."""
    return np.array([crc32(day(n).isoformat().encode()) % 10 == 0 for n in range(DAYS)])


@cache
def letters() -> tuple[str, ...]:
    """Every character that occurs in a spelling."""
    days = [datetime.date(2013, month, 10 + month) for month in range(1, 13)]
    days += [datetime.date(2004, 5, number) for number in range(1, 32)]
    return tuple(sorted({c for d in days for way in range(len(SPELLINGS)) for c in spell(d, way)}))


@cache
def iso() -> tuple[str, ...]:
    """The ISO dates of the days that are trained on."""
    return tuple(day(int(n)).isoformat() for n in np.flatnonzero(~unseen()))


def plain(text: str) -> str:
    """A text as the spellings are: in small letters, with single blanks."""
    return " ".join(narrow(text).lower().split())


def read(text: str) -> datetime.date | None:
    """The date that a text says, in one of the spellings or in another one that can mean only one day,
    None if it is none or no such day; of numbers alone the day comes first, years of two digits are
    those from 1950 to 2049. A wrong weekday is not looked at."""
    for pattern in _PATTERNS:
        if found := pattern.fullmatch(plain(text)):
            parts = found.groupdict()
            month = int(parts["month"]) if "month" in parts else _by_name(parts["name"])
            digits = parts["year"].lstrip("'")
            year = int(digits)
            if len(digits) == 2:
                year += 2000 if year < 50 else 1900
            try:
                return datetime.date(year, month, int(parts["day"]))
            except ValueError:
                return None
    return None


def is_taught(text: str) -> bool:
    """Whether a text is a date in one of the spellings, letter by letter."""
    date = read(text)
    return date is not None and any(way(date) == plain(text) for way in SPELLINGS)


def _by_name(name: str) -> int:
    """A month's number by its name, whole or its first three letters; 0, which is no month."""
    names = [*MONTHS, *(month[:3] for month in MONTHS)]
    name = "sep" if name == "sept" else name
    return names.index(name) % 12 + 1 if name in names else 0


def _month(date: datetime.date) -> str:
    return MONTHS[date.month - 1]


def _short(date: datetime.date) -> str:
    return _month(date)[:3]


def _ordinal(number: int) -> str:
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{'th' if 11 <= number <= 13 else ending}"

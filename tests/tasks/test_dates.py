"""Dates against Python's own way of writing and reading them."""

import datetime
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnnviz.tasks import dates

# what Python calls each of the spellings; endings of ordinals are taken off before
FORMATS = (
    "%d %B %Y",
    "%B %d, %Y",
    "%b %d, %Y",
    "%d %b %y",
    "%B %d %Y",
    "%d of %B %Y",
    "%Y %B %d",
    "%d.%m.%Y",
    "%d/%m/%y",
    "%A, %d %B %Y",
    "%d/%m/%Y",
    "%d/%m/%Y",
)
DAYS = st.dates(dates.FIRST, dates.LAST)
WAYS = st.integers(0, len(FORMATS) - 1)


def pythons(text, form):
    """The date that Python reads; its years of two digits are those from 1969 to 2068."""
    plain = re.sub(r"(?<=\d)(st|nd|rd|th)\b", "", text)
    found = datetime.datetime.strptime(plain, form).date()
    return found.replace(year=found.year - 100) if found.year >= 2050 else found


@given(day=DAYS, way=WAYS)
def test_every_spelling_says_its_date_to_python_and_to_us(day, way):
    text = dates.spell(day, way)
    assert pythons(text, FORMATS[way]) == day
    assert dates.read(text) == day
    assert dates.read(f"  {text.upper()} ") == day


@given(day=DAYS)
def test_weekdays_are_right(day):
    assert dates.spell(day, 9).split(",")[0] == day.strftime("%A").lower()


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (1, "1st"),
        (2, "2nd"),
        (3, "3rd"),
        (4, "4th"),
        (11, "11th"),
        (12, "12th"),
        (13, "13th"),
        (21, "21st"),
        (22, "22nd"),
        (23, "23rd"),
        (31, "31st"),
    ],
)
def test_ordinals(number, text):
    assert dates.spell(datetime.date(1999, 1, number), 4) == f"january {text} 1999"


@pytest.mark.parametrize("text", dates.EXAMPLES)
def test_the_examples_are_dates(text):
    assert dates.read(text) is not None


def test_of_numbers_alone_the_day_comes_first():
    assert dates.read("03/04/98") == datetime.date(1998, 4, 3)
    assert dates.ORDER.endswith("03/04/98 is 3 April 1998")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello",
        "1998",
        "30 february 2001",
        "31.4.1999",
        "13/13/98",
        "3 smarch 1998",
        "0 may 1998",
        "3 ma 1998",
        "3 march 19980",
        "march",
        "1998-03-03 1",
    ],
)
def test_what_is_no_date_is_none(text):
    assert dates.read(text) is None


def test_a_tenth_is_never_trained_on():
    kept = dates.unseen()
    assert kept.shape == (dates.DAYS,)
    assert 0.09 < kept.mean() < 0.11
    assert dates.day(0) == dates.FIRST and dates.day(dates.DAYS - 1) == dates.LAST
    assert len(dates.iso()) == dates.DAYS - kept.sum()
    # no month, day of the month or weekday lies wholly on one side
    days = [dates.day(n) for n in range(dates.DAYS)]
    for parts in zip(*((day.month, day.day, day.weekday()) for day in days), strict=True):
        _, place, often = np.unique(parts, return_inverse=True, return_counts=True)
        shares = np.bincount(place, kept) / often
        assert shares.min() > 0.05 and shares.max() < 0.15


@settings(max_examples=50)
@given(day=DAYS, way=WAYS)
def test_every_character_of_every_spelling_is_known(day, way):
    assert set(dates.spell(day, way)) <= set(dates.letters())


@settings(deadline=None)
@given(day=DAYS, way=WAYS)
def test_every_spelling_is_taught(day, way):
    assert dates.is_taught(dates.spell(day, way).upper())


@pytest.mark.parametrize(
    ("text", "day", "taught"),
    [
        ("03/04/1998", (1998, 4, 3), True),
        ("3/4/1998", (1998, 4, 3), True),
        ("１９９８ March ３", (1998, 3, 3), True),
        ("5 April 09", (2009, 4, 5), False),
        ("Tue 10 Jul 2007", (2007, 7, 10), False),
        ("Saturday May 9 2018", (2018, 5, 9), False),
        ("May 9th, 2018", (2018, 5, 9), False),
        ("Sept. 3, '01", (2001, 9, 3), False),
        ("1998-03-04", (1998, 3, 4), False),
        ("30 february 2001", None, False),
    ],
)
def test_what_a_text_says_is_one_thing_and_whether_it_was_taught_another(text, day, taught):
    assert dates.read(text) == (datetime.date(*day) if day else None)
    assert dates.is_taught(text) == taught

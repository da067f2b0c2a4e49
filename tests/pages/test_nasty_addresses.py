"""Whatever an address says of a field of a page: its own value or a sentence, at once."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from support.effort import cpu_at_most
from support.page_fields import FIELDS, NASTY, PAGES

from rnnviz.ui.frame import page as frame

ROOT = Path(__file__).parents[2]
AT_ONCE = 0.5  # seconds


def answer(field, asked):
    """What a field makes of it, in words, or why it makes nothing of it."""
    try:
        return f"={field.write(field.read(asked))[:100]}"
    except ValueError as allowed:
        return str(allowed)


@pytest.mark.parametrize("what", NASTY)
def test_a_field_reads_it_or_says_what_is_allowed(store_file, what):
    asked = NASTY[what]
    for name, field in FIELDS.items():
        with cpu_at_most(AT_ONCE, name):
            said = answer(field, asked)
        assert 0 < len(said) < 2000, name


@pytest.mark.parametrize(("page", "task"), [key for key in PAGES if key[1] in ("", "sentiment")])
def test_a_page_opens_that_is_asked_for_all_of_it_at_once(store_file, monkeypatch, page, task):
    monkeypatch.setattr(frame, "PAGES", tuple(one for one in frame.PAGES if one.file == page))
    words = [text for text in NASTY.values() if len(text) < 300 and text.isprintable()]
    names = [field.name for field in PAGES[page, task] if field.name != "task"]
    mixed = {name: words[place % len(words)] for place, name in enumerate(names)}
    for asked in (mixed, dict.fromkeys(names, str(10**18))):
        at = AppTest.from_file(str(ROOT / page), default_timeout=5)
        at.query_params.update(asked | ({"task": task} if task else {}))
        at.run()
        assert [problem.stack_trace for problem in at.exception] == []
        assert any('class="notice"' in element.value for element in at.get("html"))

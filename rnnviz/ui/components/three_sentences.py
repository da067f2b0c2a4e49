"""What a page says of itself: what the task is, what to do, and what was just seen."""

import html
from collections.abc import Sequence

from rnnviz.ui.components.html import markup
from rnnviz.ui.components.terms import with_terms
from rnnviz.ui.session import presenter_session


def are_shown() -> bool:
    """Whether pages explain themselves: to a class its lecturer does, and nothing may tell an answer
    before its question."""
    return presenter_session.current() is None


def explain(task: str, do: str, seen: Sequence[str] = (), terms: Sequence[str] = ()) -> None:
    """Say it, as far as there is something to say; the words in `terms` explain themselves."""
    if are_shown():
        markup(explained(task, do, seen, terms))


def explained(task: str, do: str, seen: Sequence[str] = (), terms: Sequence[str] = ()) -> str:
    """The same as HTML."""
    lines = [html.escape(one) for one in (task, do) if one]
    lines += [f"<b>{html.escape(one)}</b>" for one in seen if one]
    body = "".join(f"<p>{line}</p>" for line in lines)
    return f'<div class="three">{with_terms(body, terms)}</div>'


def seen_html(seen: Sequence[str]) -> str:
    """What was just seen, by itself, where it changes while the rest stands."""
    lines = "".join(f"<p><b>{html.escape(one)}</b></p>" for one in seen if one)
    return f'<div class="three">{lines}</div>'

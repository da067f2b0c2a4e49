"""What a class is told of a loop, where the page does not explain itself."""

from rnnviz.ui.components.html import caption
from rnnviz.ui.components.three_sentences import are_shown
from rnnviz.ui.session.presenter_actions import shown_since
from rnnviz.ui.watch.watch_view import Watched, seen_sentences


def seen_by_class(now: Watched) -> None:
    """What was just seen of the loop: no lecturer can know it before. Nothing where the scene asks
    first."""
    if are_shown() or shown_since():
        return
    for sentence in seen_sentences(now):
        caption(sentence)

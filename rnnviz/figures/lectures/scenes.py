"""A lecture's scenes as a list to read. HTML."""

import html

from rnnviz.figures.base.numbers import given
from rnnviz.lectures.model import Question, Scene
from rnnviz.text.language import _


def scene_html(number: int, page: str, scene: Scene) -> str:
    """One scene: its number, its page's title, the sentence to the class, what is asked, the notes."""
    look = html.escape(scene.look) or f"<i>{_('No sentence yet: what is there to look at?')}</i>"
    parts = [
        f'<p class="which"><b>{number}</b> {html.escape(page)}</p>',
        f'<p class="sentence">{look}</p>',
    ]
    if scene.question:
        parts.append(f'<p class="question">{question_html(scene.question)}</p>')
    if scene.notes:
        parts.append(f'<p class="notes">{html.escape(scene.notes)}</p>')
    name = html.escape(_("scene {number}: {page}").format(number=number, page=page))
    # by which the scene's buttons are named, see `static/whole_page.js`
    return f'<div class="scene" data-scene="{name}">{"".join(parts)}</div>'


def question_html(question: Question) -> str:
    """A question in one line, the right answer marked."""
    said = f"<b>{_('Asks')}</b> {html.escape(question.text)} "
    if question.kind == "choose":
        options = [
            f"<u>{html.escape(option)} ✓</u>" if place == question.right else html.escape(option)
            for place, option in enumerate(question.options)
        ]
        return said + f"<small>{' · '.join(options)}</small>"
    span = f"{given(question.low)} – {given(question.high)} {question.unit}".strip()
    if question.kind == "sketch":
        span = f"{span} · {question.place(question.at)}"
    right = "" if question.known is None else f" · <u>{given(question.known)} ✓</u>"
    return said + f"<small>{html.escape(span)}{right}</small>"

"""The scene's question on the lecturer's page: while it is asked, and what was answered."""

import html
from collections.abc import Callable, Sequence

import streamlit as st

from rnnviz.figures.base.numbers import given
from rnnviz.figures.lectures import answers, sketches
from rnnviz.lectures import live_session
from rnnviz.lectures.live_session import LiveSession
from rnnviz.lectures.model import Answer, Question
from rnnviz.lectures.phase import Act, Answers, Phase, QuestionStep, cleared, next_step
from rnnviz.storage.database import StoreError
from rnnviz.text.language import _, _n
from rnnviz.ui.components.live_figure import live_figure
from rnnviz.ui.components.theme import is_dark
from rnnviz.ui.session import presenter_actions
from rnnviz.ui.session.store import open_store

BESIDE = "question"  # the container that stands beside the page's pictures where there is room


def _next_step(now: LiveSession) -> QuestionStep:
    question = now.current.question
    known = question is not None and question.known is not None
    return next_step(now.phase, now.answers, known)


def label(now: LiveSession) -> str:
    """What the button of the next step says."""
    step, question = _next_step(now), now.current.question
    if step is QuestionStep.SOLVE and question and question.known is None:
        step = QuestionStep.CLEAR  # there is nothing to mark: the page itself shows it
    return {
        QuestionStep.ASK: _("Ask"),
        QuestionStep.REVEAL: _("Reveal"),
        QuestionStep.SOLVE: _("Right answer"),
        QuestionStep.MARK: _("Right answer"),
        QuestionStep.CLEAR: _("Clear"),
    }[step]


def step() -> None:
    """Take the question's next step: ask it, show what was answered, mark what is right, clear it away;
    nothing where there is no question."""
    held = presenter_actions.begun()
    if held is None or held[1].current.question is None:
        return
    presenter, now = held
    taken = _next_step(now)
    acts = () if taken.act is None else (taken.act,)
    presenter_actions.drive(presenter, *acts, taken.answers)


def make_room() -> None:
    """Put the question away, so that the page shows what comes of it to the class, too."""
    held = presenter_actions.begun()
    if held is None or held[1].current.question is None:
        return
    presenter, now = held
    answers = cleared(now.phase, now.answers)
    if not now.solved:
        presenter_actions.drive(presenter, Act.SOLVE, answers)
    elif answers is not now.answers:
        presenter_actions.drive(presenter, answers)


def forget_button(now: LiveSession, key: str, forget: Callable[[], None]) -> None:
    """A button that begins a question again, once there may be answers to forget."""
    if now.phase is not Phase.IDLE:
        st.button(
            _("Forget the answers"),
            icon=":material/restart_alt:",
            key=key,
            type="tertiary",
            help=_("Removes all answers to this question and asks it again"),
            on_click=forget,
        )


def _forget() -> None:
    """All answers to the question on the page, and ask it again."""
    if held := presenter_actions.begun():
        presenter_actions.drive(held[0], Act.FORGET)


def panel(now: LiveSession) -> None:
    """The question while it is asked, with the count of answers; then what was answered."""
    question = now.current.question
    if question is None or now.phase is Phase.IDLE:
        return
    if now.solved and (question.known is None or now.answers is not Answers.SHOWN):
        return  # the page itself shows it
    try:
        count = live_session.answered(open_store(), now.code, now.scene)
        given = live_session.answers(open_store(), now.code, now.scene) if now.revealed else []
    except StoreError as problem:
        st.html(f'<div class="notice" role="status">{html.escape(str(problem))}</div>')
        return
    with st.container(key=BESIDE):
        st.html(question_html(question, count, now))
        if now.revealed:
            _answers(question, given, now)
        forget_button(now, "presenter forget", _forget)


def _answers(question: Question, given: Sequence[Answer], now: LiveSession) -> None:
    """What was answered, with the right answer marked once it is told."""
    shown = question if now.solved else question.hidden()
    if question.kind == "sketch":
        figure, words = sketches.reveal(shown, given, is_dark()), sketches.describe(shown, given)
    else:
        figure, words = answers.histogram(shown, given, is_dark()), answers.describe(shown, given)
    live_figure(figure, "answers", words)


def question_html(question: Question, count: int, now: LiveSession) -> str:
    """A question as HTML, and how many have answered it."""
    listed = "".join(f"<li>{html.escape(option)}</li>" for option in question.options)
    if question.kind == "choose":
        allowed = f"<ol type='A'>{listed}</ol>" if now.asking else ""
    else:
        words = (
            _("A curve from {low} to {high} {unit}")
            if question.kind == "sketch"
            else _("A number from {low} to {high} {unit}")
        )
        span = words.format(low=given(question.low), high=given(question.high), unit=question.unit)
        allowed = f"<p>{html.escape(span.strip())}</p>" if now.asking else ""
    # until then it stands in the bar
    head = "" if not now.solved else f"<h2>{html.escape(question.text)}</h2>"
    counted = _n("{count} answer", "{count} answers", count).format(count=count)
    # the picture of what was answered has their number in its title
    coming = f'<p class="count" role="status">{counted}</p>' if now.asking else ""
    return f'<div class="asked">{head}{allowed}{coming}</div>'

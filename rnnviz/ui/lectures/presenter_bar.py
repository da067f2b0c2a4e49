"""What who presents sees on every page: the scene's number and sentence, the question, a few buttons;
large type, and the controls out of the way."""

import html
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, Literal

import streamlit as st

from rnnviz.figures.lectures import answers, sketches
from rnnviz.lectures import live_session
from rnnviz.lectures.live_session import Hall
from rnnviz.lectures.model import Question
from rnnviz.storage.database import StoreError
from rnnviz.text.language import _, _n
from rnnviz.ui.components.live_figure import live_figure
from rnnviz.ui.components.static_files import loader
from rnnviz.ui.components.theme import is_dark
from rnnviz.ui.lectures import join_link
from rnnviz.ui.session import presenter_session, recording
from rnnviz.ui.session.presenter_session import Presenting
from rnnviz.ui.session.store import open_store

LOOK = Path(__file__).with_name("presenter.css")
LONG = 100  # letters of a sentence that would take three lines in the largest type
EVERY = 0.5  # seconds between looks at where the lecture stands: other windows may have moved it


@cache
def _keys_component() -> Callable[..., Any]:
    return st.components.v2.component("rnnviz_keys", html="<span></span>", js=loader("keys.js"))


def bar(here: Presenting) -> None:
    """The bar at the top of a page, with the keys."""
    st.html(LOOK)
    # first on the page: what a late run of it sends may come when the next page has only begun
    _standing()
    _keys(here)


def _keys(here: Presenting) -> None:
    """Next, back, ask and leave by the keyboard or a presenter's remote."""

    def heard() -> None:
        # with a change of page on the way it may be gone; the browser says it again
        said = st.session_state.get("presenter keys", {}).get("said")
        if not isinstance(said, list) or len(said) != 6 or said[0] != here.token:
            return
        if not all(isinstance(count, int | float) and abs(count) < 1e9 for count in said[1:4]):
            return
        moves, asks, runs = map(int, said[1:4])
        for by, count in ((1, moves - here.moves), (-1, here.moves - moves)):
            for _again in range(min(max(count, 0), 50)):
                presenter_session.move(by)
        for _again in range(min(max(asks - here.asks, 0), 3)):
            ask()
        if runs != here.runs:
            clear()
        here.moves, here.asks, here.runs = moves, asks, runs
        if said[4]:
            presenter_session.leave()

    _keys_component()(
        key="presenter keys",
        data={"token": here.token, "heard": [here.moves, here.asks, here.runs]},
        on_said_change=heard,
        height=1,
    )


@st.fragment(run_every=EVERY)
def _standing() -> None:
    """Where the lecture stands; looked at by itself, because other windows may move it."""
    here = presenter_session.current()
    if here is None:
        st.rerun()
    try:
        now = presenter_session.stands(here)
    except StoreError as problem:
        presenter_session.leave(str(problem))
        st.rerun()
    if here.begun and now.scene != here.at:
        st.rerun()
    with st.container(key="presenter"):
        _scene(here, now)
        _buttons(here, now)
    if here.begun:
        _question(here, now)
    if said := st.session_state[presenter_session.KEY].get("said"):
        st.html(f'<div class="notice" role="status"><b>!</b> {html.escape(said)}</div>')
    recording.flush()


def _scene(here: Presenting, now: Hall) -> None:
    """Which scene, and what to look at; "alone" stands for the sidebar that is not shown beside it."""
    scenes = now.lecture.scenes
    where = f"{now.scene + 1 if here.begun else 0} / {len(scenes)}"
    look = now.sentence if here.begun else now.lecture.title
    kind = f"look{' long' if len(look) > LONG else ''}{'' if here.controls else ' alone'}"
    st.html(f'<p class="{kind}" role="status"><b>{where}</b> <span>{html.escape(look)}</span></p>')


def _buttons(here: Presenting, now: Hall) -> None:
    """Back, next, ask, the way to follow, the controls, the end."""

    def turn() -> None:
        here.controls = not here.controls

    with st.container(horizontal=True, key="presenter buttons", vertical_alignment="center"):
        st.button(
            _("Back"),
            icon=":material/chevron_left:",
            key="presenter back",
            help=_("← or Page Up"),
            on_click=presenter_session.move,
            args=(-1,),
        )
        st.button(
            _("Next"),
            icon=":material/chevron_right:",
            key="presenter next",
            help=_("→ or Page Down"),
            on_click=presenter_session.move,
            args=(1,),
        )
        if here.begun and now.current.question:
            st.button(
                _words_of_ask(here, now),
                icon=":material/front_hand:",
                key="presenter ask",
                type="primary",
                help=_("b or the full stop"),
                on_click=ask,
            )
        with st.popover(now.code, icon=":material/qr_code_2:", help=_("How to follow")):
            join_link.shown(now.code)
        st.button(
            _("Hide the controls") if here.controls else _("Controls"),
            icon=":material/tune:",
            key="presenter controls",
            on_click=turn,
            help=_("Settings can be changed; next and back return to the prepared ones"),
        )
        st.button(
            _("End"),
            icon=":material/close:",
            key="presenter end",
            help=_("Escape"),
            on_click=presenter_session.leave,
        )


def _step(here: Presenting, now: Hall) -> Literal["ask", "reveal", "tell", "mark", "clear"]:
    """What the button does to the scene's question: first what the class thinks is seen, then, before
    or after what the page shows, which of it is right."""
    question = now.current.question
    if not now.told:
        return "reveal" if now.asking else "tell" if now.revealed else "ask"
    if question is None or question.known is None:
        return "ask"
    if here.cleared != now.scene:
        return "clear"
    return "ask" if here.marked == now.scene else "mark"


def _words_of_ask(here: Presenting, now: Hall) -> str:
    step, question = _step(here, now), now.current.question
    if step == "tell" and question and question.known is None:
        step = "clear"
    return {
        "ask": _("Ask"),
        "reveal": _("Reveal"),
        "tell": _("Right answer"),
        "mark": _("Right answer"),
        "clear": _("Clear"),
    }[step]


def _asking(act: Callable[[Presenting, Hall], None]) -> None:
    """Do something about the scene's question, if it has one."""
    held = presenter_session.begun()
    if held and held[1].current.question:
        act(*held)


def ask() -> None:
    """Ask the scene's question; if it is asked already, show what was answered; then mark what is
    right; then clear it away."""

    def act(here: Presenting, now: Hall) -> None:
        step = _step(here, now)
        here.cleared = now.scene if step == "clear" else None
        here.marked = now.scene if step in ("tell", "mark", "clear") else None
        drives = {"ask": "asking", "reveal": "revealed", "tell": "told"}
        if step in drives:
            presenter_session.drive(here, **{drives[step]: True})

    _asking(act)


def clear() -> None:
    """The question makes room for what comes of it, and nothing has to be kept from the class now."""

    def act(here: Presenting, now: Hall) -> None:
        here.cleared = now.scene
        if not now.told:
            presenter_session.drive(here, told=True)

    _asking(act)


def _question(here: Presenting, now: Hall) -> None:
    """The question while it is asked, with the count of answers; then what was answered."""
    question = now.current.question
    if question is None or not (now.asking or (now.revealed and here.cleared != now.scene)):
        return
    if now.told and question.known is None:
        return  # the page itself shows it
    try:
        count = live_session.answered(open_store(), now.code, now.scene)
        given = live_session.answers(open_store(), now.code, now.scene) if now.revealed else []
    except StoreError as problem:
        st.html(f'<div class="notice" role="status">{html.escape(str(problem))}</div>')
        return
    st.html(_asked(question, count, now))
    if not now.revealed:
        return
    shown = question if now.told else question.hidden()
    if question.kind == "sketch":
        figure, said = sketches.reveal(shown, given, is_dark()), sketches.describe(shown, given)
    else:
        figure, said = answers.histogram(shown, given, is_dark()), answers.describe(shown, given)
    live_figure(figure, "answers", said, main=True)


def _asked(question: Question, count: int, now: Hall) -> str:
    """A question as HTML, and how many have answered it."""
    listed = "".join(f"<li>{html.escape(option)}</li>" for option in question.options)
    if question.kind == "choose":
        ways = f"<ol type='A'>{listed}</ol>" if now.asking else ""
    else:
        words = (
            _("A curve from {low:g} to {high:g} {unit}")
            if question.kind == "sketch"
            else _("A number from {low:g} to {high:g} {unit}")
        )
        span = words.format(low=question.low, high=question.high, unit=question.unit)
        ways = f"<p>{html.escape(span.strip())}</p>" if now.asking else ""
    # until then it stands in the bar
    head = "" if not now.told else f"<h2>{html.escape(question.text)}</h2>"
    counted = _n("{count} answer", "{count} answers", count).format(count=count)
    # the picture of what was answered has their number in its title
    coming = f'<p class="count" role="status">{counted}</p>' if now.asking else ""
    return f'<div class="asked">{head}{ways}{coming}</div>'

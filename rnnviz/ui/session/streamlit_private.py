"""All that we use of Streamlit 1.67 beyond its public names: a test for each fails when it changes."""

import json
import math
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from contextvars import ContextVar
from dataclasses import replace
from functools import wraps
from threading import Lock
from typing import Any
from weakref import WeakKeyDictionary

import streamlit as st
from streamlit import config
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.runtime import Runtime
from streamlit.runtime.pages_manager import PagesManager
from streamlit.runtime.scriptrunner import ScriptRunner, get_script_run_ctx
from streamlit.runtime.scriptrunner_utils.script_requests import ScriptRequestType
from streamlit.runtime.scriptrunner_utils.script_run_context import ThreadState
from streamlit.runtime.state.common import is_element_id
from streamlit.runtime.state.session_state import Value, WStates

NUMBERS = {"int_value", "double_value"}  # what a browser says of a box or a slider for numbers
ON_ITS_WAY = 0.5  # seconds from a run's end until the browser has surely drawn it
_LEFT = ContextVar("left", default=False)  # see `is_of_page_left`


def this_run() -> object | None:
    """An object that is another one in every run of a script or of a fragment, callbacks included; None
    outside of a session."""
    context = get_script_run_ctx(suppress_warning=True)
    return None if context is None else context.cursors


def is_fragment_run() -> bool:
    """Whether only fragments of the page run."""
    context = get_script_run_ctx(suppress_warning=True)
    return bool(context and context.fragment_ids_this_run)


def session_id() -> str:
    """What Streamlit calls the session that this is called in; "" outside of one."""
    context = get_script_run_ctx(suppress_warning=True)
    return context.session_id if context else ""


def is_connected(session: str) -> bool:
    """Whether the browser of a session is there."""
    # in a page's test there is something for a runtime that says yes to everything
    return Runtime.exists() and Runtime.instance().is_active_session(session) is True


def peer() -> str:
    """The address that the session's browser is connected from, a proxy's perhaps; "" outside of a
    session. The public `st.context.ip_address` does not tell this machine from nobody."""
    if not Runtime.exists() or not (session := session_id()):
        return ""
    client = Runtime.instance().get_client(session)
    found = getattr(getattr(client, "client_context", None), "remote_ip", None)
    return found if isinstance(found, str) else ""  # in a page's test it is something else


def is_history_step() -> bool:
    """Whether Back or Forward in the browser has asked for this run."""
    context = get_script_run_ctx(suppress_warning=True)
    return bool(context and context.is_history_navigation)


def current_fragment() -> str:
    """The fragment that is running, whether by itself or with its page; "" outside of all."""
    return ThreadState.get().fragment_id or ""


def is_of_page_left() -> bool:
    """Whether what calls back was asked for on another page than the one that was run last; known where
    `keep_pages_whole` was called."""
    return _LEFT.get()


def keep_pages_whole(runner: type[Any] = ScriptRunner, pages: type[Any] = PagesManager) -> None:
    """Have sessions mend what is asked of them while a page changes, or too late.

    What a fragment of a page that the session has left is asked for would be run as that page's, and
    the browser would take everything off the page that is there: a tick is dropped, the next is not
    far; a click is answered with the page that is there, as a whole. A tick to a run that is just
    ending would cost all that this run has not yet sent, and one that joins a change of page would undo
    the change: these are dropped, too. And what a browser says that it has kept of a page that was left
    may be gone: it would break the connection over that.

    With every click a browser says what all controls stand at. While a run goes on, or has just ended,
    it does not know yet which of them that run has set (an example, Undo): what it only says once more
    is left out, or it would set them back.

    A run that is to be answered by another one is asked to end, and the other one begins in a thread of
    its own: it waits for that end, or each would change what the other goes by.
    """
    run, ask, intend = runner._run_script, runner.request_rerun, pages.set_script_intent
    browsers: WeakKeyDictionary[Any, _Browser] = WeakKeyDictionary()  # by the pages of their session
    if hasattr(run, "__wrapped__"):
        return

    @wraps(run)
    def run_whole(self: Any, asked: Any) -> None:
        browser = browsers.setdefault(self._pages_manager, _Browser())
        has_interrupted = not browser.runs.acquire(blocking=False)
        if has_interrupted:
            browser.runs.acquire()
        try:
            run_alone(self, asked, browser, has_interrupted)
        finally:
            browser.runs.release()

    def run_alone(self: Any, asked: Any, browser: _Browser, has_interrupted: bool) -> None:
        here = self._pages_manager.current_page_script_hash
        if _is_elsewhere(asked, here):
            if asked.fragment_id_queue and asked.is_auto_rerun:
                return
            asked = replace(asked, cached_message_hashes=frozenset())
            if asked.fragment_id_queue:
                asked = replace(asked, fragment_id_queue=[], page_script_hash=here)
        if browser.knows_nothing_yet():
            asked = browser.without_repetition(asked, is_running=has_interrupted)
        browser.hear(asked)
        before = _LEFT.set(False)
        try:
            run(self, asked)
        finally:
            _LEFT.reset(before)
            browser.ended = time.monotonic()

    @wraps(ask)
    def ask_whole(self: Any, asked: Any) -> bool:
        if _is_elsewhere(asked, self._pages_manager.current_page_script_hash):
            if asked.is_auto_rerun:
                return True
            asked = replace(asked, cached_message_hashes=frozenset())
        if asked.is_auto_rerun and _is_elsewhere(asked, _page_asked_for(self._requests)):
            return True
        if browser := browsers.get(self._pages_manager):
            asked = browser.without_repetition(asked, is_running=True)
        return bool(ask(self, asked)) or asked.is_auto_rerun

    @wraps(intend)
    def intend_whole(self: Any, page: str, name: str) -> None:
        # a request that breaks a run off is run within the same call of `run`
        _LEFT.set(
            bool(self.current_page_script_hash) and page not in ("", self.current_page_script_hash)
        )
        intend(self, page, name)

    runner._run_script, runner.request_rerun = run_whole, ask_whole
    pages.set_script_intent = intend_whole


def around_runs(
    around: Callable[[str], AbstractContextManager[None]], runner: type[Any] = ScriptRunner
) -> None:
    """Have every run of a script, its callbacks included, within what is made for its session."""
    run = runner._run_script

    @wraps(run)
    def run_within(self: Any, asked: Any) -> None:
        with around(self._session_id):
            run(self, asked)

    runner._run_script = run_within


def limit_uploads(mebibytes: int) -> None:
    """Have no browser send a larger file."""
    config.set_option("server.maxUploadSize", mebibytes)


def distrust_browsers(states: type[Any] = WStates) -> None:
    """Have sessions pass over what a browser says of a control that cannot be read as the control's
    value, as what is of another kind or no JSON: the control then stands where it begins. What bears
    no control's name is passed over, too."""
    read, hear = states.__getitem__, states.set_widget_from_proto
    if hasattr(read, "__wrapped__"):
        return

    @wraps(read)
    def read_checked(self: Any, id: str) -> Any:
        said, known = getattr(self.states.get(id), "value", None), self.widget_metadata.get(id)
        if known is None or not isinstance(said, WidgetState):
            return read(self, id)
        kind = said.WhichOneof("value")
        try:
            # a box for whole numbers says one, though it is known by "double_value"
            if kind in (None, known.value_type) or {kind, known.value_type} == NUMBERS:
                return read(self, id)
        except Exception:  # whatever Streamlit finds wrong with it
            pass
        stands = known.deserializer(None)
        self.states[id] = Value(stands)
        return stands

    @wraps(hear)
    def hear_checked(self: Any, said: Any) -> None:
        # what a component tells of a click has a name of its own making
        if is_element_id(said.id) or said.id in self.widget_metadata:
            hear(self, said)

    states.__getitem__, states.set_widget_from_proto = read_checked, hear_checked


class _Browser:
    """What a session's browser has said last, and since when it may know what came of it."""

    def __init__(self) -> None:
        self.said: dict[str, bytes] = {}  # what each control stands at
        self.has: set[str] = set()  # the controls that it has named since
        self.ended = -math.inf  # the last run, in seconds of the clock
        self.runs = Lock()  # held by the run that is under way

    def hear(self, asked: Any) -> None:
        """It has said this, and nothing new of the other controls that it still has."""
        if asked.widget_states is not None:
            news = {one.id: one.SerializeToString() for one in asked.widget_states.widgets}
            self.has |= news.keys()
            self.said = {id: said for id, said in (self.said | news).items() if id in self.has}
            self.has = set()

    def knows_nothing_yet(self) -> bool:
        """Whether what the last run has set may not have reached it."""
        return time.monotonic() - self.ended < ON_ITS_WAY

    def without_repetition(self, asked: Any, is_running: bool) -> Any:
        """What it asks for, without the controls that stand where it has said before; where nothing
        else can be why it asks, one of these was set back to that on purpose. Controls that it has not
        named before may be why while a run goes on; afterwards they are what that has brought."""
        if asked.widget_states is None:
            return asked
        self.has |= {one.id for one in asked.widget_states.widgets}
        news = [one for one in asked.widget_states.widgets if self._is_new(one)]
        causes = [one for one in news if is_running or one.id in self.said or _is_click(one)]
        if not (causes or asked.is_auto_rerun):
            return asked
        return replace(asked, widget_states=type(asked.widget_states)(widgets=news))

    def _is_new(self, one: WidgetState) -> bool:
        return _is_click(one) or self.said.get(one.id) != one.SerializeToString()


def _is_click(one: WidgetState) -> bool:
    """Whether it says what has just happened, not what a control stands at: twice is two clicks."""
    return (one.WhichOneof("value") or "").endswith(("trigger_value", "chat_input_value"))


def _is_elsewhere(asked: Any, page: str) -> bool:
    """Whether something is asked of another page than one that is known."""
    return bool(page) and asked.page_script_hash not in ("", page)


def _page_asked_for(requests: Any) -> str:
    """The page that a session is going to run next, "" if nothing is known of one."""
    waits = requests._state == ScriptRequestType.RERUN
    return str(requests._rerun_data.page_script_hash) if waits else ""


def next_place() -> tuple[int, ...]:
    """Where the next element will stand: Streamlit's container (0 is the page, 1 the sidebar), then the
    numbers of the blocks in it."""
    return tuple(json.loads(st._main._get_write_delta_path_str()))


def labelled_choices() -> list[str]:
    """The keys of all widgets whose choices are shown by labels that a function makes."""
    context = get_script_run_ctx(suppress_warning=True)
    if context is None:
        return []
    known = context.session_state._state._new_widget_state.widget_metadata.items()
    return [
        id.split("-", 2)[2]
        for id, widget in known
        if hasattr(getattr(widget.deserializer, "__self__", None), "formatted_options")
    ]

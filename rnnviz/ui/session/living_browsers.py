"""Which browsers are looking at this server now."""

import threading
from collections import defaultdict

from rnnviz.ui.session import browser, streamlit_private

_guard = threading.Lock()
_sessions: defaultdict[str, set[str]] = defaultdict(set)  # of each browser that has been here


def note() -> None:
    """The browser of this session is here."""
    if owner := browser.owner():
        with _guard:
            _sessions[owner].add(streamlit_private.session_id())


def is_here(owner: str) -> bool:
    """Whether a browser has a page open."""
    with _guard:
        known = _sessions.get(owner, set())
        known -= {session for session in known if not streamlit_private.is_connected(session)}
        if not known:
            _sessions.pop(owner, None)
        return bool(known)

"""All that we use of Streamlit 1.67 beyond its public names: a test for each fails when it changes."""

import json

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.scriptrunner_utils.script_run_context import ThreadState


def in_session() -> bool:
    """Whether a page's script (or one of its callbacks) is what calls this."""
    return get_script_run_ctx(suppress_warning=True) is not None


def this_run() -> object | None:
    """An object that is another one in every run of a script or of a fragment, callbacks included; None
    outside of a session."""
    context = get_script_run_ctx(suppress_warning=True)
    return None if context is None else context.cursors


def is_fragment_run() -> bool:
    """Whether only fragments of the page run."""
    context = get_script_run_ctx(suppress_warning=True)
    return bool(context and context.fragment_ids_this_run)


def current_fragment() -> str:
    """The fragment that is running, whether by itself or with its page; "" outside of all."""
    return ThreadState.get().fragment_id or ""


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

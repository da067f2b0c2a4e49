import ast
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from rnnviz.ui.session import page_state
from rnnviz.ui.session.page_state import forget, key_of

ROOT = Path(__file__).parents[3]


@dataclass
class Shown:
    last: str = ""
    typed: list[str] = field(default_factory=list)


@dataclass
class Other:
    last: str = "none"


def page(act):
    """A page that does one thing, and writes what it gets."""

    def script(act):
        import streamlit as st

        act(st)

    at = AppTest.from_function(script, args=(act,))

    def run():
        at.run()
        assert [problem.message for problem in at.exception] == []
        return [element.value for element in at.text]

    return run


def test_what_is_changed_in_place_is_there_in_the_next_run():
    def act(st):
        shown = page_state.page_state(Shown)
        shown.typed.append("a")
        st.text("".join(shown.typed))

    run = page(act)
    assert [run(), run(), run()] == [["a"], ["aa"], ["aaa"]]


def test_each_session_has_its_own():
    def act(st):
        page_state.page_state(Shown).typed.append("a")
        st.text(len(page_state.page_state(Shown).typed))

    one, other = page(act), page(act)
    one()
    assert (one(), other()) == (["2"], ["1"])


def test_kinds_and_names_are_apart():
    def act(st):
        page_state.page_state(Shown, "left").last = "l"
        page_state.page_state(Shown, "right").last = "r"
        for state in (
            page_state.page_state(Shown, "left"),
            page_state.page_state(Shown, "right"),
            page_state.page_state(Shown),
            page_state.page_state(Other),
        ):
            st.text(state.last)

    assert page(act)() == ["l", "r", "", "none"]
    assert len({key_of(Shown), key_of(Shown, "left"), key_of(Other)}) == 3


def test_what_is_forgotten_begins_anew():
    def act(st):
        page_state.page_state(Shown).last = "l"
        forget(Shown)
        forget(Other)  # was never there
        st.text(page_state.page_state(Shown).last)

    assert page(act)() == [""]


def test_a_class_of_before_a_reload_is_replaced():
    def act(st):
        st.session_state[key_of(Shown)] = Other()
        st.text(page_state.page_state(Shown).last)

    assert page(act)() == [""]


def test_a_class_of_a_pages_own_file_is_refused():
    kind = type("Own", (), {"__module__": "__main__"})
    with pytest.raises(TypeError, match="Own must stand in a module"):
        page_state.page_state(kind)


# nobody keeps anything beside it


def private_keys(source: str) -> list[str]:
    """What a file keeps in the session under keys of its own."""
    found = []
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Attribute(value=where, attr=str(key)):
                pass
            case ast.Subscript(value=where, slice=ast.Constant(value=str(key))):
                pass
            case ast.Call(
                func=ast.Attribute(value=where, attr="get" | "pop" | "setdefault"),
                args=[ast.Constant(value=str(key)), *_],
            ):
                pass
            case _:
                continue
        if key.startswith("_") and ast.unparse(where) in ("state", "st.session_state"):
            found.append(key)
    return found


FILES = [
    ROOT / "app.py",
    *sorted((ROOT / "pages").glob("*.py")),
    *sorted((ROOT / "rnnviz" / "ui").rglob("*.py")),
]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_file_has_private_keys_in_the_session(path):
    assert private_keys(path.read_text("utf-8")) == []


@pytest.mark.parametrize(
    "source",
    ["state._look", "st.session_state._look = 1", 'state["_look"]', 'st.session_state.get("_a", 1)'],
)
def test_a_private_key_is_found(source):
    assert private_keys(source)

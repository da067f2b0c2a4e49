"""A page's state and its address: one list of what the reader can set and how it is written there.

Each page lists its fields. What the address says is client input: it is read field by field, and what
cannot be is replaced by the default and said in a sentence.
"""

import dataclasses
from collections import defaultdict, deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

import streamlit as st

from rnnviz.text.language import N_, _, listed
from rnnviz.text.message import Refusal
from rnnviz.ui.session import language, recording, sections
from rnnviz.ui.session.address_bar import address_bar
from rnnviz.ui.session.page_state import page_state

N = TypeVar("N", int, float)

SCENE = "scene"  # an address may name a prepared state instead of spelling it out


Words = dict[str, str]  # of an address


def _last_addresses() -> defaultdict[str, deque[Words]]:
    return defaultdict(lambda: deque(maxlen=50))


@dataclass
class OpenPage:
    """The page that is open in the session, and what its address says."""

    file: str = ""
    given: tuple[str, Words] | None = None  # a page's file, and where it is to be brought to
    written: Words | None = None  # what differs from its default, when that has been written
    # the addresses that each page, by its file, has read or written last
    known: defaultdict[str, deque[Words]] = dataclasses.field(default_factory=_last_addresses)


class SessionValues(Protocol):
    """The session's state, to be read."""

    def __getitem__(self, name: str, /) -> Any: ...

    def __contains__(self, name: Any, /) -> bool: ...


class Field:
    """One thing that the reader can set; `name` is its word in the address and, unless there is a
    `key`, its key in the session (pages whose words are alike but mean different things need it).

    `read` makes the value from the address's text and raises ValueError, in words that follow
    "allowed are", if it cannot. `default` may depend on the fields before it.
    """

    def __init__(
        self,
        name: str,
        default: Callable[[SessionValues], Any],
        read: Callable[[str], Any],
        write: Callable[[Any], str] = str,
        key: str = "",
    ) -> None:
        self.name = name
        self.default = default
        self.read = read
        self.write = write
        self.key = key or name


def always(value: Any) -> Callable[[SessionValues], Any]:
    """A default that depends on nothing."""
    return lambda state: value


def choice(options: Sequence[str]) -> Callable[[str], str]:
    """Reads one of some words."""

    def read(text: str) -> str:
        if text not in options:
            raise Refusal("{options}", options=tuple(options))
        return text

    return read


def whole(low: int, high: int) -> Callable[[str], int]:
    """Reads a whole number between two."""
    return lambda text: _between(int, text, low, high)


def real(low: float, high: float) -> Callable[[str], float]:
    """Reads a number between two."""
    return lambda text: _between(float, text, low, high)


def _between(kind: Callable[[str], N], text: str, low: N, high: N) -> N:
    try:
        value = kind(text)
        if low <= value <= high:  # false for nan
            return value
    except ValueError:
        pass
    if kind is int:
        raise Refusal("whole numbers from {low:g} to {high:g}", low=low, high=high)
    raise Refusal("numbers from {low:g} to {high:g}", low=low, high=high)


def text(most: int) -> Callable[[str], str]:
    """Reads any text up to a length."""

    def read(value: str) -> str:
        if len(value) > most:
            raise Refusal("texts of up to {most} characters", most=most)
        return value

    return read


def many(each: Callable[[str], Any]) -> Callable[[str], list[Any]]:
    """Reads several values joined by commas."""
    return lambda value: [each(part) for part in value.split(",") if part]


def join(values: Sequence[Any]) -> str:
    """Writes what `many` reads."""
    return ",".join(map(str, values))


def flag(value: str) -> bool:
    """Reads yes or no."""
    return choice(("yes", "no"))(value) == "yes"


def write_flag(value: bool) -> str:
    """Writes what `flag` reads."""
    return "yes" if value else "no"


def open_address(fields: Sequence[Field], scenes: Mapping[str, Mapping[str, str]]) -> list[str]:
    """Bring the session's state to what the address says, if it came from outside (a link, a scene),
    and return a sentence for each thing in it that cannot be.

    Whoever comes from another page brings no address, and what the pages share stays as it is. An
    address that this session has read before or written itself is none from outside: the browser sends
    it back with the next key, by then out of date.
    """
    asked = arrived(fields)
    if asked is None:
        fill(fields)
        return []
    complaints = []
    if SCENE in asked:
        if asked[SCENE] in scenes:
            asked = dict(scenes[asked[SCENE]])
        else:
            complaints = [
                _("There is no scene “{asked}”; there are {scenes}.").format(
                    asked=asked[SCENE][:60], scenes=listed(scenes)
                )
            ]
    return complaints + set_state(fields, asked)


def open_page(file: str) -> None:
    """The page with this file is what is open from now on."""
    state = page_state(OpenPage)
    if state.file != file:  # the words are another page's
        state.file, state.written = file, None


def give(file: str, asked: Mapping[str, str]) -> None:
    """Bring a page to an address when it is opened next, whatever has been before."""
    page_state(OpenPage).given = (file, dict(asked))


def is_given() -> bool:
    """Whether the page that is open is to be brought to an address, whatever has been before."""
    state = page_state(OpenPage)
    return state.given is not None and state.given[0] == state.file


def written() -> Words:
    """What differs from its default on the page that is open, in the words of its address."""
    return page_state(OpenPage).written or {}


def arrived(fields: Sequence[Field]) -> Words | None:
    """What the address asks the open page for, if it came from outside."""
    asked, page = st.query_params.to_dict(), page_state(OpenPage)
    for word in (language.WORD, sections.WORD):  # every page's, and read by `begin`
        asked.pop(word, None)
    known = page.known[page.file]
    if page.given is not None and page.given[0] == page.file:
        known.append(asked)  # the browser may still have another one
        given, page.given = page.given[1], None
        known.append(given)
        return given
    mine = asked in known or (not asked and any(f.key in st.session_state for f in fields))
    known.append(asked)
    return None if mine else asked


def fill(fields: Sequence[Field]) -> None:
    """Set what was never set to its default; where only one section is shown, keep what the widgets of
    the others stand at, which would be forgotten."""
    state = st.session_state
    for field in fields:
        if field.key not in state:
            state[field.key] = field.default(state)
        elif sections.only():
            state[field.key] = state[field.key]


def set_state(fields: Sequence[Field], asked: Mapping[str, str]) -> list[str]:
    """Set every field to what is asked for, or to its default, and return a sentence for each thing
    asked for that cannot be."""
    state, complaints = st.session_state, []
    for field in fields:
        value = field.default(state)
        if field.name in asked:
            try:
                value = field.read(asked[field.name])
            except ValueError as allowed:
                complaints.append(
                    _(
                        "The address asks for {name} = “{asked}”; allowed are {allowed}. It stays at "
                        "{value}."
                    ).format(
                        name=field.name,
                        asked=asked[field.name][:60],
                        allowed=allowed,
                        value=field.write(value) or _("nothing"),
                    )
                )
        state[field.key] = value
    return complaints


def write_address(fields: Sequence[Field]) -> None:
    """Write what differs from its default into the address."""
    state, page = st.session_state, page_state(OpenPage)
    wanted = {
        field.name: field.write(state[field.key])
        for field in fields
        if field.key in state and state[field.key] != field.default(state)
    }
    page.known[page.file].append(wanted)
    page.written = wanted
    address_bar(wanted | language.query() | sections.query())
    recording.note_address(wanted)
    recording.flush()


# words of settings, as they stand in addresses, which controls and labels show as they are
SETTINGS = (
    N_("characters"),
    N_("words"),
    N_("bits"),
    N_("numbers"),
    N_("character"),
    N_("word"),
    N_("last"),
    N_("mean"),
    N_("linear"),
    N_("log"),
    N_("carried"),
    N_("reset"),
    N_("none"),
    N_("hard"),
    N_("rising"),
    N_("mixed"),
    N_("encoder"),
    N_("decoder"),
    N_("difference"),
    N_("value"),
)

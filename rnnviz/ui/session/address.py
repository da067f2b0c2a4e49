"""A page's state and its address: what the reader can set stands there, and comes back from there.

Each page lists its fields (`address_fields.py`). What the address says is client input: it is read
field by field, and what cannot be is replaced by the default and said in a sentence.
"""

import dataclasses
import secrets
from collections import defaultdict, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from rnnviz.text.language import _, listed
from rnnviz.ui.session import (
    address_fields,
    forged,
    history,
    language,
    presenter_session,
    recording,
    sections,
    streamlit_private,
)
from rnnviz.ui.session.address_bar import address_bar
from rnnviz.ui.session.address_fields import Field
from rnnviz.ui.session.history import Step
from rnnviz.ui.session.page_state import page_state
from rnnviz.ui.session.pages import BY_WORD, FIRST, word_of

EMBEDDING = ("embed", "embed_options")  # words of Streamlit, which no page may be sent to with
# words of every page, which `begin` reads
COMMON = (language.WORD, sections.WORD, presenter_session.PRESENT)
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
    fields: Sequence[Field] = ()  # that were written then
    # whether its widgets are yet to be placed: the browser begins with their defaults, and says so
    is_new: bool = True
    # what all fields of all pages stand at, by their keys: a widget that is gone takes its value along
    kept: dict[str, Any] = dataclasses.field(default_factory=dict)
    is_led: bool = False  # whether a link or a scene has brought the reader to these settings
    answers: Words | None = None  # where Back or Forward has led last
    is_set: bool = False  # whether its settings were set since it has last been drawn to its end
    is_reset: bool = False  # whether it is to be as it opens
    is_answer: bool = False  # whether what is written next follows from that
    token: str = dataclasses.field(default_factory=lambda: secrets.token_hex(4))
    writes: int = 0
    # the addresses that each page, by its file, has read or written last
    known: defaultdict[str, deque[Words]] = dataclasses.field(default_factory=_last_addresses)


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
                _("There is no example “{asked}”; there are {examples}.").format(
                    asked=asked[SCENE][:60], examples=listed(scenes)
                )
            ]
    return complaints + set_state(fields, asked)


def open_page(file: str) -> None:
    """The page with this file is what is open from now on; where Back or Forward has led to it, it is
    brought to the address that it had then."""
    state = page_state(OpenPage)
    if state.file != file:  # the words are another page's
        state.file, state.written, state.is_new, state.is_led = file, None, True, False
    if streamlit_private.is_history_step():
        state.answers, state.is_answer = st.query_params.to_dict(), True
        give(file, of_a_page(state.answers))


def reset() -> None:
    """Bring the page that is open to what it opens with."""
    state = page_state(OpenPage)
    give(state.file, {})
    state.is_reset, state.is_led = True, False


def give(file: str, asked: Mapping[str, str]) -> None:
    """Bring a page to an address when it is opened next, whatever has been before."""
    page_state(OpenPage).given = (file, dict(asked))


def is_led() -> bool:
    """Whether a link or a scene has brought the reader to the page as it is."""
    return page_state(OpenPage).is_led


def is_given() -> bool:
    """Whether the page that is open is to be brought to an address, whatever has been before."""
    state = page_state(OpenPage)
    return state.given is not None and state.given[0] == state.file


def common() -> Words:
    """What goes along from one page's address to the next one's."""
    return language.query() | presenter_session.query()


def written() -> Words:
    """What differs from its default on the page that is open, in the words of its address."""
    return page_state(OpenPage).written or {}


def lasting() -> Words:
    """The same in words that mean it in another store, too, and later: those of a lecture's scene."""
    said = written()
    named = [one for one in page_state(OpenPage).fields if one.name in said]
    return said | {one.name: one.lasting(said) for one in named if one.lasting}


def arrived(fields: Sequence[Field]) -> Words | None:
    """What the address asks the open page for, if it came from outside."""
    asked, page = of_a_page(st.query_params.to_dict()), page_state(OpenPage)
    known = page.known[page.file]
    if page.given is not None and page.given[0] == page.file:
        known.append(asked)  # the browser may still have another one
        given, page.given = page.given[1], None
        page.is_led = page.is_led or not (page.is_answer or page.is_reset)
        page.is_reset = False
        known.append(given)
        return given
    mine = asked in known or (not asked and any(f.key in st.session_state for f in fields))
    known.append(asked)
    page.is_led = page.is_led or bool(asked and not mine)
    return None if mine else asked


def of_a_page(asked: Mapping[str, str]) -> Words:
    """An address without what is no page's own: what `begin` reads on every one, and Streamlit's."""
    return {name: text for name, text in asked.items() if name not in (*COMMON, *EMBEDDING)}


def fill(fields: Sequence[Field]) -> None:
    """Set what was never set to its default, and what was to what it was."""
    mend(fields)
    state, page = st.session_state, page_state(OpenPage)
    for field in fields:
        if field.key not in state:
            known = field.key in page.kept
            state[field.key] = page.kept[field.key] if known else field.default(state)
        elif page.is_new or page.is_set or sections.only():
            # for a new page's widget to be told, and those that a run has set which was broken off; and
            # for those of sections that are not shown to stay
            state[field.key] = state[field.key]


def mend(fields: Sequence[Field]) -> None:
    """See to it that controls stand at what they can, whatever the browser says; to be called where a
    fragment begins."""
    forged.mend(fields, page_state(OpenPage).kept)


def set_state(fields: Sequence[Field], asked: Mapping[str, str]) -> list[str]:
    """Set every field to what is asked for, or to its default, and return a sentence for each thing
    asked for that cannot be."""
    state, complaints = st.session_state, []
    page_state(OpenPage).is_set = True
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


def write_address(fields: Sequence[Field], more: Mapping[str, str] | None = None) -> None:
    """Write what differs from its default into the address, and what is to stand there besides."""
    state, page = st.session_state, page_state(OpenPage)
    wanted = address_fields.words(fields, state)
    page.kept |= {field.key: state[field.key] for field in fields if field.key in state}
    page.known[page.file].append(wanted)
    step, dial = history.change({field.name: field.step for field in fields}, page.written, wanted)
    held = presenter_session.current() is not None
    if page.is_answer or held:
        step = Step.PASSED
    page.written, page.is_new, page.is_set, page.is_answer = wanted, False, False, False
    page.fields = fields
    page.writes += 1
    address_bar(
        {
            "stamp": f"{page.token}.{page.writes}",
            "page": "" if word_of(page.file) == FIRST else word_of(page.file),
            "pages": [page.word for page in BY_WORD.values() if page.word != FIRST],
            "query": urlencode(wanted | dict(more or {}) | common() | sections.query()),
            "sections": [one.word for one in sections.of_page()],
            "step": step,
            "dial": dial,
            "answers": None if page.answers is None else urlencode(page.answers),
            "held": held,
        }
    )
    recording.note_address(wanted)
    recording.flush()

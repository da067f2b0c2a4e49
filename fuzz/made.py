"""Cases as hypothesis makes them: addresses, what is typed, forged and loaded."""

import base64
import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from hypothesis import strategies as st

from fuzz import files, sockets
from fuzz.addresses import EVERY, FIELDS, known, names_of, page_of, task_of, unfolded, values
from fuzz.cases import Case
from fuzz.corpus import NASTY, NOTATIONS, changed, noted, numbers, texts

SETS = tuple(FIELDS)  # of fields, a page's or a task's on Tasks
TRAIN = (
    "truncate",
    "vanish",
    "unroll",
    "backpropagate",
    "tasks sentiment",
    "tasks translate",
)  # can much
AT_ONCE = 6  # things that are said in one visit
# what a browser's widget may say, by its name in the protocol
KINDS = ("trigger_value", "bool_value", "double_value", "int_value", "string_value", "json_value")
MORE = (
    "double_array_value",
    "int_array_value",
    "string_array_value",
    "bytes_value",
    "json_trigger_value",
)
# by what our components tell their pages
TOLD = (
    "cell",
    "step",
    "unit",
    "task",
    "cells",
    "wake",
    "wanted",
    "said",
    "reset",
    "section",
    "name",
    "x",
)


def _sent(text: str) -> str:
    """As a browser can send it: half a letter becomes the sign for what cannot be read."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


@st.composite
def _value(draw: st.DrawFn, word: str, runs: Sequence[str]) -> str:
    meant = values().get(word, ("",)) + (tuple(runs) if word == "net" else ())
    kind = draw(st.integers(0, 6))
    if word in NOTATIONS and draw(st.booleans()):
        return draw(NOTATIONS[word])
    if kind < 2:
        return draw(st.sampled_from(meant))
    if kind == 2:
        return draw(numbers)
    if kind == 3:
        return draw(texts)
    return draw(changed(draw(st.sampled_from(meant))))


@st.composite
def address(draw: st.DrawFn, name: str, runs: Sequence[str] = (), nasty: bool = True) -> dict[str, str]:
    """An address of a page: one that is well meant, with some of its words set to anything."""
    asked = dict(draw(st.sampled_from(known()[name])))
    if draw(st.booleans()):
        asked = unfolded(name) | asked
    if nasty:
        words = names_of(name) or EVERY
        likely = tuple(word for word in words if word in NOTATIONS) or words
        for word in draw(
            st.lists(st.sampled_from(words) | st.sampled_from(likely), min_size=1, max_size=4)
        ):
            asked[word] = draw(_value(word, runs))
        if not draw(st.integers(0, 4)):
            asked[draw(st.one_of(st.sampled_from(EVERY), texts))] = draw(texts)
    asked |= task_of(name) if draw(st.integers(0, 9)) else {}
    return {_sent(word): _sent(text) for word, text in asked.items()}


@st.composite
def pages(draw: st.DrawFn, runs: Sequence[str] = ()) -> Case:
    """A page is opened at any address."""
    name = draw(st.sampled_from(SETS) | st.sampled_from(TRAIN))
    return Case("pages", page_of(name), draw(address(name, runs)))


@st.composite
def typed(draw: st.DrawFn, runs: Sequence[str] = ()) -> Case:
    """Anything is typed into the boxes of a page."""
    name = draw(st.sampled_from(SETS))
    said = draw(
        st.lists(
            st.tuples(st.integers(0, 30), st.one_of(texts, numbers, noted, *map(changed, _meant()))),
            min_size=1,
            max_size=AT_ONCE,
        )
    )
    asked = draw(address(name, runs, nasty=False))
    return Case("typed", page_of(name), asked, tuple([place, _sent(text)] for place, text in said))


def _meant() -> tuple[str, ...]:
    return ("hello", "windows5.h4.b1,full.h8.lstm", "3:0.5,12:-0.25", "0.5 1; 2 3", "dog bites man")


_plain: st.SearchStrategy[Any] = st.one_of(
    st.none(), st.booleans(), st.integers(-(2**70), 2**70), st.floats(), texts, numbers
)
_json: st.SearchStrategy[Any] = st.recursive(
    _plain,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)


@st.composite
def _told(draw: st.DrawFn) -> str:
    """What a component of ours says, or anything as JSON, or no JSON."""
    kind = draw(st.integers(0, 5))
    if not kind:
        return draw(texts)
    if kind == 1:
        return json.dumps(draw(_json))
    places = st.lists(st.integers(-3, 300), max_size=4)
    return json.dumps(
        {word: draw(st.one_of(places, _json)) for word in draw(st.sets(st.sampled_from(TOLD)))}
    )


@st.composite
def _state(draw: st.DrawFn) -> list[Any]:
    """Which widget says what in which way."""
    kind = draw(st.sampled_from((*KINDS, "", "", "", "", "", *MORE)))  # "" is its own
    value: Any
    if "json" in kind or (not kind and draw(st.booleans())):
        value = _sent(draw(_told()))
    else:
        value = draw(st.one_of(st.booleans(), st.integers(-(2**63), 2**63 - 1), st.floats(), texts))
        value = _sent(value) if isinstance(value, str) else value
    forged = draw(
        st.sampled_from(("",) * 12 + ("alone",) * 6 + ("$$ID-0-x", "x", "$$ID-" + "a" * 300, "\n"))
    )
    return [draw(st.integers(0, 60)), kind, value, forged]


@st.composite
def forged(draw: st.DrawFn, runs: Sequence[str] = ()) -> Case:
    """A browser says of a page's widgets what no browser says."""
    name = draw(st.sampled_from(SETS))
    said = draw(st.lists(_state(), min_size=1, max_size=AT_ONCE))
    return Case("forged", page_of(name), draw(address(name, runs, nasty=False)), tuple(said))


@st.composite
def loaded(draw: st.DrawFn) -> Case:
    """A file is loaded into a page's box for files."""
    box = draw(st.sampled_from(tuple(files.BOXES)))
    page, query, kinds = files.BOXES[box]
    kind = draw(st.sampled_from(kinds))
    made = draw(files.content(kind))
    stem = _sent(draw(texts)).replace("\0", "")[:100] or "x"
    said = (box, f"{stem}.{files.ENDINGS.get(kind, kind)}", base64.b64encode(made).decode())
    return Case("loaded", page, query, (list(said),))


@st.composite
def read(draw: st.DrawFn) -> Case:
    """A file or a text is given to a reader that a notebook or the command line calls."""
    reader = draw(st.sampled_from(tuple(files.READERS)))
    made = draw(files.content(files.READERS[reader]))
    return Case("read", said=([reader, base64.b64encode(made).decode()],))


_path = st.one_of(
    st.sampled_from(sockets.PATHS),
    st.sampled_from(sockets.PATHS).flatmap(changed),
    texts.map(lambda text: "/" + quote(_sent(text)[:2_000])),
    st.sampled_from(NASTY).map(lambda text: "/app/static/" + quote(_sent(text)[:2_000])),
)
_message = st.one_of(
    st.binary(max_size=400),
    texts.map(_sent),
    _json.map(json.dumps),
    st.builds(lambda value: json.dumps({"answer": value, "follower": "fuzz-fuzz-fuzz"}), _json),
    st.builds(sockets.asked, texts.map(_sent), texts.map(_sent), st.integers(0, 3)),
)


@st.composite
def sent(draw: st.DrawFn) -> list[Any]:
    """What is sent to one of the server's addresses: a request, or messages to a socket."""
    messages = draw(st.lists(_message, max_size=4))
    packed = [["b", one.hex()] if isinstance(one, bytes) else ["t", one] for one in messages]
    path = draw(_path).replace("\n", "%0A").replace("\r", "%0D").replace(" ", "%20")
    return [
        draw(st.sampled_from(("GET", "POST", "HEAD", "PUT", "X", "socket", "socket"))),
        path,
        packed,
    ]


@st.composite
def to_sockets(draw: st.DrawFn) -> Case:
    """Somebody speaks to a server by hand."""
    return Case("sockets", said=tuple(draw(st.lists(sent(), min_size=1, max_size=AT_ONCE))))

"""The watched loops of this server's store: they are the machine's own user's, and nobody else sees
anything of them."""

from dataclasses import dataclass, field

import streamlit as st

from rnnviz.experiments.shared_cache import SharedCache
from rnnviz.storage.ownership import MACHINE
from rnnviz.ui.session import own_memory, presenter_actions
from rnnviz.ui.session.store import open_store
from rnnviz.ui.session.streamlit_private import this_run
from rnnviz.watch.layer_frame import WatchedFrame
from rnnviz.watch.loop_store import Loop, LoopStore, no_loop
from rnnviz.watch.packed_frame import unpack

MOST = 30  # loops that the menu offers, the newest
_FRAMES = SharedCache(16, 300_000_000)


@st.cache_resource
def _loops(path: str) -> LoopStore:
    return LoopStore(path)


def open_loops() -> LoopStore:
    """The loops in the one store of this server; raises StoreError if it cannot be used."""
    return _loops(str(open_store().path))


def newest() -> list[Loop]:
    """One's own newest loops of which something can be seen; raises StoreError."""
    found = open_loops().loops(presenter_actions.owners(), MOST)
    return [one for one in found if one.newest is not None]


@dataclass
class OwnLoops:
    """The loops that a session has been shown, by their ids: its sockets may ask for them."""

    ids: set[str] = field(default_factory=set)


def own_loop(id: str) -> Loop:
    """One of one's own loops; raises StoreError if there is none."""
    loop, asks = open_loops().loop(id), own_memory.whose_socket()
    if not (is_shown(id, asks) if asks else loop.owner in presenter_actions.owners()):
        raise no_loop(id)
    if this_run() is not None:
        show(id)
    return loop


def show(id: str) -> str:
    """From now on this session's sockets may ask for a loop of its own; gives the session's word."""
    own_memory.own_memory(OwnLoops).ids.add(id)
    return own_memory.own_word()


def is_shown(id: str, word: str) -> bool:
    """Whether the sockets of the session which has this word may ask for a loop."""
    return id in own_memory.find(word, OwnLoops).ids


def may_come() -> bool:
    """Whether this reader can ever have a loop: they are all the machine's own user's."""
    return MACHINE in presenter_actions.owners()


def frame_of(loop: Loop, number: int) -> WatchedFrame:
    """One of its frames, the first after it where it has just been thinned out; raises StoreError."""

    def read() -> WatchedFrame:
        return unpack(open_loops().frame_from(loop.id, number).packed)

    # the newest may yet be replaced by more of the same step
    if number == loop.newest:
        return read()
    return _FRAMES.get((loop.id, number), read, lambda frame: frame.nbytes)

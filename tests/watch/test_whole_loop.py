"""A watched loop that is entered from a file."""

from contextlib import closing

import pytest

from rnnviz.storage.clock import clock
from rnnviz.text.message import Message
from rnnviz.watch.loop_store import LoopFrame, LoopHead, LoopStatus, LoopStore
from rnnviz.watch.whole_loop import (
    OF_FRAME,
    EnteredLoop,
    bytes_of_loop,
    enter_loop,
    loop_like,
    loop_stride,
    written_checksum,
)

LOOP = EnteredLoop("my\nloop", 1000.0, 300, Message("It starts."), 4)
FRAMES = [LoopFrame(LoopHead(n, 100 * n, 0.5 * n), {"weight": 1.5 * n}, bytes([n])) for n in range(3)]
SEEN = [(frame.head, written_checksum(frame)) for frame in FRAMES]


@pytest.fixture
def loops(path):
    with closing(LoopStore(path)) as found:
        yield found


def test_what_is_entered_is_read(loops):
    id = enter_loop(loops, "you", LOOP, FRAMES)
    one = loops.loop(id)
    assert (one.name, one.created, one.calls, one.owner) == ("my loop", 1000.0, 300, "you")
    assert (one.status, one.message, one.newest) == (LoopStatus.CLOSED, LOOP.message, 2)
    assert [loops.frame(id, head.number) for head in loops.heads(id)] == FRAMES
    assert loop_stride(loops, id) == 4
    norms = sum(len(f'{{"weight": {1.5 * n}}}') for n in range(3))
    assert bytes_of_loop(loops, id) == 3 + 3 * norms + 3 * OF_FRAME


def test_the_same_is_found_of_its_owner_alone(loops):
    id = enter_loop(loops, "you", LOOP, FRAMES)
    assert loop_like(loops, "you", LOOP, SEEN) == id
    assert loop_like(loops, "me", LOOP, SEEN) is None
    assert loop_like(loops, "you", LOOP, SEEN[:2]) is None
    assert loop_like(loops, "you", LOOP._replace(name="other"), SEEN) is None
    other = FRAMES[2]._replace(packed=b"x")
    assert loop_like(loops, "you", LOOP, [*SEEN[:2], (other.head, written_checksum(other))]) is None


def test_nothing_is_entered_where_a_frame_fails(loops):
    def half():
        yield FRAMES[0]
        raise ValueError("the file ends here")

    with pytest.raises(ValueError, match="the file ends here"):
        enter_loop(loops, "you", LOOP, half())
    assert loops.rows("SELECT count(*) FROM loops") == [(0,)]
    assert loops.rows("SELECT count(*) FROM loop_frames") == [(0,)]


def test_one_from_the_future_was_made_now(loops):
    id = enter_loop(loops, "you", LOOP._replace(created=clock.now() + 1e9), FRAMES)
    assert loops.loop(id).created <= clock.now()

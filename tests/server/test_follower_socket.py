import json
import socket
import threading
import time
from contextlib import ExitStack, contextmanager

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from support import shown_pages
from support.shown_pages import page
from support.waiting import until
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from rnnviz.experiments.store import Store
from rnnviz.lectures import live_session
from rnnviz.lectures.model import Lecture, Question, Scene
from rnnviz.lectures.phase import Act, GoTo
from rnnviz.lectures.shown_page import load_shown, show
from rnnviz.server import follower_socket, wrong_codes
from rnnviz.server.follower_socket import FollowerSockets
from rnnviz.server.rates import Tally
from rnnviz.settings.settings import Settings
from rnnviz.storage.database import ErrorKind, StoreError

ASKS = Question(text="Which?", options=("a", "b", "c"))
FALLS = Question(text="How?", kind="sketch", last=40, at=8, right=0.4304, truth=tuple([0.4304] * 41))
LECTURE = Lecture(
    title="Cuts",
    scenes=(Scene(look="one"), Scene(look="two", question=ASKS), Scene(question=FALLS)),
)
PATIENCE = 10.0  # seconds


@contextmanager
def serving(lives):
    """A real server in a thread; gives its address."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(100)
        app = Starlette(routes=[WebSocketRoute("/live/{code}", lives.follow)])
        config = uvicorn.Config(app, ws="websockets-sansio", log_level="error", lifespan="off")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            yield f"ws://127.0.0.1:{listening.getsockname()[1]}/live"
        finally:
            server.should_exit = True
            thread.join()


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    store = Store(tmp_path_factory.mktemp("live") / "store.sqlite")
    yield store
    store.close()


@pytest.fixture(scope="module")
def address(store):
    other = Store(store.path)
    with serving(FollowerSockets(lambda: other)) as address:
        yield address
    other.close()


@pytest.fixture
def held(store):
    return live_session.begin(store, LECTURE)


def follow(address, code, more=""):
    return connect(f"{address}/{code}{more}", compression=None, max_size=None)


def news(socket):
    """The next message that is more than a sign of life."""
    while True:
        message = socket.recv(PATIENCE)
        found = shown_pages.news(message)
        if found and "token" not in found:
            return found


def token(socket):
    """What the server has signed for a new follower: the first that it says."""
    return json.loads(socket.recv(PATIENCE))["token"]


def ask(socket, **message):
    socket.send(json.dumps(message))
    return news(socket)


def test_followers_see_what_is_shown_and_where_the_lecture_stands(store, held, address):
    code, secret = held
    show(store, code, secret, page("truncate", a="1", b="2"))
    with follow(address, code) as one, follow(address, code.lower(), "?plain") as other:
        for socket_ in (one, other):
            first = news(socket_)
            assert (first["page"], first["look"]) == ("truncate", "one")
            assert first["pieces"] == {"a": "1", "b": "2"}
        show(store, code, secret, page("truncate", a="1", b="3"))
        assert [news(socket_)["pieces"] for socket_ in (one, other)] == [{"b": "3"}] * 2
        live_session.drive(store, code, secret, GoTo(1), Act.ASK)
        for socket_ in (one, other):
            found = news(socket_)
            assert (found["scene"], found["asking"], found["question"]["text"]) == (1, True, "Which?")
    with follow(address, code) as late:  # who comes late
        assert news(late)["pieces"] == {"a": "1", "b": "3"}
    there = load_shown(store, code)[1].pieces["a"].digest
    with follow(address, code, f"?have={there}.0123456789abcdef") as back:  # who comes back
        found = news(back)
        assert (found["order"], found["pieces"]) == (["a", "b"], {"b": "3"})


def test_answers_are_taken_and_what_is_wrong_with_one_is_said(store, held, address):
    code, secret = held
    with follow(address, code) as one, follow(address, code) as other:
        news(one), news(other)
        assert "Nothing is asked" in ask(one, answer=1, follower="one-one-one")["said"]
        live_session.drive(store, code, secret, GoTo(1), Act.ASK)
        news(one), news(other)
        assert ask(one, answer=1, follower="one-one-one") == {"answered": 1}
        assert ask(one, answer=2, follower="one-one-one") == {"answered": 2}
        assert ask(other, answer=0, follower="other-other") == {"answered": 0}
        assert "there are 3" in ask(other, answer=9, follower="other-other")["said"]
    assert sorted(live_session.answers(store, code, 1)) == [0.0, 2.0]


def test_a_sketch_arrives_and_a_wrong_one_moves_nothing(store, held, address):
    code, secret = held
    live_session.drive(store, code, secret, GoTo(2), Act.ASK)
    drawn = [round(0.9**lag, 4) for lag in range(41)]
    with follow(address, code) as one:
        assert "0.4304" not in json.dumps(news(one))
        before = store.rows("SELECT * FROM halls")
        for wrong, sentence in (
            (drawn[:-1], "The sketch has 40 points; allowed are 41, one for each lag."),
            ([*drawn[:-1], 2], "The sketch is 2 at lag 40; allowed are 0 to 1."),
            ([*drawn[:-1], None], "The sketch is None at lag 40; allowed are numbers."),
            ([*drawn[:-1], float("nan")], "The sketch is nan at lag 40; allowed are 0 to 1."),
            (0.5, "The answer is 0.5; allowed are sketches of 41 numbers."),
        ):
            assert ask(one, answer=wrong, follower="one-one-one") == {"said": sentence}
        assert store.rows("SELECT * FROM halls") == before
        assert live_session.answers(store, code, 2) == []
        assert ask(one, answer=drawn, follower="one-one-one") == {"answered": drawn}
        assert live_session.answers(store, code, 2) == [tuple(drawn)]
        live_session.drive(store, code, secret, Act.REVEAL)
        assert "truth" not in news(one)["question"]
        live_session.drive(store, code, secret, Act.SOLVE)
        assert news(one)["question"]["truth"] == list(FALLS.truth)


@pytest.mark.parametrize(
    "message",
    [
        '{"scene": 1}',
        '{"drive": {"scene": 1}}',
        '{"asking": true, "secret": "guess"}',
        '{"answer": 1, "follower": "one-one-one", "scene": 1}',
        '{"follower": "one-one-one"}',
        "[" * 1500,
        "1" * 1900,
        "x" * 100_000,
        "null",
        "",
        b"\x00\xff",
    ],
)
def test_whatever_else_a_follower_sends_moves_nothing(store, held, address, message):
    code, secret = held
    live_session.drive(store, code, secret, GoTo(1), Act.ASK)
    before = store.rows("SELECT * FROM halls")
    with follow(address, code) as one:
        news(one)
        one.send(message)
        assert news(one) == {"said": follower_socket.ONLY_ANSWERS}
        assert ask(one, answer=1, follower="one-one-one") == {"answered": 1}  # and is still served
    assert store.rows("SELECT * FROM halls") == before


def test_one_socket_is_one_follower_whatever_it_calls_itself(store, held, address):
    code, secret = held
    live_session.drive(store, code, secret, GoTo(1), Act.ASK)
    with follow(address, code) as one:
        news(one)
        assert ask(one, answer=1, follower="one-one-one") == {"answered": 1}
        assert ask(one, answer=2, follower="two-two-two") == {"answered": 2}
        assert ask(one, answer=0) == {"answered": 0}
    assert live_session.answers(store, code, 1) == [0.0]


def test_a_token_is_one_follower_on_every_socket_and_server(store, held, address):
    code, secret = held
    live_session.drive(store, code, secret, GoTo(1), Act.ASK)
    with follow(address, code) as one:
        signed = token(one)
        news(one)
        assert ask(one, answer=1) == {"answered": 1}
    other = Store(store.path)
    with (
        serving(FollowerSockets(lambda: other)) as second,
        follow(second, code, f"?follower={signed}") as back,
    ):
        assert "token" not in (first := shown_pages.news(back.recv(PATIENCE)))
        assert first["round"] == 0
        assert ask(back, answer=2) == {"answered": 2}
    assert live_session.answers(store, code, 1) == [2.0]
    live_session.drive(store, code, secret, Act.FORGET)
    assert live_session.answers(store, code, 1) == []
    with follow(address, code, f"?follower={signed}") as back:
        assert (first := news(back))["round"] == 1 and first["asking"]
        assert ask(back, answer=0) == {"answered": 0}
    other.close()


def test_what_nobody_has_signed_stands_for_nobody(store, held, address):
    code, _ = held
    foreign, _ = live_session.begin(store, LECTURE)
    with follow(address, foreign) as one:
        signed = token(one)
    forged = signed[:-1] + ("A" if signed[-1] != "A" else "B")
    for wrong in (signed, forged, "", "x" * 40, "%00" * 40, "é" * 40):
        with follow(address, code, f"?follower={wrong}") as other:
            assert token(other) not in (wrong, signed)


@pytest.fixture
def strict(store):
    """A server that lets two followers of one address in, and four answers a minute."""
    limits = {"followers_of_address": 2, "answers_of_address": 4}
    settings = Settings.model_construct(**Settings().model_dump() | limits)
    other = Store(store.path)
    lives = FollowerSockets(lambda: other, lambda: settings)
    with serving(lives) as address:
        yield address, lambda: not lives._limits._here
    other.close()


def test_one_machine_makes_no_more_votes_than_its_share(store, held, strict):
    (code, secret), (strict, nobody_is_there) = held, strict
    live_session.drive(store, code, secret, GoTo(1), Act.ASK)
    for vote in (0, 1):
        with follow(strict, code) as one:
            signed = token(one)
            news(one)
            assert ask(one, answer=vote) == {"answered": vote}
    until(nobody_is_there)
    with follow(strict, code) as third:  # sees the lecture and has no vote
        assert news(third)["scene"] == 1
        assert "2 from your address follow" in ask(third, answer=2)["said"]
    assert sorted(live_session.answers(store, code, 1)) == [0.0, 1.0]
    until(nobody_is_there)
    with follow(strict, code, f"?follower={signed}") as known, follow(strict, code):
        news(known)
        with follow(strict, code) as third:
            assert "2 from your address follow" in news(third)["said"]
            with pytest.raises(ConnectionClosed):
                third.recv(PATIENCE)
        assert [ask(known, answer=2) for _ in range(2)] == [{"answered": 2}] * 2
        assert "in a minute" in ask(known, answer=0)["said"]
    assert sorted(live_session.answers(store, code, 1)) == [0.0, 2.0]


def test_codes_are_not_guessed_at_full_speed(store, held, address, monkeypatch):
    monkeypatch.setattr(wrong_codes, "_wrong", Tally(600))
    monkeypatch.setattr(
        wrong_codes, "current", lambda: Settings.model_construct(wrong_codes_of_address=3)
    )
    with follow(address, held[0]) as one:
        signed = token(one)
    for _ in range(3):
        with follow(address, "AAAAA") as guess:
            assert "no lecture" in news(guess)["said"]
    for code in ("AAAAB", held[0]):
        with follow(address, code) as guess:
            assert news(guess)["said"].startswith("3 wrong codes have come from your address.")
    with follow(address, held[0], f"?follower={signed}") as one:  # who follows already goes on
        assert news(one)["scene"] == 0


def test_a_code_that_is_none_is_closed_with_a_sentence(address):
    with follow(address, "AAAAA") as one:
        assert news(one) == {"said": "There is no lecture with the code AAAAA (any more)."}
        with pytest.raises(ConnectionClosed):
            one.recv(PATIENCE)
        assert one.close_code == follower_socket.GONE


def test_the_end_of_a_lecture_is_said_to_all(store, held, address):
    code, secret = held
    with follow(address, code) as one:
        news(one)
        live_session.end(store, code, secret)
        assert "no lecture" in news(one)["said"]
        with pytest.raises(ConnectionClosed):
            one.recv(PATIENCE)


def test_not_more_follow_than_there_is_room_for(held, address, monkeypatch):
    monkeypatch.setattr(follower_socket, "MOST_FOLLOWERS", 2)
    code, _ = held
    with follow(address, code) as one, follow(address, code):
        news(one)
        with follow(address, code) as third:
            assert "2 follow this lecture" in news(third)["said"]
            with pytest.raises(ConnectionClosed):
                third.recv(PATIENCE)
            assert third.close_code == follower_socket.FULL


@pytest.mark.slow
def test_who_is_slow_gets_the_newest_state_and_nobody_waits_for_them(store, held, address):
    code, secret = held
    with (
        socket.create_connection(("127.0.0.1", int(address.split(":")[2].split("/")[0]))) as raw,
        follow(address, code) as quick,
    ):
        # one that asks for everything and reads nothing
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 16)
        asked = (
            f"GET /live/{code}?plain HTTP/1.1",
            "Host: x",
            "Upgrade: websocket",
            "Connection: Upgrade",
            "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
            "Sec-WebSocket-Version: 13",
            "",
            "",
        )
        raw.sendall("\r\n".join(asked).encode())
        news(quick)
        sent = 12
        for number in range(sent):
            text = f"{number:02}" * 500_000  # more than all buffers on the way hold
            show(store, code, secret, page(a=text))
            before = time.monotonic()
            assert news(quick)["pieces"]["a"][:2] == f"{number:02}"
            assert time.monotonic() - before < 3.0
        raw.settimeout(PATIENCE)
        came, last = bytearray(), f'"{sent - 1:02}'.encode()
        while not (came.endswith(b"}") and last in came[-1_100_000:]):
            more = raw.recv(1 << 20)
            assert more
            came += more
        assert len(came) < 8_000_000  # of the 12 that were shown


def test_a_sign_of_life_comes_when_nothing_else_does(held, address, monkeypatch):
    monkeypatch.setattr(follower_socket, "BEAT", 0.05)
    with follow(address, held[0]) as one:
        news(one)
        assert [one.recv(PATIENCE) for _ in range(3)] == ["{}"] * 3


def test_a_store_that_fails_for_a_moment_is_tried_again(store, held, address, monkeypatch):
    code, secret = held
    monkeypatch.setattr(follower_socket, "EVERY", 0.02)
    failures = iter(range(3))
    version = live_session.version

    def locked(*of):
        if next(failures, None) is not None:
            raise StoreError("Another program has locked the store.", kind=ErrorKind.LOCKED)
        return version(*of)

    with follow(address, code) as one:
        news(one)
        monkeypatch.setattr(live_session, "version", locked)
        show(store, code, secret, page(a="1"))
        assert news(one)["pieces"] == {"a": "1"}


def test_a_second_server_on_the_same_store_shows_the_same(store, held, address):
    code, secret = held
    other = Store(store.path)
    with (
        serving(FollowerSockets(lambda: other)) as second,
        follow(second, code) as far,
        follow(address, code) as near,
    ):
        news(far), news(near)
        live_session.drive(store, code, secret, GoTo(1), Act.ASK)
        assert news(far)["scene"] == news(near)["scene"] == 1
        assert ask(far, answer=2, follower="far-far-far") == {"answered": 2}
    assert live_session.answers(store, code, 1) == [2.0]
    other.close()


def test_one_reader_serves_all_and_goes_with_the_last(store, held, address, monkeypatch):
    code, _ = held
    monkeypatch.setattr(follower_socket, "EVERY", 0.02)
    looks = []
    version = live_session.version
    monkeypatch.setattr(live_session, "version", lambda *of: looks.append(1) or version(*of))

    def rate():
        looks.clear()
        time.sleep(0.4)  # a rate is of a time
        return len(looks)

    with ExitStack() as sockets:
        for _ in range(10):
            news(sockets.enter_context(follow(address, code)))
        assert 1 <= rate() <= 21  # as one follower would cause, not ten
    until(lambda: rate() == 0)

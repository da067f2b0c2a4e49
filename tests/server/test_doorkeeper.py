"""The door: what is let in, what is refused with a sentence, and what goes back with every answer."""

import asyncio

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import HTMLResponse, JSONResponse
from starlette.routing import Route, WebSocketRoute
from support.asgi_client import AsgiClient

from rnnviz.server import doorkeeper
from rnnviz.server.doorkeeper import POLICY_VIOLATION, Doorkeeper
from rnnviz.server.rates import Pace
from rnnviz.settings.settings import Settings

HOME = "127.0.0.1:8501"


async def page(request):
    return HTMLResponse("<html>")


async def seen(request):
    """What reaches the app."""
    return JSONResponse([request.client.host, request.url.scheme, request.headers["host"]])


async def socket(websocket):
    await websocket.accept()
    await websocket.send_json([websocket.client.host, websocket.headers["host"]])
    await websocket.receive()


def door(base="", peer="203.0.113.5", host=HOME, **settings):
    made = Settings.model_construct(**Settings().model_dump() | settings)
    app = Starlette(
        routes=[
            Route("/", page),
            Route("/seen", seen, methods=["GET", "POST"]),
            WebSocketRoute("/{path:path}", socket),
            Route("/{path:path}", page),
        ],
        middleware=[
            Middleware(Doorkeeper, settings=lambda: made, page="<script>x</script>", base=base)
        ],
    )
    return AsgiClient(app, peer, host)


def bare(text):
    """A sentence without the marks around what was put into it."""
    return text.replace("\u2068", "").replace("\u2069", "")


def test_every_answer_bears_our_headers():
    got = door().ask("/").headers
    assert (got["x-content-type-options"], got["referrer-policy"]) == ("nosniff", "same-origin")
    assert "script-src 'self' blob: 'sha256-" in got["content-security-policy"]
    assert f"connect-src 'self' ws://{HOME} wss://{HOME};" in got["content-security-policy"]
    assert door().ask("/seen").headers["x-content-type-options"] == "nosniff"
    framed = door(embedding_sites=("https://course.example.org",)).ask("/").headers
    assert framed["content-security-policy"].endswith("'self' https://course.example.org")


def test_a_name_that_may_be_anybodys_is_not_served():
    foreign = door(host="evil.example")
    got = foreign.ask("/")
    assert got.status == 421 and "“evil.example”" in bare(got.text)
    assert got.headers["x-content-type-options"] == "nosniff"
    assert "此服务器" in foreign.ask("/", accept_language="zh-CN,en").text
    assert foreign.first_said("/s") == POLICY_VIOLATION
    assert door(host="rnn.example.org", hosts=("rnn.example.org",)).ask("/").status == 200


@pytest.mark.parametrize("origin", ["http://evil.example", "http://127.0.0.1:3000", "null", ""])
def test_pages_of_other_sites_open_no_socket_and_send_nothing(origin):
    assert door().first_said("/s", origin=origin) == POLICY_VIOLATION
    assert door().ask("/seen", "POST", origin=origin).status == 403
    assert door().ask("/seen", origin=origin).json[2] == HOME


@pytest.mark.parametrize("headers", [{}, {"origin": f"http://{HOME}"}])
def test_our_own_pages_and_programs_do(headers):
    assert door().first_said("/s", **headers) == ["203.0.113.5", HOME]
    assert door().ask("/seen", "POST", **headers).status == 200


def test_behind_a_proxy_that_names_itself_the_browsers_own_host_counts():
    origin, hosts = {"origin": "https://rnn.example.org"}, ("rnn.example.org",)
    # by what a trusted proxy says
    told = origin | {"x_forwarded_host": hosts[0], "x_forwarded_for": "1.2.3.4, 198.51.100.1"}
    trusting = door(peer="127.0.0.1", trusted_proxies=("127.0.0.1",), hosts=hosts)
    assert trusting.first_said("/s", **told) == ["198.51.100.1", "rnn.example.org"]
    told["x_forwarded_proto"] = "https"
    assert trusting.ask("/seen", "POST", **told).json == ["198.51.100.1", "https", hosts[0]]
    # or by the settings alone
    assert door(hosts=hosts).first_said("/s", **origin) == ["203.0.113.5", "rnn.example.org"]
    # whoever else says it is not believed
    assert door().first_said("/s", **told) == POLICY_VIOLATION


@pytest.mark.parametrize(
    "path",
    [
        *("_stcore/metrics", "_stcore/agent/openapi.json", "_stcore/script-health-check", "auth/login"),
        *("app/static/x%00.js", "%00", "a" * 300 + ".js"),
    ],
)
@pytest.mark.parametrize("base", ["", "/a"])
def test_what_nobody_needs_is_closed(path, base):
    got = door(base).ask(f"{base}/{path}")
    assert (got.status, got.text) == (404, "There is nothing here.\n")
    assert door(base).ask(f"{base}/_stcore/health").status == 200


def test_one_address_has_its_share_of_sockets():
    client = door(sockets_of_address=2)
    other = AsgiClient(client.app, "198.51.100.1", HOME)

    async def together():
        async with (
            client.socket("/1"),
            client.socket("/2"),
            client.socket("/3") as third,
            other.socket("/4") as fourth,
        ):
            page = await asyncio.to_thread(client.ask, "/", accept="text/html")
            return third, fourth, page, await asyncio.to_thread(client.ask, "/", accept="*/*")

    third, fourth, page, script = asyncio.run(together())
    assert third == POLICY_VIOLATION and fourth[0] == "198.51.100.1"
    assert page.status == 429 and "2 connections from your address" in page.text
    assert script.status == 200
    assert client.first_said("/5") == ["203.0.113.5", HOME]  # room again
    assert client.ask("/", accept="text/html").status == 200


def test_who_sends_and_opens_without_a_pause_waits_and_others_do_not(monkeypatch):
    waited = []

    async def pause(seconds):
        waited.append(seconds)

    monkeypatch.setattr(doorkeeper.asyncio, "sleep", pause)
    monkeypatch.setattr(doorkeeper, "OF_A_SOCKET", (0.01, 3))
    monkeypatch.setattr(doorkeeper, "OF_AN_ADDRESS", (0.01, 5))
    made = doorkeeper.Doorkeeper(page, Settings, "")
    heard = []

    async def receive():
        return {"type": "websocket.receive"}

    async def all_of(receive, count):
        for _ in range(count):
            heard.append(await receive())

    asyncio.run(all_of(made._paced(receive, "a"), 4))
    assert len(waited) == 1  # its own fourth
    asyncio.run(all_of(made._paced(receive, "a"), 2))
    assert len(waited) == 2  # the address's sixth
    asyncio.run(all_of(made._paced(receive, "b"), 3))
    assert (len(waited), len(heard)) == (2, 9)


def test_two_hundred_who_type_behind_one_address_have_room_and_fifty_sockets_no_more_than_before():
    made = doorkeeper.Doorkeeper(page, Settings, "")
    rate = doorkeeper.OF_AN_ADDRESS[0]
    made._sockets["a class"], made._sockets["a flood"] = 200, 50
    assert rate / made._cost("a class") >= 200 * 4
    assert rate / made._cost("a flood") == rate
    assert made._cost("nobody") == 1.0 and "nobody" not in made._sockets


def test_requests_of_one_address_take_their_turn_and_others_do_not_wait(monkeypatch):
    waited = []

    async def pause(seconds):
        waited.append(seconds)

    monkeypatch.setattr(doorkeeper.asyncio, "sleep", pause)
    monkeypatch.setattr(doorkeeper, "REQUESTS", (0.01, 4))
    client = door(host="evil.example", hosts=("evil.example",), trusted_proxies=("203.0.113.5",))
    one, other = {"x_forwarded_for": "198.51.100.1"}, {"x_forwarded_for": "198.51.100.2"}
    assert [client.ask("/", **one).status for _ in range(4)] == [200] * 4
    assert waited == []
    assert client.ask("/_stcore/metrics", **one).status == 404  # what is refused is counted, too
    assert len(waited) == 1
    assert client.ask("/", **other).status == 200
    assert len(waited) == 1


def test_a_class_behind_one_address_waits_for_nothing():
    rate, at_once = doorkeeper.REQUESTS
    pace = Pace(rate, at_once, clock=lambda: 0.0)
    assert not any(pace.wait("school") for _ in range(400 * 140))
    assert any(pace.wait("school") for _ in range(int(at_once)))

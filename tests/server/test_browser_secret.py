"""A browser gets one secret with its first page and keeps it; what is no secret is replaced."""

import asyncio
import hashlib
from http.cookies import SimpleCookie

import pytest

from rnnviz.server.browser_secret import NAME, SECRET, BrowserSecrets, owner_of

GOOD = "abcdefghijklmnopqrstuvwxyz_-0123"


async def _app(scope, receive, send):
    headers = [(b"content-type", b"text/html"), (b"cache-control", b"max-age=60")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"<html>"})


def ask(cookie="", scheme="http", method="GET", type="http", accept="text/html,*/*", **more):
    """The headers of an answer, in their order."""
    sent = []

    async def send(message):
        sent.append(message)

    named = {"accept": accept} | ({"cookie": cookie} if cookie else {}) | more
    headers = [(name.replace("_", "-").encode(), text.encode()) for name, text in named.items()]
    scope = {"type": type, "method": method, "scheme": scheme, "path": "/", "headers": headers}
    asyncio.run(BrowserSecrets(_app)(scope, None, send))
    return [(name.decode(), value.decode()) for name, value in sent[0]["headers"]]


def secrets_of(headers):
    """The cookies of an answer, read by Python's own reader."""
    read = [SimpleCookie(value) for name, value in headers if name == "set-cookie"]
    return [cookie[NAME] for cookie in read]


def test_a_page_brings_a_secret_that_no_script_reads_and_no_other_site_sends():
    headers = ask()
    (cookie,) = secrets_of(headers)
    assert SECRET.fullmatch(cookie.value)
    assert cookie["httponly"] and cookie["samesite"] == "Lax" and cookie["path"] == "/"
    assert int(cookie["max-age"]) == 400 * 86_400
    assert not cookie["secure"]
    assert [value for name, value in headers if name == "cache-control"] == ["private, no-cache"]


def test_every_browser_has_another_one():
    assert len({secrets_of(ask())[0].value for _ in range(50)}) == 50


def test_who_has_one_keeps_it_and_for_longer():
    (cookie,) = secrets_of(ask(cookie=f"rnnviz=other; {NAME}={GOOD}"))
    assert cookie.value == GOOD and int(cookie["max-age"]) == 400 * 86_400


@pytest.mark.parametrize(
    "wrong",
    ["", "short", GOOD + "0", GOOD[:-1] + "é", GOOD[:-1] + " ", f'"{GOOD[:-1]}"', "%" * 32, "A" * 5000],
)
def test_what_is_no_secret_is_replaced(wrong):
    (cookie,) = secrets_of(ask(cookie=f"{NAME}={wrong}"))
    assert cookie.value != wrong and SECRET.fullmatch(cookie.value)
    assert owner_of(wrong) == ""


@pytest.mark.parametrize(("scheme", "secure"), [("https", True), ("http", False)])
def test_a_secret_that_came_encrypted_never_leaves_in_the_clear(scheme, secure):
    # what a proxy says of it is heard before (`client_address.py`)
    (cookie,) = secrets_of(ask(scheme=scheme, x_forwarded_proto="https"))
    assert bool(cookie["secure"]) is secure


@pytest.mark.parametrize("asked", [{"accept": "*/*"}, {"method": "POST"}, {"type": "websocket"}])
def test_only_pages_bring_one(asked):
    headers = ask(**asked)
    assert secrets_of(headers) == [] and ("cache-control", "max-age=60") in headers


def test_the_store_may_know_its_digest_alone():
    assert owner_of(GOOD) == hashlib.sha256(GOOD.encode()).hexdigest()
    assert owner_of(None) == owner_of("") == ""

"""Where a link leads that brings a browser's secret along, asked as browsers and others ask."""

import asyncio
import re
from dataclasses import dataclass
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urlsplit

import pytest
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.middleware import Middleware
from starlette.routing import Route

from rnnviz.server.browser_secret import NAME, BrowserSecrets
from rnnviz.server.own_link import OwnLinks
from rnnviz.storage import links
from rnnviz.storage.database import StoreError

SECRET, OWN = "abcdefghijklmnopqrstuvwxyz_-0123", "3210-_zyxwvutsrqponmlkjihgfedcba"
TYPED = {"accept": "text/html", "sec-fetch-site": "none"}
CLICKED = {"accept": "text/html", "sec-fetch-site": "cross-site"}


@dataclass
class Answer:
    """What came back."""

    status: int
    headers: Headers
    text: str

    @property
    def cookies(self):
        """All that it sets, read by Python's own reader."""
        read = SimpleCookie()
        for text in self.headers.getlist("set-cookie"):
            read.load(text)
        return read

    @property
    def given(self):
        """The secrets that it gives the browser."""
        named = [text for text in self.headers.getlist("set-cookie") if text.startswith(NAME)]
        return [SimpleCookie(text)[NAME].value for text in named]


class Browser:
    """It sends the cookies that it has."""

    def __init__(self, opener):
        route = Route("/class/own", OwnLinks(opener, "/class/").follow, methods=["GET", "POST"])
        self.app = Starlette(routes=[route], middleware=[Middleware(BrowserSecrets)])
        self.cookies = {}

    def send(self, method, query, headers):
        sent = []
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        named = headers | ({"cookie": cookies} if cookies else {})

        async def receive():
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message):
            sent.append(message)

        scope = {
            "type": "http",
            "method": method,
            "scheme": "http",
            "path": "/class/own",
            "query_string": query.encode(),
            "headers": [(name.encode(), text.encode()) for name, text in named.items()],
        }
        asyncio.run(self.app(scope, receive, send))
        body = b"".join(message.get("body", b"") for message in sent)
        answer = Answer(sent[0]["status"], Headers(raw=sent[0]["headers"]), body.decode())
        self.cookies |= {name: one.value for name, one in answer.cookies.items()}
        return answer


@pytest.fixture
def client(store):
    return Browser(lambda: store)


def ask(client, token, headers, cookie=""):
    client.cookies = {NAME: cookie} if cookie else {}
    return client.send("GET", urlencode({"token": token}), headers)


def test_a_new_browser_gets_the_secret_at_once_and_the_token_leaves_the_address(client, store):
    token = links.make(store, SECRET)
    answer = ask(client, token, TYPED)
    assert (answer.status, answer.headers["location"]) == (303, "/class/")
    assert answer.given == [SECRET]  # that one alone
    assert "HttpOnly" in answer.headers["set-cookie"] and "SameSite=Lax" in answer.headers["set-cookie"]
    again = ask(client, token, TYPED)
    assert again.status == 410 and "has been used" in again.text
    assert SECRET not in again.given


@pytest.mark.parametrize(
    ("headers", "cookie"),
    [
        (CLICKED, ""),
        ({"accept": "*/*"}, ""),  # a messenger's program that looks at links, or a plain http page
        (TYPED | {"sec-purpose": "prefetch"}, ""),
        (TYPED, OWN),  # it may own something already
    ],
)
def test_everybody_else_is_asked_first_and_uses_nothing_up(client, store, headers, cookie):
    token = links.make(store, SECRET)
    asked = ask(client, token, headers, cookie)
    assert asked.status == 200 and SECRET not in asked.given
    assert "no longer its own" in asked.text
    there = re.search(r'action="([^"]+)"', asked.text)[1].replace("&amp;", "&")
    answer = client.send("POST", urlsplit(there).query, {"accept": "text/html"})
    assert (answer.status, answer.given) == (303, [SECRET])


def test_no_other_site_says_yes_for_its_visitor(client, store):
    token = links.make(store, SECRET)
    ask(client, token, CLICKED, OWN)
    client.cookies = {}  # of another site's form a browser sends none of them along
    for proof in ("", "guess"):
        asked = urlencode({"token": token, "proof": proof})
        answer = client.send("POST", asked, CLICKED)
        assert answer.status == 200 and SECRET not in answer.given
    assert links.take(store, token) == SECRET


@pytest.mark.parametrize("token", ["", "?", "<script>alert(1)</script>", '"' * 50, "a" * 5000, "\0"])
def test_nonsense_is_answered_with_a_sentence_and_no_markup(client, token):
    for headers in (TYPED, CLICKED):
        answer = ask(client, token, headers)
        assert answer.status in (200, 410) and "<script>" not in answer.text
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert "no-store" in answer.headers["cache-control"] or answer.given


def test_it_is_said_in_the_readers_language(client):
    answer = ask(client, "?", TYPED | {"accept-language": "zh-CN,zh;q=0.9"})
    assert 'lang="zh"' in answer.text and "链接" in answer.text


def test_a_store_that_cannot_be_used_is_said():
    def broken():
        raise StoreError("The store is locked.")

    answer = ask(Browser(broken), "?", TYPED)
    assert answer.status == 410 and "The store is locked." in answer.text

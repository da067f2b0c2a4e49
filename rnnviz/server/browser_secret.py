"""One secret a browser, by which it is known again: a cookie that comes with the page."""

import hashlib
import re
import secrets

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

NAME = "rnnviz_browser"  # docs/nginx.conf sets one named rnnviz
LASTS = 400 * 24 * 3600  # seconds after the last visit; browsers keep no cookie longer (RFC 6265bis)
SECRET = re.compile(r"[A-Za-z0-9_-]{32}")


def owner_of(secret: object) -> str:
    """What the store may know of a browser's secret: its digest; "" for what is no secret of ours."""
    if not isinstance(secret, str) or not SECRET.fullmatch(secret):
        return ""
    return hashlib.sha256(secret.encode()).hexdigest()  # 192 random bits need no slow hash


class BrowserSecrets:
    """Middleware that gives every browser a secret with the page, and a new one for what is none."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not _is_page(scope):
            await self.app(scope, receive, send)
            return
        known = HTTPConnection(scope).cookies.get(NAME)
        secret = known if known and owner_of(known) else secrets.token_urlsafe(24)

        async def send_secret(message: Message) -> None:
            if message["type"] == "http.response.start" and not _is_given(message):
                headers = MutableHeaders(scope=message)
                headers.append("Set-Cookie", _cookie(secret, scope["scheme"] == "https"))
                # a proxy that kept the answer would hand one browser's secret to others
                headers["Cache-Control"] = "private, no-cache"
            await send(message)

        await self.app(scope, receive, send_secret)


def set_secret(headers: list[tuple[bytes, bytes]], secret: str, scope: Scope) -> None:
    """Give the browser that has asked a certain secret, with an answer's headers."""
    headers.append((b"set-cookie", _cookie(secret, scope["scheme"] == "https").encode()))


def _is_given(answer: Message) -> bool:
    """Whether an answer brings a secret already."""
    given = Headers(raw=answer["headers"]).getlist("set-cookie")
    return any(cookie.startswith(f"{NAME}=") for cookie in given)


def _is_page(scope: Scope) -> bool:
    """Whether a browser asks for a page, not for what pages consist of."""
    return (
        scope["type"] == "http"
        and scope["method"] == "GET"
        and "text/html" in Headers(scope=scope).get("accept", "")
    )


def _cookie(secret: str, encrypted: bool) -> str:
    secure = "; Secure" if encrypted else ""
    return f"{NAME}={secret}; Max-Age={LASTS}; Path=/; HttpOnly; SameSite=Lax{secure}"

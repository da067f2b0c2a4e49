"""Where a link leads that brings a browser's secret along: this device is that browser from then on.

A new browser that types or scans it is taken at once. One that may own something already, or comes
from elsewhere, is asked first: nobody loses what is theirs by a link that somebody has sent them, and
programs that look at every link in a message do not use it up.
"""

import asyncio
import hmac
import html
import secrets
from collections.abc import Callable
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from rnnviz.server.browser_secret import NAME, owner_of, set_secret
from rnnviz.storage import links
from rnnviz.storage.database import Database, StoreError
from rnnviz.text.language import _, current, nearest, speak
from rnnviz.text.message import Refusal

PATH = "own"
TOKEN, PROOF = "token", "proof"  # in the address
ASKED = "rnnviz_asked"  # the cookie that shows that who says yes was asked here
LONGEST = 100  # letters of what an address may hold
# a sheet of its own would be one more file to fetch for two lines of text
LOOK = (
    ":root { color-scheme: light dark } button { font: inherit; padding: 0.5rem 1rem } "
    "body { font: 1.15rem/1.5 system-ui, sans-serif; max-width: 36rem; margin: 4rem auto; "
    "padding: 0 1rem }"
)


class OwnLinks:
    """The route of such links, for a store; `home` is where the pages begin."""

    def __init__(self, open_store: Callable[[], Database], home: str = "/") -> None:
        self._open_store, self._home = open_store, home

    async def follow(self, request: Request) -> Response:
        """Give the browser the link's secret, or ask whether it is to have it, or say why not."""
        speak(nearest(request.headers.get("accept-language")))
        token = request.query_params.get(TOKEN, "")[:LONGEST]
        if not (_is_agreed(request) if request.method == "POST" else _is_typed(request)):
            return self._ask(token)
        try:
            secret = await asyncio.to_thread(self._take, token)
        except (Refusal, StoreError) as problem:
            lines = f"<p>{html.escape(str(problem))}</p>", f'<a href="{self._home}">rnnviz</a>'
            return _page("".join(lines), 410)
        answer = RedirectResponse(self._home, 303)
        set_secret(answer.raw_headers, secret, request.scope)
        return answer

    def _take(self, token: str) -> str:
        return links.take(self._open_store(), token)

    def _ask(self, token: str) -> Response:
        proof = secrets.token_urlsafe(16)
        said = _(
            "This device becomes the one that the link comes from: it owns the same trainings and "
            "lectures. What this browser has made by itself is no longer its own then."
        )
        there = html.escape(f"{self._home}{PATH}?{urlencode({TOKEN: token, PROOF: proof})}")
        words = html.escape(_("Go on"))
        answer = _page(
            f"<p>{html.escape(said)}</p>"
            f'<form method="post" action="{there}"><button autofocus>{words}</button></form>'
        )
        answer.set_cookie(
            ASKED, proof, int(links.LASTS), path=f"{self._home}{PATH}", httponly=True, samesite="strict"
        )
        return answer


def _is_typed(request: Request) -> bool:
    """Whether somebody has typed or scanned the address in a new browser, as far as that says so: it
    does for encrypted pages and those of its own machine."""
    headers = request.headers
    told = headers.get("sec-fetch-site") in ("none", "same-origin") and "sec-purpose" not in headers
    return told and not owner_of(request.cookies.get(NAME))


def _is_agreed(request: Request) -> bool:
    """Whether who says yes has been asked here: another site's page cannot know what was asked."""
    asked, said = request.cookies.get(ASKED, ""), request.query_params.get(PROOF, "")
    return bool(asked) and hmac.compare_digest(asked.encode(), said.encode())


def _page(body: str, status: int = 200) -> Response:
    text = (
        f'<!doctype html><html lang="{current()}"><meta charset="utf-8"><title>rnnviz</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<style>{LOOK}</style><body><main><h1>rnnviz</h1>{body}</main></body></html>"
    )
    return HTMLResponse(text, status, {"Referrer-Policy": "no-referrer", "Cache-Control": "no-store"})

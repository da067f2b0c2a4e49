"""What every answer tells the browser: what a page may load and run, who may frame it, and that an
address is nobody else's business."""

import re
from base64 import b64encode
from collections.abc import Sequence
from hashlib import sha256

from starlette.datastructures import MutableHeaders
from starlette.types import Message, Send

INLINE = re.compile(r"<script>(.*?)</script>", re.DOTALL)
HOST = re.compile(r"[A-Za-z0-9.-]+(:[0-9]+)?")
# a lecturer's notes have the lecture in their address, and what a reader types stands in every page's
ALWAYS = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin"}


def content_policy(page: str, framing: Sequence[str] = ()) -> str:
    """The Content-Security-Policy of a page: scripts of our own alone, and those that stand in the page
    as it is delivered, by their digests; no other site but the `framing` ones shows it in a frame.
    {sockets} in it stands for `sockets_of` the host."""
    digests = [b64encode(sha256(text.encode()).digest()).decode() for text in INLINE.findall(page)]
    allowed = {
        "default-src": ["'self'"],
        # a component's script is made into a blob by Streamlit
        "script-src": ["'self'", "blob:", *(f"'sha256-{digest}'" for digest in digests)],
        # Streamlit and Plotly write their styles as they go
        "style-src": ["'self'", "'unsafe-inline'"],
        "img-src": ["'self'", "data:", "blob:"],
        "font-src": ["'self'", "data:"],
        "connect-src": ["'self'{sockets}"],
        "worker-src": ["'self'", "blob:"],
        "object-src": ["'none'"],
        "base-uri": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'self'", *framing],
    }
    return "; ".join(" ".join([name, *sources]) for name, sources in allowed.items())


def sockets_of(host: str) -> str:
    """What browsers need to be told that do not take a host's sockets for its own (Safari until 2022);
    of an IPv6 address they cannot be."""
    return f" ws://{host} wss://{host}" if HOST.fullmatch(host) else ""


def with_headers(send: Send, policy: str) -> Send:
    """Answers from now on bear our headers, and pages the policy."""

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in ALWAYS.items():
                headers.setdefault(name, value)
            if headers.get("content-type", "").startswith("text/html"):
                headers["Content-Security-Policy"] = policy
        await send(message)

    return sending

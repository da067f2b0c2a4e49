"""What every answer tells the browser: what a page may load and run, who may frame it, and that an
address is nobody else's business."""

import re
from base64 import b64encode
from collections.abc import Sequence
from hashlib import sha256

from starlette.datastructures import MutableHeaders
from starlette.types import Message, Send

INLINE = re.compile(r"<script>(.*?)</script>", re.DOTALL)
# a lecturer's notes have the lecture in their address, and what a reader types stands in every page's
ALWAYS = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin"}


def content_policy(page: str, framing: Sequence[str] = ()) -> str:
    """The Content-Security-Policy of a page: scripts of our own alone, and those that stand in the page
    as it is delivered, by their digests; no other site but the `framing` ones shows it in a frame."""
    digests = [b64encode(sha256(text.encode()).digest()).decode() for text in INLINE.findall(page)]
    allowed = {
        "default-src": ["'self'"],
        # a component's script is made into a blob by Streamlit
        "script-src": ["'self'", "blob:", *(f"'sha256-{digest}'" for digest in digests)],
        # Streamlit and Plotly write their styles as they go
        "style-src": ["'self'", "'unsafe-inline'"],
        "img-src": ["'self'", "data:", "blob:"],
        "font-src": ["'self'", "data:"],
        "connect-src": ["'self'"],
        "worker-src": ["'self'", "blob:"],
        "object-src": ["'none'"],
        "base-uri": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'self'", *framing],
    }
    return "; ".join(" ".join([name, *sources]) for name, sources in allowed.items())


def with_headers(send: Send, policy: str) -> Send:
    """Answers from now on bear our headers, and pages the policy."""

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in ALWAYS.items():
                headers[name] = value
            if headers.get("content-type", "").startswith("text/html"):
                headers["Content-Security-Policy"] = policy
        await send(message)

    return sending

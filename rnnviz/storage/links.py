"""Links that bring a browser's secret to another device: each works once, for ten minutes.

The store has a link's token as a hash, and the secret only as it is encrypted with the token (a
one-time pad drawn from it), so that who reads the store alone can neither follow a link nor learn the
secret.
"""

import hashlib
import hmac
import secrets
from collections.abc import Callable

from rnnviz.storage.clock import clock
from rnnviz.storage.database import Database
from rnnviz.text.message import Refusal

LASTS = 600.0  # seconds


def make(store: Database, secret: str) -> str:
    """A token that stands for a browser's secret; raises StoreError."""
    token, now = secrets.token_urlsafe(24), clock.now()
    with store.transaction() as run:
        _forget_old(run, now)
        run("INSERT INTO links VALUES (?, ?, ?)", (_hash(token), _padded(secret, token), now + LASTS))
    return token


def take(store: Database, token: str) -> str:
    """The secret that a token stands for, once; raises Refusal for one that was used or is too old, and
    StoreError."""
    with store.transaction() as run:
        _forget_old(run, clock.now())
        asked = "DELETE FROM links WHERE token = ? RETURNING secret"
        found = run(asked, (_hash(token),)).fetchall()
    if not found:
        raise Refusal(
            "This link has been used, or is older than ten minutes. Make a new one where the last one "
            "came from."
        )
    return _padded(found[0][0].decode("latin-1"), token).decode()


def _forget_old(run: Callable[..., object], now: float) -> None:
    # a clock that was set back must not make a link last for longer
    run("DELETE FROM links WHERE ends < ? OR ends > ?", (now, now + LASTS))


def _hash(token: str) -> str:
    # 192 random bits need no slow hash; what somebody sends may be any text
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def _padded(text: str, token: str) -> bytes:
    """A secret of 32 letters, encrypted by the pad that a token gives, or one that was."""
    pad = hmac.digest(token.encode(), b"rnnviz link", "sha256")
    return bytes(one ^ other for one, other in zip(text.encode("latin-1"), pad, strict=True))

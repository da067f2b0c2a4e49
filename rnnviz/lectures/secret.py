"""Who may drive a lecture: whoever has its secret, and every browser that has shown it once.

A browser that began a lecture, or opened its secret link, drives it with a secret of its own from then
on, which it can make anew from its cookie. Of none of them more than a hash is stored.
"""

import hashlib
import hmac
from typing import Any

from rnnviz.storage.database import Database
from rnnviz.text.message import Explained

ALL = "SELECT secret FROM halls WHERE code = ? UNION SELECT secret FROM presenters WHERE hall = ?"


class WrongSecret(Explained, PermissionError):
    """Somebody without the secret tried to drive."""


def hash_of(secret: str) -> str:
    """What is stored of a secret; one of 192 random bits needs no slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()


def check_secret(run: Any, code: str, secret: str) -> None:
    """Raise WrongSecret unless it is a secret of that lecture; within a transaction."""
    hashed = hash_of(secret)
    stored = [known for (known,) in run(ALL, (code, code)).fetchall()]
    if not any(hmac.compare_digest(known, hashed) for known in stored):
        raise WrongSecret("Only who has the presenter's secret link can drive this lecture.")


def admit(store: Database, code: str, secret: str, browser: str, own: str) -> None:
    """From now on a browser, by its digest, drives the lecture with a secret of its `own`, too. Raises
    WrongSecret without the right secret."""
    with store.transaction() as run:
        check_secret(run, code, secret)
        run("INSERT OR REPLACE INTO presenters VALUES (?, ?, ?)", (code, browser, hash_of(own)))

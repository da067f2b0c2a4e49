"""By what a follower of a lecture is known again: a token that the server signs, so that nobody makes
up followers of their own."""

import hmac
import re
import secrets
from base64 import urlsafe_b64encode

KEY = "followers"  # the name of the key in the store, so that all servers on it agree
ID_BYTES, SIGNATURE_BYTES = 12, 18
TOKEN = re.compile(r"([A-Za-z0-9_-]{16})([A-Za-z0-9_-]{24})")


def new_token(key: bytes, code: str) -> str:
    """A token for somebody new who follows the lecture of that code."""
    follower = secrets.token_urlsafe(ID_BYTES)
    return follower + _signature(key, code, follower)


def follower_of(key: bytes, code: str, token: str) -> str:
    """Whose token it is; "" for one that was not made for this lecture with this key."""
    read = TOKEN.fullmatch(token)
    if read is None or not hmac.compare_digest(read[2], _signature(key, code, read[1])):
        return ""
    return read[1]


def _signature(key: bytes, code: str, follower: str) -> str:
    signed = hmac.digest(key, f"{code} {follower}".encode(), "sha256")
    return urlsafe_b64encode(signed[:SIGNATURE_BYTES]).decode()

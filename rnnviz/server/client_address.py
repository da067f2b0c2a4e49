"""Where a request comes from, and what the proxies before us say of it: believed only of those that
the settings name."""

from collections.abc import Sequence
from functools import lru_cache
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any

from starlette.datastructures import Headers
from starlette.types import Scope

MOST_PROXIES = 50  # in a row; what else is in the header is no more read
SHARED_BITS = 64  # of an IPv6 address: a household or a machine has all that begin with them


def client_address(peer: str, forwarded: str, proxies: Sequence[str]) -> str:
    """The address of the client: that of the peer, or if it is a trusted proxy the last one in
    X-Forwarded-For that no trusted proxy wrote. A proxy that writes no address is itself the client."""
    address = plain(peer)
    for entry in reversed(forwarded.split(",")[-MOST_PROXIES:]):
        if not is_trusted(address, tuple(proxies)):
            break
        before = _read(entry)
        if not before:
            break
        address = before
    return address


def as_client_sent(scope: Scope, proxies: Sequence[str]) -> Scope:
    """The request as the client sent it to the first trusted proxy: its address, whether it was
    encrypted, and the host that it was sent to."""
    client = scope.get("client")
    peer = plain(client[0] if client else "")
    if not is_trusted(peer, tuple(proxies)):
        return {**scope, "client": (peer, client[1] if client else 0)}
    headers = Headers(scope=scope)
    said: dict[str, Any] = {}
    said["client"] = client_address(peer, ",".join(headers.getlist("x-forwarded-for")), proxies), 0
    # of several proxies the first has met the browser
    scheme = headers.get("x-forwarded-proto", "").split(",")[0].strip().lower()
    if scheme in ("http", "https"):
        said["scheme"] = scheme.replace("http", "ws") if scope["type"] == "websocket" else scheme
    # what a browser may have sent itself stands before what a proxy has added
    if host := headers.get("x-forwarded-host", "").split(",")[-1].strip():
        said["headers"] = with_host(scope, host)
    return {**scope, **said}


def with_host(scope: Scope, host: str) -> list[tuple[bytes, bytes]]:
    """A request's headers, as if it had been sent to that host."""
    others = [(name, value) for name, value in scope["headers"] if name != b"host"]
    return [*others, (b"host", host.encode("latin-1", "replace"))]


@lru_cache(maxsize=4096)
def is_trusted(address: str, proxies: tuple[str, ...]) -> bool:
    """Whether an address is one of the proxies or in one of their networks."""
    try:
        known = ip_address(address)
    except ValueError:
        return False
    return any(known in ip_network(one, strict=False) for one in proxies)


@lru_cache(maxsize=4096)
def plain(address: str) -> str:
    """An address in its one form: without a zone, and IPv4 also where it came over an IPv6 socket; what
    is none stays as it is."""
    try:
        read = ip_address(address.split("%")[0])
    except ValueError:
        return address
    mapped = read.ipv4_mapped if isinstance(read, IPv6Address) else None
    return str(mapped or read)


@lru_cache(maxsize=4096)
def neighbours(address: str) -> str:
    """Under what a client is counted: its address, of IPv6 the network that is its own."""
    try:
        read = ip_address(address)
    except ValueError:
        return address
    if isinstance(read, IPv6Address):
        return str(ip_network((read, SHARED_BITS), strict=False))
    return str(read)


def is_own_machine(address: str) -> bool:
    """Whether a client is on the machine that the server is on, and not behind a proxy there that
    nobody has named."""
    try:
        return ip_address(plain(address)).is_loopback
    except ValueError:
        return False


def _read(entry: str) -> str:
    """An entry of X-Forwarded-For without its port; "" for what is no address."""
    entry = entry.strip().strip('"')
    if entry.startswith("["):
        entry = entry[1:].partition("]")[0]
    elif entry.count(":") == 1:
        entry = entry.partition(":")[0]
    address = plain(entry)
    try:
        ip_address(address)
    except ValueError:
        return ""
    return address

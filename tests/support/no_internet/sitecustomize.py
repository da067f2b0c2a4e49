"""A Python that has no internet: whatever is started with this folder first on its PYTHONPATH.

A name server never answers, and beyond this machine's own loopback there is no way. What was tried is
written to the file that NO_INTERNET names, a line each. Without root, and for every library, since it
is Python itself that is asked whether it may (PEP 578).
"""

import errno
import os
import socket
import sys
import threading
from ipaddress import ip_address
from typing import Any

SILENCE = 120.0  # seconds, longer than anything here waits
LOOK_UPS = {
    "socket.getaddrinfo",
    "socket.gethostbyaddr",
    "socket.gethostbyname",
    "socket.getnameinfo",
}
SENDS = {"socket.connect", "socket.sendto", "socket.sendmsg"}
NAMES = {"", "localhost", "localhost.localdomain"}  # which a file on every machine knows


def is_here(host: Any) -> bool:
    """Whether a host is this machine, so that nothing leaves it."""
    text = (host.decode("ascii", "replace") if isinstance(host, bytes) else host) or ""
    if text in NAMES:
        return True
    try:
        return ip_address(text.split("%")[0]).is_loopback
    except ValueError:
        return False


def is_number(host: Any) -> bool:
    """Whether a host is an address already, for which nobody has to be asked."""
    try:
        return bool(ip_address(str(host).split("%")[0]))
    except ValueError:
        return False


def deny(event: str, arguments: tuple[Any, ...]) -> None:
    """Let go by what stays on this machine; note all else, and let it wait or fail."""
    if event in LOOK_UPS:
        asked = arguments[0]
        host = asked[0] if isinstance(asked, tuple) else asked
        asks_back = event in ("socket.gethostbyaddr", "socket.getnameinfo")
        if is_here(host) or (is_number(host) and not asks_back):
            return
        note(event, host)
        threading.Event().wait(SILENCE)
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")
    if event in SENDS:
        own, address = arguments
        if not isinstance(address, tuple) or is_here(address[0]):
            return
        # a datagram's socket that is "connected" has only asked for the way: nothing was sent
        if event != "socket.connect" or own.type != socket.SOCK_DGRAM:
            note(event, address)
        raise OSError(errno.ENETUNREACH, os.strerror(errno.ENETUNREACH))


def note(event: str, what: Any) -> None:
    """Add a line to what was tried."""
    with open(os.environ["NO_INTERNET"], "a", encoding="utf-8") as tried:
        print(f"{event} {what}", file=tried)


sys.addaudithook(deny)

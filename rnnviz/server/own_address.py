"""This machine's own address in its network."""

import socket
from ipaddress import ip_address

ANYWHERE = ("0.0.0.0", "::", "")  # what a server that answers all is told to listen at


def web_address(scheme: str, host: str, port: int | None, path: str = "") -> str:
    """Where a browser finds a host: an IPv6 address stands in brackets (RFC 3986, section 3.2.2)."""
    named = f"[{host}]" if ":" in host else host
    return f"{scheme}://{named}{f':{port}' if port else ''}{path}"


def is_own(host: str | None) -> bool:
    """Whether a host's name means the machine that says it, so that others cannot use it."""
    if not host or host == "localhost":
        return True
    try:
        found = ip_address(host)
    except ValueError:
        return False
    return (getattr(found, "ipv4_mapped", None) or found).is_loopback


def own_address() -> str | None:
    """This machine's address in its network, None if it is in none. Nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as out:
        try:
            out.connect(("10.255.255.255", 9))  # only asks which way it would go
            found: str = out.getsockname()[0]
        except OSError:
            return None
    return None if is_own(found) or found == "0.0.0.0" else found

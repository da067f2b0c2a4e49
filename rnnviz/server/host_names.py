"""Which names this server answers to, and which sites may open its sockets.

A page of another site can have its own name point to this machine, and would then be of the same
origin as our pages: only names are served that are known to mean us. An address cannot be pointed.
"""

import socket
from collections.abc import Sequence
from functools import cache, lru_cache
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

HOSTS_FILE = Path("/etc/hosts")
LONGEST = 255  # letters of a host with its port
PORTS = {"http": 80, "https": 443}


def is_served(host: str, hosts: Sequence[str]) -> bool:
    """Whether what a request names as its host means this server: an address, localhost, the machine's
    own name, or one of `hosts`."""
    return _is_served(host, tuple(hosts))


@lru_cache(maxsize=1024)
def _is_served(host: str, hosts: tuple[str, ...]) -> bool:
    name = _name_and_port(host)[0]
    if not name:
        return False
    return is_named(name, hosts) or name in {"localhost", *own_names()} or _is_address(name)


def is_named(name: str, hosts: Sequence[str]) -> bool:
    """Whether a name is one of `hosts`, where *.example.org is every name that ends so."""
    wanted = [one.lower().rstrip(".") for one in hosts]
    return bool(name) and any(
        name.endswith(one[1:]) if one.startswith("*.") else name == one for one in wanted
    )


@lru_cache(maxsize=1024)
def is_same_site(origin: str, host: str) -> bool:
    """Whether the page that asks, by its Origin, was itself served by that host."""
    scheme = origin.partition("://")[0].lower()
    if scheme not in PORTS:
        return False
    asks, (name, port) = name_of_site(origin), _name_and_port(host)
    return bool(name) and asks == (name, port or PORTS[scheme])


def name_of_site(origin: str) -> tuple[str, int]:
    """The name and the port of an Origin; "" for what is none."""
    scheme, _, host = origin.partition("://")
    name, port = _name_and_port(host)
    return name, port or PORTS.get(scheme.lower(), 0)


@lru_cache(maxsize=1024)
def _name_and_port(host: str) -> tuple[str, int]:
    """A host's name in small letters, and its port, 0 if it has none; no name for what is no host."""
    if len(host) > LONGEST or any(letter in host for letter in "/\\@?# \t"):
        return "", 0
    try:
        parts = urlsplit(f"//{host}")
        return (parts.hostname or "").rstrip("."), parts.port or 0
    except ValueError:
        return "", 0


def _is_address(name: str) -> bool:
    try:
        ip_address(name.partition("%")[0])
    except ValueError:
        return False
    return True


@cache
def own_names() -> frozenset[str]:
    """What this machine calls itself, in small letters; no name server is asked."""
    name = socket.gethostname().lower().rstrip(".")
    first = name.partition(".")[0]
    names = {name, first, f"{first}.local"} if first else set()
    return frozenset(names | _names_beside(name, HOSTS_FILE))


def _names_beside(name: str, file: Path) -> set[str]:
    """The names that the machine's own table of hosts has for it."""
    try:
        lines = file.read_text("utf-8", "replace").lower().splitlines()
    except OSError:
        return set()
    rows = [line.partition("#")[0].split()[1:] for line in lines]
    return {other for row in rows if name in row for other in row}

"""How many files the server may have open: each phone of a class takes two, and what it loads."""

from typing import Any

from rnnviz.text.message import Message

resource: Any
try:
    import resource
except ImportError:  # Windows has no such limit
    resource = None

WANTED = 65_536
LESS = (WANTED, 20_000, 10_240, 4_096)  # some systems take no more than a certain number
OF_A_PHONE = 2  # its page's socket and the lecture's
OURS = 200  # the store's, the packages', and connections on which files are fetched
CLASS = 200  # phones


def raise_limit() -> int | None:
    """Raise the limit of this process as far as it may; what it is then, None where there is none."""
    if resource is None:
        return None
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    for most in LESS if soft != resource.RLIM_INFINITY else ():
        wanted = most if hard == resource.RLIM_INFINITY else min(most, hard)
        if wanted <= soft:
            break
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        except (ValueError, OSError):
            continue
        return wanted
    return None if soft == resource.RLIM_INFINITY else soft


def phones(limit: int) -> int:
    """How many may follow with so many open files."""
    return max(limit - OURS, 0) // OF_A_PHONE


def warning(limit: int | None) -> Message | None:
    """What is to be said if a class finds no room, None if it does."""
    if limit is None or phones(limit) >= CLASS:
        return None
    return Message(
        "This process may open {limit:,} files, enough for some {phones:,} phones. Raise the limit "
        "before it starts: ulimit -Hn {wanted}.",
        limit=limit,
        phones=phones(limit),
        wanted=LESS[1],
    )

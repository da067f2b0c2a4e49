"""How much of what is packed is believed: what claims to grow beyond what arrays do is not unpacked."""

from pathlib import Path

from rnnviz.text.message import Refusal

MEGABYTE = 1e6
ALWAYS = 16 * MEGABYTE  # bytes that anything may grow to
MOST_GROWTH = 50  # times; weights grow by a tenth, arrays of zeros are no weights


def most_unpacked(packed: int) -> int:
    """How many bytes may come of so many."""
    return int(max(ALWAYS, MOST_GROWTH * packed))


def check_growth(path: Path, name: str, unpacked: int, packed: int) -> None:
    """Raises Refusal if a part of a file, of a name, claims to be far larger than what is there of it;
    both sizes in bytes."""
    if unpacked > most_unpacked(packed):
        raise Refusal(
            "{path}: {name} claims to be {unpacked:,.0f} MB, of which {packed:,.1f} MB are there; that "
            "is not read.",
            path=path,
            name=name,
            unpacked=unpacked / MEGABYTE,
            packed=packed / MEGABYTE,
        )

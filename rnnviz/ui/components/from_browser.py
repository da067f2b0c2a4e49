"""What components send is client input."""


def whole(sent: object) -> int | None:
    """A whole number from 0 that the browser sent, None for anything else it may send."""
    if isinstance(sent, bool) or not isinstance(sent, int | float) or not 0 <= sent < 1e6:
        return None
    return int(sent)


def whole_pair(sent: object) -> tuple[int, int] | None:
    """Two such numbers."""
    if not isinstance(sent, list) or len(sent) < 2:
        return None
    first, second = whole(sent[0]), whole(sent[1])
    return None if first is None or second is None else (first, second)

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


def panel_of(sent: object) -> int:
    """Which of several pictures beside each other a cell was sent of: the fourth number, else 0."""
    return (whole(sent[3]) or 0) if isinstance(sent, list) and len(sent) > 3 else 0


def box(sent: object) -> tuple[tuple[float, float, float, float], int] | None:
    """The ends of a box, across and up, and the picture that it was drawn into; None for anything else
    that the browser may send."""
    if not isinstance(sent, list) or len(sent) < 5:
        return None
    ends, panel = sent[:4], whole(sent[4])
    for end in ends:
        if isinstance(end, bool) or not isinstance(end, int | float) or not abs(end) < 1e6:
            return None
    left, right, low, high = map(float, ends)
    return None if panel is None else ((left, right, low, high), panel)

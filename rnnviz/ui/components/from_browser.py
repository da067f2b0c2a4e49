"""What components send is client input."""


def whole(said: object) -> int | None:
    """A whole number from 0 that the browser sent, None for anything else it may send."""
    good = isinstance(said, int | float) and not isinstance(said, bool) and 0 <= said < 1e6
    return int(said) if good else None  # type: ignore[call-overload]

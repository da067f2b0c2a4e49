"""Waiting for a condition instead of for a time."""

import time

# seconds for what takes long, as starting processes and training in them does: no machine is so busy
PATIENCE = 900.0


def until(condition, seconds=20.0):
    """The first true value of a condition; fails if there is none in time."""
    end = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.01)
    return found

"""What a change of a page's settings is to the browser's history: what the reader has done on purpose
is an entry, which Back undoes; what comes by the dozen is none."""

import math
from collections.abc import Mapping
from enum import StrEnum


class Step(StrEnum):
    """What a change is."""

    MADE = "made"  # an entry
    TYPED = "typed"  # one as soon as it has rested for a second
    PASSED = "passed"  # none


def change(
    steps: Mapping[str, Step], before: Mapping[str, str] | None, now: Mapping[str, str]
) -> tuple[Step, str]:
    """The step from one address to the next, by the step that each of its words is, and the word if it
    is a number that alone was changed: turned on within a second it is one step. The first address of
    a page, before which there is None, is a part of opening it."""
    if before is None:
        return Step.PASSED, ""
    changed = [name for name in {**before, **now} if before.get(name) != now.get(name)]
    found = {steps.get(name, Step.MADE) for name in changed}
    for step in (Step.MADE, Step.TYPED):
        if step in found:
            alone = len(changed) == 1 and _is_number(now.get(changed[0]) or before.get(changed[0]))
            return step, changed[0] if alone else ""
    return Step.PASSED, ""


def _is_number(text: str | None) -> bool:
    try:
        return text is not None and math.isfinite(float(text))
    except ValueError:
        return False

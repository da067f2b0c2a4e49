"""What there is to say of a watched loop beside its frames: what it does with its windows, what its cut
leaves out, and what could not be seen."""

import logging
import math
import time
from collections.abc import Sequence
from dataclasses import dataclass

from rnnviz.text.message import NOTHING, Message
from rnnviz.watch.truncation import LoopTruncation

RARELY = 200  # times as long as it took, until what is left out is computed again

_log = logging.getLogger(__name__)


@dataclass(eq=False)
class LoopWords:
    """Says it, in the thread that writes a loop's frames; what it computed last stands for a while."""

    _left_out: Message = NOTHING
    _again: float = 0.0  # when it may compute anew, on the clock

    def __call__(
        self, seen: LoopTruncation, notes: Sequence[Message] = (), anew: bool = False
    ) -> Message:
        """What was seen in a sentence, one of what is left out if that is known, and the notes; `anew`
        where it is said for the last time."""
        begun = time.monotonic()
        if anew or begun >= self._again:
            self._left_out = left_out_words(seen) or self._left_out
            self._again = begun + RARELY * (time.monotonic() - begun)
        return Message.join(seen.message, self._left_out, *notes)


def left_out_words(seen: LoopTruncation) -> Message:
    """What the cut leaves out, NOTHING where nothing is cut or it cannot be told."""
    if not (seen.carried and seen.cut):
        return NOTHING
    try:
        found = seen.left_out
    except Exception:  # whatever goes wrong here is no reason to store no frames
        _log.exception("What the cut of a loop leaves out could not be computed.")
        return NOTHING
    known = found is not None and math.isfinite(found.cosine) and math.isfinite(found.size)
    return found.message if found is not None and known else NOTHING

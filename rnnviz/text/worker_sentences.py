"""What workers say about themselves. It is stored in English and read back into any language."""

import re
from functools import cache

from rnnviz.text.language import ENGLISH, N_, _, current

# every sentence that stands as `said` in the store, or a part of one
SENTENCES = (
    N_("It starts."),
    N_("It failed: {problem}."),
    N_("Stopped before its turn came."),
    N_("Stopped; it can go on from here."),
    N_("Stopped together with rnnviz; it can go on from here."),
    N_("{problem} Until then it waits."),
    N_("Run {place} diverged at update {update}."),
    N_("No worker could be started: {problem}."),
    N_("Its worker did not start. Resume tries again."),
    N_(
        "Its worker was ended by signal {signal} or fell silent at about {samples} samples. Resume "
        "goes on from there."
    ),
    N_("Its worker was ended or fell silent at about {samples} samples. Resume goes on from there."),
    N_("It waits for its turn: at most one experiment is under way at once here, paused ones too."),
    N_(
        "It waits for its turn: at most {limit} experiments are under way at once here, paused ones "
        "too."
    ),
)
_FIELD = re.compile(r"\\\{(\w+)\\\}")


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Each sentence with the pattern of it."""
    return tuple(
        (text, re.compile(_FIELD.sub(r"(?P<\1>.+?)", re.escape(text)) + r"(?:\s+|$)"))
        for text in SENTENCES
    )


def again(said: str) -> str:
    """What was said, in the reader's language; as it is where we do not know it."""
    if current() == ENGLISH:
        return said
    sentences, rest = [], said
    while rest:
        for text, pattern in _patterns():
            if found := pattern.match(rest):
                sentences.append(_(text).format(**found.groupdict()))
                rest = rest[found.end() :]
                break
        else:
            return said
    return " ".join(sentences)

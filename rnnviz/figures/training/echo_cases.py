"""Echo's floors case by case: what is seen, how sure of the answer that makes, and the mean. HTML."""

import html
from collections import Counter
from collections.abc import Iterable, Sequence

from rnnviz.figures.base import numbers
from rnnviz.figures.base.html import cells, valued
from rnnviz.figures.base.numbers import exact_percent, given
from rnnviz.figures.training.losses import lag_words
from rnnviz.tasks.echo import Echo
from rnnviz.tasks.echo_cases import Case, cases, derived
from rnnviz.text.language import _, _n, listed

MOST_ROWS = 32  # cases of one floor that are written out
DECIMALS = 4  # of a loss


def by_cases(task: Echo) -> str:
    """Every floor that is derived, as a table of its cases with a sentence above it."""
    words = lag_words(task.known())
    parts = [_floor(task, words(name), lags) for name, lags in derived(task).items()]
    left = len(task.known()) - len(parts)
    more = (
        _n(
            "{count} further floor is made in the same way.",
            "{count} further floors are made in the same way.",
            left,
        ).format(count=left)
        if left
        else ""
    )
    return f'<div class="cases">{"".join(parts)}{_paragraph(more)}</div>'


def sentence(task: Echo, known: Sequence[int]) -> str:
    """How often the likelier answer is right in the cases of a floor, and what they come to."""
    found = cases(task, known)
    mean = sum(case.right for case in found) / len(found)
    loss = sum(case.entropy for case in found) / len(found)
    if len(found) == 1:
        said = _("The likelier answer is right in {right} of all steps; −Σ p ln p is {loss} nats.")
        return said.format(right=exact_percent(mean), loss=numbers.loss(loss, DECIMALS))
    said = _(
        "{count} cases, equally likely. In them the likelier answer is right with {rights}: {right} in "
        "the mean. −Σ p ln p of each is {entropies}: {loss} nats in the mean."
    )
    return said.format(
        count=len(found),
        rights=_counted(exact_percent(case.right) for case in found),
        right=exact_percent(mean),
        entropies=_counted(numbers.loss(case.entropy, DECIMALS) for case in found),
        loss=numbers.loss(loss, DECIMALS),
    )


def _counted(texts: Iterable[str]) -> str:
    """Texts, each once, with how often it came."""
    counts = Counter(texts)
    twice, several = _("twice {text}"), _("{count} times {text}")
    return listed(
        text if count == 1 else (twice if count == 2 else several).format(count=count, text=text)
        for text, count in counts.items()
    )


def _paragraph(text: str) -> str:
    return f"<p>{html.escape(text)}</p>" if text else ""


def _floor(task: Echo, name: str, known: Sequence[int]) -> str:
    found = cases(task, known)
    loss = numbers.loss(task.floor(known), 2)
    title = _("{loss} nats: {known}").format(loss=loss, known=name)
    heads = [*(f"X[t−{lag}]" for lag in known), "P(Y = 1)", _("likelier answer"), "−Σ p ln p"]
    rows = [_row(task, known, case) for case in found[:MOST_ROWS]]
    if len(found) > MOST_ROWS:
        more = _("{count} further cases").format(count=len(found) - MOST_ROWS)
        rows.append([more, *[""] * (len(heads) - 1)])
    body = "".join(f"<tr>{cells(row)}</tr>" for row in rows)
    return (
        f"<section><h3>{html.escape(title)}</h3>{_paragraph(sentence(task, known))}"
        f"<table><tr>{cells(heads, 'th')}</tr>{body}</table></section>"
    )


def _row(task: Echo, known: Sequence[int], case: Case) -> list[str]:
    answer = _("either") if case.answer is None else str(case.answer)
    likelier = _("{answer} with {share}").format(answer=answer, share=exact_percent(case.right))
    return [
        *map(str, case.bits),
        valued(
            _whole([*chance_sum(task, known, case), f"= {exact_percent(case.chance)}"]), case.chance
        ),
        html.escape(likelier),
        valued(
            _whole([*_logs(case.chance), f"= {numbers.loss(case.entropy, DECIMALS)}"]), case.entropy
        ),
    ]


def _whole(terms: Iterable[str]) -> str:
    """Terms of a sum, as HTML that is broken between them alone."""
    return " ".join(f"<span>{html.escape(term)}</span>" for term in terms)


def chance_sum(task: Echo, known: Sequence[int], case: Case) -> list[str]:
    """The terms of P(Y = 1): the base, the weights of known ones, half the weight of what is not
    known."""
    bits = dict(zip(known, case.bits, strict=True))
    parts = [given(task.base)]
    for lag, weight in task.lags.items():
        if bits.get(lag) == 0 or not weight:
            continue
        half = "" if lag in bits else "½·"
        parts.append(f"{'−' if weight < 0.0 else '+'} {half}{given(abs(weight))}")
    return parts


def _logs(chance: float) -> list[str]:
    """The terms −p ln p of both answers, as far as they can occur."""
    sides = [side for side in (chance, 1.0 - chance) if side > 0.0]
    return [f"− {given(side, 4)} ln {given(side, 4)}" for side in sides]
